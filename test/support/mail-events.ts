import { randomUUID } from 'node:crypto';
import { tagsOf } from '../../lib/channels/tags';
import { readMailEventsConfig } from '../../lib/config';
import { connectMailEvents, type MailEventHandler, receiveMailEvents } from '../../lib/mail-events/receive';
import type { NotificationKey } from '../../lib/notifications/key';
import { TABLES } from '../../local/dynamodb';
import { QUICK } from './service';

/** A mail that SES took, as its events name it. */
export interface SentMail {
  readonly messageId: string;
  readonly to: string;
  readonly key: NotificationKey;
  readonly userId: string;
}

/** Makes an event of SES as EventBridge delivers it. Source: SES developer guide, `event-publishing-retrieving-sns-examples`. */
export const mailEvent = (
  { messageId, to, key, userId }: SentMail,
  eventType: string,
  part: Record<string, unknown> = {},
) => ({
  source: 'aws.ses',
  detail: {
    eventType,
    mail: {
      timestamp: new Date().toISOString(),
      messageId,
      destination: [to],
      tags: Object.fromEntries(
        Object.entries(tagsOf({ key, userId })).map(([name, value]) => [name, [value]]),
      ),
    },
    ...part,
  },
});

/** The function `mailEvents` before the tables at this address. */
export function mailEventsAt(dynamodb: string): (event: unknown) => Promise<void> {
  const config = readMailEventsConfig({
    NOTIFICATION_LOG_TABLE: TABLES.notificationLog,
    RECIPIENTS_TABLE: TABLES.recipients,
  });
  const handler: MailEventHandler = receiveMailEvents(
    connectMailEvents(config, {
      timing: QUICK,
      write: () => undefined,
      dynamodb: {
        endpoint: dynamodb,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      },
    }),
  );
  return (event) => handler(event, { awsRequestId: randomUUID(), functionName: 'mailEvents' });
}
