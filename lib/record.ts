import { isUtf8 } from 'node:buffer';
import type { MSKEvent, MSKRecord, SelfManagedKafkaEvent } from 'aws-lambda';
import { NotKafkaEventError } from './errors';
import type { Position } from './outcome';

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

/** What the bytes of a record turned out to be. */
export type Decoded =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'invalid'; readonly reason: string };

const SOURCES = new Set<unknown>(['aws:kafka', 'SelfManagedKafka']);

const isObject = (value: unknown): value is Record<string, unknown> =>
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

/**
 * The records of an event, partition by partition, in offset order.
 *
 * @throws NotKafkaEventError before any record is touched, so that the whole batch counts as failed.
 */
export function recordsOf(event: unknown): BatchRecord[] {
  if (!isObject(event) || !SOURCES.has(event.eventSource)) {
    throw new NotKafkaEventError(
      'Not a Kafka event: expected eventSource "aws:kafka" (Amazon MSK) or "SelfManagedKafka". ' +
        'Invoke this function by a Kafka event source mapping, or with a sample from events/.',
    );
  }
  const partitions = event.records ?? {};
  if (!isObject(partitions)) {
    throw new NotKafkaEventError(
      'Not a Kafka event: records must be an object keyed by "<topic>-<partition>".',
    );
  }
  return Object.entries(partitions).flatMap(([partitionKey, records]) => {
    if (!Array.isArray(records) || !records.every(isRecord)) {
      throw new NotKafkaEventError(
        'Not a Kafka event: every entry of records must be an array of records, each with topic, partition and offset.',
      );
    }
    return records.map((record) => ({ partitionKey, record }));
  });
}

const invalid = (reason: string): Decoded => ({ kind: 'invalid', reason });

/** The place of a syntax error, never the text around it: V8 quotes what it was given. */
function placeOf(error: unknown): string {
  const place =
    error instanceof Error && /at position (\d{1,9})(?: \(line \d+ column \d+\))?$/.exec(error.message);
  return place ? ` (at character ${place[1]})` : '';
}

/**
 * Base64 → UTF-8 → JSON object, strictly: what only nearly is one of these is refused, because a lenient
 * decoder would mail the customer something the producer did not write.
 */
export function decodeValue(value: unknown): Decoded {
  if (value === undefined || value === null) return { kind: 'tombstone' };
  if (typeof value !== 'string') return invalid('value: expected a base64 string');
  const bytes = Buffer.from(value, 'base64');
  // Buffer skips what is not base64; only canonical input survives the way back.
  if (bytes.toString('base64') !== value) return invalid('value: not valid base64');
  if (bytes.length === 0) return invalid('value: empty, expected a JSON object');
  if (!isUtf8(bytes)) return invalid('value: not valid UTF-8');
  const text = bytes.toString('utf8');
  if (text.startsWith('\uFEFF'))
    return invalid('value: starts with a byte order mark, expected JSON without one');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return invalid(`value: not valid JSON${placeOf(error)}`);
  }
  return isObject(json) ? { kind: 'object', value: json } : invalid('value: expected a JSON object');
}

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The record's `traceparent` header, for the log line that joins a notification to the producer's trace.
 * The last of several counts, as Kafka's own `Headers.lastHeader` has it; one that is malformed is none.
 */
export function traceparentOf(headers: unknown): string | undefined {
  if (!Array.isArray(headers)) return undefined;
  const bytes = headers.findLast(
    (header) => isObject(header) && Object.hasOwn(header, 'traceparent'),
  )?.traceparent;
  if (!Array.isArray(bytes)) return undefined;
  // Signed or unsigned: Buffer.from takes each number modulo 256.
  const text = Buffer.from(bytes).toString('latin1');
  return TRACEPARENT.test(text) ? text : undefined;
}
