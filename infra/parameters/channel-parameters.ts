import type { ChannelName } from '../../lib/notifications/notification';
import { CHANNELS } from '../../lib/recipients/choices';
import { arn, credentialsFile, kmsKeyArn, list, pattern, secretArn, sendRate } from './kinds';

/*
 * Which channels a deployment has, and what each of them needs beside e-mail.
 */

const CHOICE = 'email, or email with sms and push beside it, comma-separated';

export const channels = list(CHOICE, /^(?:email|sms|push)$/)
  .refine((given) => given.includes('email'), { error: CHOICE })
  .transform((given) => CHANNELS.filter((channel) => given.includes(channel)))
  .default(['email'])
  .describe(
    'How customers are told: `email`, and beside it `sms`, `push` or both. The others are not in the bundles',
  );

/** A parameter of a channel that the deployment has not is refused. */
export const OF_A_CHANNEL = {
  sms: {
    smsPoolArn: arn(
      'a pool of AWS End User Messaging SMS',
      /^arn:[\w-]+:sms-voice:[\w-]+:\d{12}:pool\/[\w-]+$/,
    ).describe('With `sms`: the pool whose numbers and sender ids texts come from'),
    // What AWS gives a sender id, and a long code outside the United States and Canada: 10 parts a second. A text is mostly one part.
    // Source: AWS End User Messaging SMS user guide, `sms-limitations-mps`.
    smsMaxSendRate: sendRate('text messages')
      .default(10)
      .describe(
        'With `sms`: texts a second that the numbers of the pool allow, all instances together. AWS counts parts: 10 a second for a sender id and most long codes, 3 for a toll-free number, 1 for a US 10DLC or a Canadian number',
      ),
    smsMaxPrice: pattern(
      'US dollars with a decimal point, from .00001 to 99.99999, such as 0.10',
      /^\d{0,2}\.\d{1,5}$/,
    )
      .optional()
      .describe(
        'With `sms`: the most that one text may cost, in US dollars; one that costs more is not sent',
      ),
    smsConfigurationSet: pattern('the name of a configuration set', /^[\w-]{1,64}$/)
      .optional()
      .describe('With `sms`: the configuration set of AWS End User Messaging SMS that texts are sent with'),
  },
  push: {
    fcmProject: pattern(
      'the id of a Firebase project, such as shop-1a2b3',
      /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    ).describe('With `push`: the id of the Firebase project of the app'),
    fcmCredentialsFile: credentialsFile
      .optional()
      .describe(
        'With `push`, this or `fcmSecretArn`: the file, from the folder of `serverless.yml` on, with the `external_account` configuration by which Google trusts the role of the functions. It holds no secret',
      ),
    fcmSecretArn: secretArn
      .optional()
      .describe('With `push`, instead of that file: the secret that holds the key of a service account'),
    fcmSecretKmsKeyArn: kmsKeyArn
      .optional()
      .describe('The customer managed key that encrypts that secret, where there is one'),
    // FCM takes 600,000 messages a minute, one per device; this leaves room for ten devices each, and for who else sends.
    // Source: Firebase documentation, `throttling-and-quotas`.
    pushMaxSendRate: sendRate('pushes')
      .default(100)
      .describe(
        'With `push`: notifications a second by push, each to all devices of a customer, all instances together',
      ),
  },
} as const;

interface Given {
  readonly channels: readonly ChannelName[];
  readonly fcmCredentialsFile?: string | undefined;
  readonly fcmSecretArn?: string | undefined;
  readonly fcmSecretKmsKeyArn?: string | undefined;
}

/** Says which parameters of channels cannot go together. @param isGiven whether a parameter has a value that is not its default */
export function* channelContradictions(given: Given, isGiven: (name: string) => boolean): Generator<string> {
  for (const [channel, parameters] of Object.entries(OF_A_CHANNEL)) {
    if (given.channels.some((one) => one === channel)) continue;
    for (const name of Object.keys(parameters).filter(isGiven)) {
      yield `${name}: belongs to ${channel}, which is not among channels=${given.channels.join()}`;
    }
  }
  if (given.fcmCredentialsFile && given.fcmSecretArn) {
    yield 'fcmSecretArn: set it or fcmCredentialsFile, not both';
  }
  if (given.fcmSecretKmsKeyArn && !given.fcmSecretArn) yield 'fcmSecretKmsKeyArn: belongs to fcmSecretArn';
}
