import { randomUUID } from 'node:crypto';
import { readMailEventsConfig } from '../../lib/config';
import { connectMailEvents, type MailEventHandler, receiveMailEvents } from '../../lib/mail-events/receive';
import type { NotificationKey } from '../../lib/notifications/key';
import { TABLES } from '../../local/dynamodb';
import { mailEvent } from './mail-event';
import { QUICK } from './service';

/** A mail that SES took, as its events name it. */
export interface SentMail {
  readonly messageId: string;
  readonly to: string;
  readonly key: NotificationKey;
  readonly userId: string;
}

/** An event of SES about this mail, as EventBridge hands it to the function. */
export const eventOf = (
  { messageId, to, key, userId }: SentMail,
  eventType: string,
  said: Record<string, unknown> = {},
): unknown =>
  mailEvent({
    eventType,
    said,
    reference: { key, userId },
    mail: { timestamp: new Date().toISOString(), messageId, destination: [to] },
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
