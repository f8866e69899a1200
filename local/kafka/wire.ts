import * as z from 'zod';
import type { NewRecord } from './source';

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
