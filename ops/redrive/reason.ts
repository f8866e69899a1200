import type { BatchRecord } from '../../lib/kafka/event';
import { decodeValue } from '../../lib/kafka/value';
import { type Entry, REDRIVE } from '../../lib/log/entry';
import { id } from '../../lib/notifications/fields/id';
import { keyOf, keyOn, type NotificationKey } from '../../lib/notifications/key';
import { type Message, type Notification, parseMessage } from '../../lib/notifications/notification';
import { allowedBy } from '../entries';
import { isReasonCode } from '../reasons';
import { type RedriveCode, type Why, whyOf } from './codes';

/** What a record says of itself, before the log is asked: what the log knows it by, or why it can be known by nothing. */
export type Identity =
  | {
      readonly kind: 'key';
      readonly orderId: string;
      readonly userId: string;
      readonly key: NotificationKey;
    }
  | { readonly kind: 'none'; readonly orderId: string | undefined; readonly why: Why<RedriveCode> };

export function identify(notification: Notification<Message>, { record }: BatchRecord): Identity {
  const decoded = decodeValue(record.value);
  switch (decoded.kind) {
    case 'tombstone':
      return { kind: 'none', orderId: undefined, why: { code: 'tombstone', reason: 'tombstone' } };
    case 'invalid':
      return { kind: 'none', orderId: undefined, why: { code: 'value_invalid', reason: decoded.reason } };
    case 'object': {
      const parsed = parseMessage(notification, decoded.value);
      if (parsed.kind === 'message') {
        const { message } = parsed;
        const { order_id: orderId, user_id: userId } = message;
        return { kind: 'key', orderId, userId, key: keyOf(notification, message) };
      }
      // Its order may be readable even so.
      const orderId = id.safeParse(decoded.value.order_id).data;
      return { kind: 'none', orderId, why: { code: 'message_invalid', reason: parsed.reason } };
    }
  }
}

/** The keys of the texts and pushes of a notification, by the key of its mail. */
export const otherKeysOf = (key: NotificationKey): NotificationKey[] => [
  keyOn('sms', key),
  keyOn('push', key),
];

/** Picks the entry that says how a record ended, as `fold` does: that of the mail, or, where it was skipped, that of a text or push. */
export function decidingEntry(mail: Entry, others: readonly Entry[]): Entry {
  if (mail.status !== 'skipped') return mail;
  const sent = others.find(({ status }) => status === 'sent');
  return sent ?? others.find(({ status }) => status !== 'skipped') ?? mail;
}

/** Why a record is among the failed, by what the log says of its notification. */
export function reasonOf(entry: Entry, now: number): Why<RedriveCode> {
  switch (allowedBy(entry, now, REDRIVE)) {
    case 'sent':
      return { code: 'already_sent', reason: 'already sent' };
    case 'held':
    case 'mine':
      return { code: 'claimed_elsewhere', reason: 'being sent now' };
    case 'spent':
      return {
        code: 'may_have_been_sent',
        reason: 'may have been sent: the answer of the provider was never recorded',
      };
    case 'free': {
      const { code, status, reason = 'no reason given' } = entry;
      if (isReasonCode(code)) return { code, reason };
      return whyOf('code_unknown', `${code ?? status}: ${reason}`);
    }
  }
}
