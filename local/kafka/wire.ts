import * as z from 'zod';
import type { BookedRecord } from './record-book';
import type { NewRecord } from './source';
import type { TopicPosition } from './topic-positions';

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));

/** Records on their way from `npm run publish` to a running `npm start`: JSON, bytes as base64. */
const WIRE = z.object({
  topic: z.string(),
  records: z.array(
    z.object({
      key: base64.nullable(),
      value: base64.nullable(),
      headers: z.array(z.object({ name: z.string(), value: base64 })),
      timestamp: z.number().optional(),
      partition: z.number().int().optional(),
    }),
  ),
});

export function encode(topic: string, records: readonly NewRecord[]): string {
  const text = (bytes: Buffer | null) => bytes?.toString('base64') ?? null;
  return JSON.stringify({
    topic,
    records: records.map(({ key, value, headers, ...rest }) => ({
      ...rest,
      key: text(key),
      value: text(value),
      headers: headers.map((header) => ({ name: header.name, value: text(header.value) })),
    })),
  });
}

/** @throws when it is none. */
export function decode(json: string): { readonly topic: string; readonly records: NewRecord[] } {
  const { topic, records } = WIRE.parse(JSON.parse(json));
  return {
    topic,
    records: records.map(({ timestamp, partition, ...record }) => ({
      ...record,
      ...(timestamp !== undefined && { timestamp }),
      ...(partition !== undefined && { partition }),
    })),
  };
}

/** What the mappings tell of themselves, on its way to the page of `npm start`. */
export interface MappingsView {
  /** In words: real Kafka, or memory. */
  readonly from: string;
  readonly partitions: readonly TopicPosition[];
  readonly records: readonly BookedRecord[];
}

/** Reads what the mappings told; both ends are of one checkout. */
export const readMappingsView = (json: unknown): MappingsView => json as MappingsView;
