import type { KafkaRecord } from '../kafka/event';
import { decodeValue } from '../kafka/value';
import { type Failure, fail, type Skip, skip } from '../runtime/outcome';
import { type Message, type Notification, type ParsedMessage, parseMessage } from './notification';

/** Reads the message of a record, or tells how the record ends without one. Pure. */
export function messageOf<M extends Message>(
  notification: Notification<M>,
  { value }: Pick<KafkaRecord, 'value'>,
): ParsedMessage<M> | Skip | Failure {
  const decoded = decodeValue(value);
  if (decoded.kind === 'tombstone') return skip('tombstone', 'tombstone');
  if (decoded.kind === 'invalid') return fail('value_invalid', decoded.reason);
  const parsed = parseMessage(notification, decoded.value);
  return parsed.kind === 'invalid' ? fail('message_invalid', parsed.reason) : parsed;
}
