import type { BatchRecord } from '../../lib/kafka/event';

/** What one invocation takes: as many records as a mapping's batch by default, and less than Lambda's 6 MB. */
export const MOST = { records: 100, bytes: 6_000_000 } as const;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Beside the records: the event's own fields, and the options of the redrive. */
const OVERHEAD = 20_000;

/**
 * The first records of a queue that one invocation takes; at least one. Undefined for one that alone is too much.
 * Source: Lambda developer guide, `gettingstarted-limits`.
 */
export function nextBatch(queue: readonly BatchRecord[]): BatchRecord[] | undefined {
  let bytes = OVERHEAD;
  const batch: BatchRecord[] = [];
  for (const record of queue) {
    bytes += bytesOf(record);
    if (batch.length === MOST.records || bytes > MOST.bytes) break;
    batch.push(record);
  }
  return batch.length > 0 ? batch : undefined;
}
