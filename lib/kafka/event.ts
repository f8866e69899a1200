import type { MSKEvent, MSKRecord, SelfManagedKafkaEvent } from 'aws-lambda';
import { NotKafkaEventError } from '../runtime/errors';
import type { Position } from '../runtime/outcome';

interface SchemaMetadata {
  /** `AVRO`, `PROTOBUF` or `JSON`. */
  readonly dataFormat?: string;
  readonly schemaId?: string;
}

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
  /** With a schema registry on the mapping: what the value was before Lambda decoded it. Source: `services-consume-kafka-events`. */
  readonly valueSchemaMetadata?: SchemaMetadata | null;
  readonly keySchemaMetadata?: SchemaMetadata | null;
  /** One-entry objects of signed or unsigned bytes; a name may stand more than once. */
  readonly headers?: ReadonlyArray<Readonly<Record<string, readonly number[]>>> | null;
}

/** An event of `aws:kafka` or `SelfManagedKafka`. Records that come again may come alone: they are what counts. */
export type KafkaEvent = Partial<
  Omit<MSKEvent | SelfManagedKafkaEvent, 'eventSource' | 'records' | 'bootstrapServers'>
> & {
  readonly eventSource?: string | null;
  readonly records?: Readonly<Record<string, ReadonlyArray<KafkaRecord | MSKRecord>>> | null;
  readonly bootstrapServers?: string | null;
};

/** A record with the key of `event.records` it came under, which names its partition in the batch response. */
export interface BatchRecord {
  readonly partitionKey: string;
  readonly record: KafkaRecord;
}

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

const KAFKA = /kafka$/i;
const HELP = 'Invoke this function by a Kafka event source mapping, or with a sample from events/.';

const notKafka = (why: string) => new NotKafkaEventError(`Not a Kafka event: ${why}`);

/** What an event without records is, as far as it can be told. */
function foundIn(event: unknown): string {
  if (Array.isArray(event)) return 'found an array';
  if (!isObject(event)) return `found ${event === null ? 'null' : typeof event}`;
  return 'Records' in event ? 'found Records, as Amazon SQS, SNS and S3 send them' : 'found none';
}

/**
 * Takes the records of an event, partition by partition, in offset order. What says that an event is of Kafka is its records:
 * records that are sent again after a partial batch response may come without `eventSource` and the rest.
 * Source: what a mapping was seen to send, https://github.com/pyepye/lambda-event-router (`docs/routers/KafkaRouter.md`). The
 * Lambda developer guide (`with-msk`, `with-kafka`) shows first deliveries only.
 *
 * @throws NotKafkaEventError before any record is touched, so that the whole batch counts as failed.
 */
export function recordsOf(event: unknown): BatchRecord[] {
  const { records, eventSource } = isObject(event) ? event : {};
  const hasNone = KAFKA.test(String(eventSource)) && !('Records' in Object(event));
  const partitions = records ?? (hasNone ? {} : undefined);
  if (partitions === undefined) {
    throw notKafka(`expected records, an object keyed by "<topic>-<partition>", ${foundIn(event)}. ${HELP}`);
  }
  if (!isObject(partitions)) throw notKafka('records must be an object keyed by "<topic>-<partition>".');
  return Object.entries(partitions).flatMap(([partitionKey, ofPartition]) => {
    if (Array.isArray(ofPartition) && ofPartition.every(isRecord)) {
      return ofPartition.map((record) => ({ partitionKey, record }));
    }
    throw notKafka(
      'every entry of records must be an array of records, each with topic, partition and offset.',
    );
  });
}
