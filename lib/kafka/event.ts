import type { MSKEvent, MSKRecord, SelfManagedKafkaEvent } from 'aws-lambda';
import { NotKafkaEventError } from '../runtime/errors';
import type { Position } from '../runtime/outcome';

/**
 * What a Kafka event source mapping really delivers: wider than `@types/aws-lambda`, where key, value and
 * headers are never null. Source: Lambda developer guide, `with-msk`, `with-kafka`.
 */
export interface KafkaRecord extends Position {
  /** Milliseconds since the epoch; -1 or absent where the producer gave none. */
  readonly timestamp?: number | null;
  readonly key?: string | null;
  /** Base64; null or absent for a tombstone. */
  readonly value?: string | null;
  /** One-entry objects of signed or unsigned bytes; a name may stand more than once. */
  readonly headers?: ReadonlyArray<Readonly<Record<string, readonly number[]>>> | null;
}

/** An event of `aws:kafka` or `SelfManagedKafka`; `bootstrapServers` may be absent. */
export type KafkaEvent = Omit<MSKEvent | SelfManagedKafkaEvent, 'records' | 'bootstrapServers'> & {
  readonly records?: Readonly<Record<string, ReadonlyArray<KafkaRecord | MSKRecord>>> | null;
  readonly bootstrapServers?: string | null;
};

/** A record with the key of `event.records` it came under, which names its partition in the batch response. */
export interface BatchRecord {
  readonly partitionKey: string;
  readonly record: KafkaRecord;
}

const SOURCES = new Set<unknown>(['aws:kafka', 'SelfManagedKafka']);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Only the position is checked here: without it a failure could not be reported. */
function isRecord(value: unknown): value is KafkaRecord {
  return (
    isObject(value) &&
    typeof value.topic === 'string' &&
    Number.isSafeInteger(value.partition) &&
    Number.isSafeInteger(value.offset)
  );
}

const notKafka = (why: string) => new NotKafkaEventError(`Not a Kafka event: ${why}`);

/**
 * Takes the records of an event, partition by partition, in offset order.
 *
 * @throws NotKafkaEventError before any record is touched, so that the whole batch counts as failed.
 */
export function recordsOf(event: unknown): BatchRecord[] {
  if (!isObject(event) || !SOURCES.has(event.eventSource)) {
    throw notKafka(
      'expected eventSource "aws:kafka" (Amazon MSK) or "SelfManagedKafka". ' +
        'Invoke this function by a Kafka event source mapping, or with a sample from events/.',
    );
  }
  const partitions = event.records ?? {};
  if (!isObject(partitions)) throw notKafka('records must be an object keyed by "<topic>-<partition>".');
  return Object.entries(partitions).flatMap(([partitionKey, records]) => {
    if (Array.isArray(records) && records.every(isRecord)) {
      return records.map((record) => ({ partitionKey, record }));
    }
    throw notKafka(
      'every entry of records must be an array of records, each with topic, partition and offset.',
    );
  });
}
