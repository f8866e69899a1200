import type { EventRecord } from './record';

/** 6 MB, less what surrounds the records. Source: Lambda developer guide, `gettingstarted-limits`. */
export const MAXIMUM_PAYLOAD = 6 * 1024 * 1024 - 4_096;

/** A record that was received and not yet invoked. */
export interface Waiting {
  readonly record: EventRecord;
  /** In the event. */
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

interface Queue {
  readonly fresh: readonly Waiting[];
}

/** So many records from the head of a queue. */
interface Part<Q> {
  readonly queue: Q;
  readonly count: number;
}

/**
 * The next batch: from all these queues, none of them empty, the longest waiting first. It is due when it is full, by
 * count or payload, or when the batching window of its first record is over; until then nothing is.
 */
export function nextBatch<Q extends Queue>(
  queues: readonly Q[],
  limits: { readonly batchSize: number; readonly batchingWindow: number },
  now: number,
): Part<Q>[] {
  const since = ({ fresh: [first] }: Queue) => first?.since ?? 0;
  const parts: Part<Q>[] = [];
  let records = 0;
  let bytes = 0;
  let full = false;
  const ordered = [...queues].sort((one, other) => since(one) - since(other));
  for (const queue of ordered) {
    let count = 0;
    for (const waiting of queue.fresh) {
      full = records === limits.batchSize || bytes + waiting.bytes > MAXIMUM_PAYLOAD;
      if (full) break;
      count++;
      records++;
      bytes += waiting.bytes;
    }
    parts.push({ queue, count });
    if (full) break;
  }
  const [longest] = ordered;
  const isDue =
    full || records === limits.batchSize || (longest && since(longest) + limits.batchingWindow <= now);
  return isDue ? parts : [];
}
