import * as z from 'zod';
import { type BatchRecord, isObject, recordsOf } from '../../lib/kafka/event';
import type { Redrive } from '../../lib/kafka/redrive';
import { messageOf } from '../../tools/command';
import { groupBy } from './tally';

/**
 * What Lambda writes to an S3 on-failure destination: `payload` is the invoke event, as an escaped JSON string; an
 * object is taken too. Source: Lambda developer guide, `kafka-on-failure`.
 */
const envelope = z.object({
  version: z.string().regex(/^1\./, { error: 'a version 1.x' }).optional(),
  timestamp: z.iso.datetime({ offset: true, error: 'a time (ISO 8601)' }),
  requestContext: z.object(
    {
      functionArn: z.string({ error: 'the ARN of a function' }),
      condition: z.string().default('unknown condition'),
    },
    { error: 'an object' },
  ),
});

const ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:([\w-]{1,140})(?::([\w$-]{1,128}))?$/;

export interface FailureDocument {
  readonly functionName: string;
  /** The version or alias that the mapping invokes, if it names one. */
  readonly qualifier: string | undefined;
  /** Milliseconds since the epoch. */
  readonly failedAt: number;
  /** Why Lambda gave up: `RetryAttemptsExhausted`, `RecordAgeExceeded`, … */
  readonly condition: string;
  readonly records: readonly BatchRecord[];
  /** All of it, as it was written. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly event: Readonly<Record<string, unknown>>;
}

/** A record's place in its document; unique there, since a partition has one record per offset. */
export const placeIn = ({ partitionKey, record }: BatchRecord): string => `${partitionKey}@${record.offset}`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type DocumentReadResult =
  | { readonly kind: 'document'; readonly document: FailureDocument }
  | { readonly kind: 'unreadable'; readonly reason: string };

const unreadable = (reason: string): DocumentReadResult => ({ kind: 'unreadable', reason });

export function readDocument(text: string): DocumentReadResult {
  const json = parseJson(text);
  if (!isObject(json)) return unreadable('not a JSON object');
  const parsed = envelope.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unreadable(`not an on-failure document: ${issue?.path.join('.')}: expected ${issue?.message}`);
  }
  const { requestContext, timestamp } = parsed.data;
  const [, functionName, qualifier] = ARN.exec(requestContext.functionArn) ?? [];
  if (functionName === undefined)
    return unreadable('requestContext.functionArn: expected the ARN of a function');
  if (json.payload === undefined) return unreadable('it has no payload, only metadata');
  const event = typeof json.payload === 'string' ? parseJson(json.payload) : json.payload;
  if (!isObject(event)) return unreadable('payload: expected an event, as JSON');
  try {
    const document = {
      functionName,
      qualifier: qualifier === '$LATEST' ? undefined : qualifier,
      failedAt: Date.parse(timestamp),
      condition: requestContext.condition,
      records: recordsOf(event),
      json,
      event,
    };
    return { kind: 'document', document };
  } catch (error) {
    return unreadable(`payload: ${messageOf(error)}`);
  }
}

/** The document's event with some of its records only, each under the partition it came under. */
function eventWith({ event }: FailureDocument, records: readonly BatchRecord[]): Record<string, unknown> {
  const partitions = groupBy(records, ({ partitionKey }) => partitionKey);
  return {
    ...event,
    records: Object.fromEntries(
      Array.from(partitions, ([key, ofKey]) => [key, ofKey.map(({ record }) => record)]),
    ),
  };
}

/** What to invoke the function with. */
export const eventOf = (document: FailureDocument, records: readonly BatchRecord[], redrive: Redrive) => ({
  ...eventWith(document, records),
  redrive,
});

/** The document as it was, with these of its records only. */
export function writeDocument(document: FailureDocument, records: readonly BatchRecord[]): string {
  const event = eventWith(document, records);
  const asString = typeof document.json.payload === 'string';
  return JSON.stringify({ ...document.json, payload: asString ? JSON.stringify(event) : event });
}
