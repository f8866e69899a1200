import { decodeRecord } from '../kafka/cloud-event';
import type { KafkaRecord } from '../kafka/event';
import type { DecodeResult } from '../kafka/value';
import { type EventName, type Failure, fail, type Skip, skip } from '../runtime/outcome';
import { type Message, type Notification, type ParsedMessage, parseMessage } from './notification';

/** Statuses that a deployment tells nobody of: `<topic>:<status>`, in lower case. */
export type Statuses = ReadonlySet<string>;

export interface RecordRead<M> {
  /** The message, or how the record ends without one. */
  readonly read: ParsedMessage<M> | Skip | Failure;
  /** Of a CloudEvent in structured mode; of one in binary mode, `eventOf` tells. */
  readonly event?: EventName | undefined;
}

/** Whether a message has such a status. That is asked first: such a message may lack all else. */
const isIgnored = (topic: string, status: unknown, ignored: Statuses | undefined): boolean =>
  ignored !== undefined && typeof status === 'string' && ignored.has(`${topic}:${status.toLowerCase()}`);

function read<M extends Message>(
  notification: Notification<M>,
  decoded: DecodeResult,
  ignored: Statuses | undefined,
): RecordRead<M>['read'] {
  if (decoded.kind === 'tombstone') return skip('tombstone', 'tombstone');
  if (decoded.kind === 'invalid') return fail('value_invalid', decoded.reason);
  if (isIgnored(notification.topic, decoded.value.status, ignored)) {
    return skip('status_ignored', 'status: one of ignoredStatuses');
  }
  const parsed = parseMessage(notification, decoded.value);
  return parsed.kind === 'invalid' ? fail('message_invalid', parsed.reason) : parsed;
}

/** Reads the message of a record. Pure. */
export function messageOf<M extends Message>(
  notification: Notification<M>,
  record: Pick<KafkaRecord, 'value' | 'headers'>,
  ignored: Statuses | undefined,
): RecordRead<M> {
  const { decoded, event } = decodeRecord(record);
  return { read: read(notification, decoded, ignored), event };
}
