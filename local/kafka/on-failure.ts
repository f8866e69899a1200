import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Batch, Condition } from './mapping';
import type { MappingProperties } from './properties';
import { type EventOrigin, type EventRecord, partitionKey, toEvent } from './record';

/** Records that are given up, and how they came to be. */
export interface Discard {
  readonly batch: Batch;
  readonly condition: Condition;
  readonly at: Date;
  /** Whether the last invocation ended in a function error; a partial batch response is none. */
  readonly functionError: boolean;
}

/** The last moment that a `Date` can hold; a producer may write any number. In milliseconds, ECMA-262, 21.4.1.1. */
const LAST = 8.64e15;

const iso = (timestamp: number): string => new Date(Math.min(Math.max(timestamp, -LAST), LAST)).toISOString();

function contextOf(discard: Discard, functionName: string): Record<string, unknown> {
  const { batch, condition, functionError } = discard;
  return {
    requestContext: {
      // The local Lambda API does not say which request it was.
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${functionName}`,
      condition,
      approximateInvokeCount: batch.invocations,
    },
    responseContext:
      batch.invocations === 0
        ? null
        : {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(functionError && { functionError: 'Unhandled' }),
          },
    version: '1.0',
    timestamp: discard.at.toISOString(),
  };
}

function recordsInfo(records: readonly EventRecord[]): Record<string, Record<string, string>> {
  const info: Record<string, Record<string, string>> = {};
  for (const record of records) {
    const key = partitionKey(record);
    const offset = String(record.offset);
    const timestamp = iso(record.timestamp);
    info[key] ??= { firstRecordOffset: offset, firstRecordTimestamp: timestamp };
    Object.assign(info[key], { lastRecordOffset: offset, lastRecordTimestamp: timestamp });
  }
  return info;
}

/**
 * What S3 gets: one document for all records, the event as an escaped JSON string.
 * Source: Lambda developer guide, `kafka-on-failure`.
 */
export function s3Document(discard: Discard, functionName: string, origin: EventOrigin): string {
  const { records } = discard.batch;
  const payload = JSON.stringify(toEvent(origin, records));
  return JSON.stringify({
    ...contextOf(discard, functionName),
    KafkaBatchInfo: {
      batchSize: records.length,
      ...origin,
      payloadSize: Buffer.byteLength(payload),
      recordsInfo: recordsInfo(records),
    },
    payload,
  });
}

/**
 * The key of the S3 object. AWS names the convention for Kinesis and DynamoDB, with the shard between UUID and date;
 * a document of Kafka may hold several partitions. Source: `kinesis-on-failure-destination`.
 */
export function objectKey(uuid: string, at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  const clock = time.slice(0, 8).replaceAll(':', '.');
  return `aws/lambda/${uuid}/${day.replaceAll('-', '/')}/${day}T${clock}-${randomUUID()}`;
}

/** Stands in for the on-failure bucket; `npm run redrive -- --local` reads it. */
export const ON_FAILURE = join(__dirname, '../../.local/on-failure');

/** Where documents go, unless ON_FAILURE_FOLDER says otherwise. */
export const onFailureFolder = (): string => process.env.ON_FAILURE_FOLDER || ON_FAILURE;

export type Deliver = (discard: Discard) => Promise<void>;

/** Writes documents to the folder that stands in for S3; undefined where the mapping has no destination, and records are dropped. */
export function deliverTo(
  { limits, uuid, functionName }: MappingProperties,
  origin: EventOrigin,
  folder: string,
): Deliver | undefined {
  if (!limits.hasDestination) return undefined;
  return async (discard) => {
    const path = join(folder, objectKey(uuid, discard.at));
    await mkdir(dirname(path), { recursive: true });
    // Whoever reads the folder meanwhile sees whole documents only, as with S3.
    const unfinished = join(folder, `.${randomUUID()}`);
    await writeFile(unfinished, s3Document(discard, functionName, origin));
    await rename(unfinished, path);
  };
}
