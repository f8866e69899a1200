import { type Entry, SEE_UNANSWERED } from '../../lib/log/entry';
import type { MailStatus } from '../../lib/log/mail-status';
import { commandsFor } from '../../ops/explain/commands';

export const NOW = Date.UTC(2026, 10, 24, 12);

const TABLE = 'notification-service-dev-notification-log';
export const COMMANDS = commandsFor('123', { kind: 'local', stage: 'dev', service: '' }, TABLE);
export const REDRIVE = "npm run redrive -- --local --order '123'";
export const RECIPIENTS = "npm run recipients -- --local --user '42'";

/** A mail that was sent, as the log has it. */
export const entry: Entry = {
  order_id: '123',
  notification: '["shipment_notification","shipped","T 1"]',
  status: 'sent',
  attempts: 1,
  message_id: 'm-1',
  topic: 'shipments',
  partition: 3,
  offset: 7,
  user_id: '42',
  created_at: NOW - 60_000,
  updated_at: NOW - 30_000,
  expires_at: NOW / 1_000 + 86_400,
};

/** A mail of it of which no event has told yet, as the item would be. */
export const mail: MailStatus = {
  order_id: '123',
  notification: '["mail","m-1"]',
  message_id: 'm-1',
  entry: entry.notification,
  user_id: '42',
  sent_at: NOW - 30_000,
  expires_at: NOW / 1_000 + 86_400,
};

/** As entries were written before there were sets of claims: with a number. */
export const expired = { status: 'claimed', claimed_by: 'a/b', claim_expires_at: NOW - 1 } as const;
/** As they are written now. */
export const unanswered = (...ids: string[]): Partial<Entry> => ({
  unanswered: new Set(ids),
  attempts: SEE_UNANSWERED,
});
