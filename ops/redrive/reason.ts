import type { BatchRecord } from '../../lib/kafka/event';
import { decodeValue } from '../../lib/kafka/value';
import { type Entry, judge, REDRIVE } from '../../lib/log/entry';
import { id } from '../../lib/notifications/fields';
import { keyOf, type NotificationKey } from '../../lib/notifications/key';
import { type Message, type Notification, parseMessage } from '../../lib/notifications/notification';

/** What a record says of itself, before the log is asked. */
export interface Reading {
  readonly orderId: string | undefined;
  /** What the log knows it by, or why it can be known by nothing. */
  readonly known: NotificationKey | { readonly invalid: string };
}

export function readingOf(notification: Notification<Message>, { record }: BatchRecord): Reading {
  const decoded = decodeValue(record.value);
  if (decoded.kind === 'tombstone') return { orderId: undefined, known: { invalid: 'tombstone' } };
  if (decoded.kind === 'invalid')
    return { orderId: undefined, known: { invalid: `invalid: ${decoded.reason}` } };
  const parsed = parseMessage(notification, decoded.value);
  if (parsed.ok) return { orderId: parsed.message.order_id, known: keyOf(notification, parsed.message) };
  // Its order may be readable even so.
  return {
    orderId: id.safeParse(decoded.value.order_id).data,
    known: { invalid: `invalid: ${parsed.reason}` },
  };
}

export const MAY_HAVE_BEEN_SENT = 'may have been sent: the answer of SES was never recorded';

/** Why a record is among the failed, by what the log says of its notification. */
export function reasonOf(entry: Entry, now: number): string {
  switch (judge(entry, '', now, REDRIVE)) {
    case 'sent':
      return 'already sent';
    case 'held':
    case 'mine':
      return 'being sent now';
    case 'spent':
      return MAY_HAVE_BEEN_SENT;
    case 'free':
      return `${entry.status}: ${entry.reason ?? 'no reason given'}`;
  }
}
