import { SESClient, type SESClientConfig, SendEmailCommand } from '@aws-sdk/client-ses';
import { TimedHandler, withoutLog } from '../../aws/sdk';
import type { Config } from '../../config';
import type { Clock } from '../../runtime/clock';
import type { Timing } from '../../runtime/timing';
import { type Answer, classify } from './answers';
import { brand } from './brand';
import { displayName, tagValue } from './header';
import type { Mail } from './template';

export interface Envelope {
  readonly recipient: string;
  /** What the events of the mail carry later (bounces, deliveries); see `tagValue`. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** One attempt, never more; never throws. */
  send(mail: Mail, envelope: Envelope): Promise<Answer>;
}

/**
 * A connection that was idle this long may have been closed by SES while the function was frozen. Sending on it
 * would end without an answer, and a mail that never left would count as perhaps sent.
 */
const IDLE = 4_000;

export function mailer(
  config: Config,
  clock: Clock,
  timing: Timing,
  overrides: SESClientConfig = {},
): Mailer {
  const agent = { keepAlive: true, maxSockets: config.MAX_CONCURRENT_SENDS };
  const client = withoutLog(
    new SESClient({
      // A hidden retry of an unanswered send is a second mail.
      maxAttempts: 1,
      cacheMiddleware: true,
      requestHandler: new TimedHandler(timing.sesAnswer, {
        connectionTimeout: timing.sesConnect,
        httpsAgent: agent,
        httpAgent: agent,
      }),
      ...overrides,
    }),
  );
  const from = `${displayName(brand.name)} <${config.SENDER_EMAIL}>`;
  let inFlight = 0;
  let lastUsed = 0;

  return {
    async send(mail, { recipient, tags }) {
      const request = new SendEmailCommand({
        Source: from,
        Destination: { ToAddresses: [recipient] },
        Message: {
          Subject: { Data: mail.subject, Charset: 'UTF-8' },
          Body: {
            Html: { Data: mail.html, Charset: 'UTF-8' },
            Text: { Data: mail.text, Charset: 'UTF-8' },
          },
        },
        ReplyToAddresses: config.REPLY_TO ? [config.REPLY_TO] : undefined,
        ConfigurationSetName: config.SES_CONFIGURATION_SET,
        Tags: Object.entries(tags).map(([Name, value]) => ({ Name, Value: tagValue(value) })),
      });
      if (inFlight === 0 && clock.now() - lastUsed > IDLE) client.config.requestHandler.destroy?.();
      inFlight++;
      try {
        const { MessageId } = await client.send(request);
        return { kind: 'sent', messageId: MessageId ?? '' };
      } catch (error) {
        return classify(error, config.SENDER_EMAIL);
      } finally {
        inFlight--;
        lastUsed = clock.now();
      }
    },
  };
}
