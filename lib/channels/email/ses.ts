import { SESClient, type SESClientConfig, SendEmailCommand } from '@aws-sdk/client-ses';
import { onlyOnce, withoutLog } from '../../aws/sdk';
import type { Config } from '../../config';
import type { Clock } from '../../runtime/clock';
import { sent } from '../../runtime/outcome';
import type { Timing } from '../../runtime/timing';
import { brand } from '../brand';
import type { Channel } from '../channel';
import type { Pace } from '../pace';
import { tagsOf } from '../tags';
import { classify } from './answers';
import { displayName } from './header';
import { reachByEmail } from './reach';
import type { Mail } from './template';

/** Makes the channel of e-mail by SES: `SendEmail`, one request for each mail. */
export function emailChannel(
  config: Config,
  pace: Pace,
  clock: Clock,
  timing: Timing,
  overrides: SESClientConfig = {},
): Channel<Mail, string> {
  const client = withoutLog(
    new SESClient({
      ...onlyOnce(timing, config.MAX_CONCURRENT_SENDS, clock),
      ...(config.SES_REGION && { region: config.SES_REGION }),
      ...overrides,
    }),
  );
  const from = `${displayName(brand.name)} <${config.SENDER_EMAIL}>`;

  return {
    name: 'email',
    places: config.MAX_CONCURRENT_SENDS,
    slowestAnswer: timing.sendAnswer,
    pace,
    reach: reachByEmail(config.ALLOWED_RECIPIENTS),

    prepare(mail, address, reference) {
      const request = new SendEmailCommand({
        Source: from,
        Destination: { ToAddresses: [address] },
        Message: {
          Subject: { Data: mail.subject, Charset: 'UTF-8' },
          Body: {
            Html: { Data: mail.html, Charset: 'UTF-8' },
            Text: { Data: mail.text, Charset: 'UTF-8' },
          },
        },
        ReplyToAddresses: config.REPLY_TO ? [config.REPLY_TO] : undefined,
        ConfigurationSetName: config.SES_CONFIGURATION_SET,
        Tags: Object.entries(tagsOf(reference)).map(([Name, Value]) => ({ Name, Value })),
      });
      return async () => {
        try {
          const { MessageId } = await client.send(request);
          return { kind: 'sent', outcome: sent(MessageId ?? '') };
        } catch (error) {
          return classify(error, config.SENDER_EMAIL);
        }
      };
    },
  };
}
