import type { KafkaRecord } from '../kafka/event';
import { decodeValue } from '../kafka/value';
import { type Failure, fail, type Skip, skip } from '../runtime/outcome';
import { type Message, type Notification, type ParsedMessage, parseMessage } from './notification';

/** Statuses that a deployment tells nobody of: `<topic>:<status>`, in lower case. */
export type Statuses = ReadonlySet<string>;

/** Whether a message has such a status. That is asked first: such a message may lack all else. */
const isIgnored = (topic: string, status: unknown, ignored: Statuses | undefined): boolean =>
  ignored !== undefined && typeof status === 'string' && ignored.has(`${topic}:${status.toLowerCase()}`);

/** Reads the message of a record, or tells how the record ends without one. Pure. */
export function messageOf<M extends Message>(
  notification: Notification<M>,
  { value }: Pick<KafkaRecord, 'value'>,
  ignored: Statuses | undefined,
): ParsedMessage<M> | Skip | Failure {
  const decoded = decodeValue(value);
  if (decoded.kind === 'tombstone') return skip('tombstone', 'tombstone');
  if (decoded.kind === 'invalid') return fail('value_invalid', decoded.reason);
  if (isIgnored(notification.topic, decoded.value.status, ignored)) {
    return skip('status_ignored', 'status: one of ignoredStatuses');
  }
  const parsed = parseMessage(notification, decoded.value);
  return parsed.kind === 'invalid' ? fail('message_invalid', parsed.reason) : parsed;
}
