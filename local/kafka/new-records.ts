import { FUNCTIONS } from '../../infra/functions';
import { orderOf, readMessage } from '../messages';
import { type Sample, samples } from '../samples';
import type { NewRecord } from './source';

/** What to publish to one topic. Records come one by one: a million need no memory. */
export interface TopicRecords {
  readonly topic: string;
  readonly count: number;
  readonly records: Iterable<NewRecord>;
}

/** What the records of messages have in common. */
export interface RecordOptions {
  readonly times: number;
  readonly raw: boolean;
  /** Default: the order of each message. */
  readonly key: string | undefined;
  readonly headers: NewRecord['headers'];
  /** Default: as the key says. */
  readonly partition: number | undefined;
  /** Milliseconds since the epoch; default: now. */
  readonly timestamp: number | undefined;
  /** What to do about a message that is not JSON; default: as a terminal needs it. */
  readonly advice?: string;
}

/** Makes the records of messages; `{n}` in a message becomes 1, 2, 3, … @throws UsageError at once for a message that is wrong */
export function messageRecords(
  topic: string,
  messages: readonly string[],
  { times, raw, key, headers, partition, timestamp, advice }: RecordOptions,
): TopicRecords {
  function recordOf(template: string, n: number): NewRecord {
    const value = readMessage(template.replaceAll('{n}', String(n)), raw, advice);
    const ownKey = key ?? orderOf(value);
    return {
      key: ownKey === null ? null : Buffer.from(ownKey),
      value: value === null ? null : Buffer.from(value),
      headers,
      ...(partition !== undefined && { partition }),
      ...(timestamp !== undefined && { timestamp }),
    };
  }
  for (const message of messages) recordOf(message, 1);
  function* all() {
    for (let n = 1; n <= times; n++) for (const message of messages) yield recordOf(message, n);
  }
  return { topic, count: times * messages.length, records: all() };
}

/** A record of a sample event; its offset, partition and time are of no use in a topic of today. */
interface SampleRecord {
  readonly topic: string;
  readonly key?: string | null;
  readonly value?: string | null;
  readonly headers?: ReadonlyArray<Readonly<Record<string, readonly number[]>>> | null;
}

const bytesOf = (base64: string | null | undefined) =>
  typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null;

/** Takes the records out of a sample event; some come from topics that this service has no mapping for. */
export const recordsOfSample = ({ event }: Sample): Array<NewRecord & { readonly topic: string }> =>
  (Object.values(event.records ?? {}).flat() as SampleRecord[]).map(({ topic, key, value, headers }) => ({
    topic,
    key: bytesOf(key),
    value: bytesOf(value),
    headers: (headers ?? []).flatMap((header) =>
      Object.entries(header).map(([name, values]) => ({ name, value: Buffer.from(values) })),
    ),
  }));

/** The records of all sample events, by topic. */
export function sampleRecords(): TopicRecords[] {
  const all = samples().flatMap(recordsOfSample);
  return FUNCTIONS.map(({ topic }) => {
    const records = all.filter((record) => record.topic === topic).map(({ topic: _, ...record }) => record);
    return { topic, count: records.length, records };
  }).filter(({ count }) => count > 0);
}

/** Most records, and about the bytes, of one request; "npm start" takes 32 MB, in base64. */
const CHUNK = { records: 500, bytes: 8_000_000 };

/** Cuts records into requests. */
export function* chunksOf(records: Iterable<NewRecord>): Iterable<NewRecord[]> {
  let chunk: NewRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.value?.length ?? 0;
    if (chunk.length === CHUNK.records || (chunk.length > 0 && bytes + size > CHUNK.bytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
