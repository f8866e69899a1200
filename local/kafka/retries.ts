import type { Batch, MappingLimits } from './mapping';
import { type EventRecord, partitionKey } from './record';
import type { RetryOrder } from './settings';

/** Source: `kafka-on-failure-destination`: "infinite retries and an on-failure destination: a maximum of 10". */
const INFINITE_WITH_DESTINATION = 10;

export function retryLimit({ maximumRetryAttempts, hasDestination }: MappingLimits): number {
  if (maximumRetryAttempts >= 0) return maximumRetryAttempts;
  return hasDestination ? INFINITE_WITH_DESTINATION : Number.POSITIVE_INFINITY;
}

/** Which records of a batch are sent again because of those that failed. */
export function replayed(
  failed: ReadonlySet<EventRecord>,
  order: RetryOrder,
): (record: EventRecord) => boolean {
  if (order !== 'pessimistic') return (record) => failed.has(record);
  const lowest = new Map<string, number>();
  for (const record of failed) {
    const key = partitionKey(record);
    lowest.set(key, Math.min(record.offset, lowest.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return (record) => record.offset >= (lowest.get(partitionKey(record)) ?? Number.POSITIVE_INFINITY);
}

/** The order of retries where they may be overtaken. */
export const byTime = (one: Batch, other: Batch): number =>
  one.notBefore - other.notBefore || one.id - other.id;

/** By the first batch, then in the order of its records: parts of one batch are all that can share a partition. */
export function byPlace(one: Batch, other: Batch): number {
  if (one.origin !== other.origin) return one.origin - other.origin;
  const place = ({ first, records: [record] }: Batch) => (record ? first.indexOf(record) : -1);
  return place(one) - place(other);
}
