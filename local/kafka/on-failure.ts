import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Batch, Condition } from './mapping';
import type { MappingProperties } from './properties';
import { type EventOrigin, type EventRecord, partitionKey, toEvent } from './record';
import type { Producer } from './source';

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

function contextOf(discard: Discard, functionName: string, condition: string): Record<string, unknown> {
  const { batch, functionError } = discard;
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
    ...contextOf(discard, functionName, discard.condition),
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
 * What a topic gets: a message for each record, with the record's own key, the event as an object. This page and
 * `kafka-on-failure` name the same condition differently. Source: Lambda developer guide, `kafka-on-failure-destination`.
 */
export function topicDocument(
  discard: Discard,
  record: EventRecord,
  functionName: string,
  origin: EventOrigin,
): string {
  const condition = discard.condition === 'RetryAttemptsExhausted' ? 'RetriesExhausted' : discard.condition;
  const payload = toEvent(origin, [record]);
  return JSON.stringify({
    ...contextOf(discard, functionName, condition),
    KafkaBatchInfo: {
      batchSize: 1,
      ...origin,
      payloadSize: Buffer.byteLength(JSON.stringify(payload)),
      recordInfo: { offset: String(record.offset), timestamp: iso(record.timestamp) },
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

export type Deliver = (discard: Discard) => Promise<void>;

/** Hands documents to the destination of a mapping; undefined where it has none, and records are dropped. */
export function deliverTo(
  { destination, uuid, functionName }: MappingProperties,
  origin: EventOrigin,
  folder: string,
  producer: Producer,
): Deliver | undefined {
  switch (destination?.kind) {
    case undefined:
      return undefined;
    case 'folder':
      return async (discard) => {
        const path = join(folder, objectKey(uuid, discard.at));
        await mkdir(dirname(path), { recursive: true });
        // Whoever reads the folder meanwhile sees whole documents only, as with S3.
        const unfinished = join(folder, `.${randomUUID()}`);
        await writeFile(unfinished, s3Document(discard, functionName, origin));
        await rename(unfinished, path);
      };
    case 'topic': {
      const { topic } = destination;
      return async (discard) => {
        const records = discard.batch.records.map((record) => ({
          key: record.key === undefined ? null : Buffer.from(record.key, 'base64'),
          value: Buffer.from(topicDocument(discard, record, functionName, origin)),
          headers: [],
        }));
        await producer.send(topic, records);
      };
    }
  }
}
