import type { Batch, Condition, Verdict } from './mapping';
import { type EventRecord, partitionKey } from './record';

/** Where a record is on its way through its mapping. */
export type RecordState = 'waiting' | 'at work' | 'to be retried' | 'ended' | 'given up';

/** A record as the page of `npm start` lists it. */
export interface BookedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Of the record, milliseconds since the epoch; -1 where there is none. */
  readonly timestamp: number;
  readonly key: string | null;
  /** Its beginning; null is a tombstone. */
  readonly value: string | null;
  readonly state: RecordState;
  /** How often a function was invoked with it. */
  readonly invocations: number;
  /** What happened to its whole batch: the function failed, or answered what makes no sense. */
  readonly trouble: Extract<Verdict['kind'], 'error' | 'invalid'> | undefined;
  /** Why it was given up. */
  readonly condition: Condition | undefined;
}

/** What happens to the records of the mappings, for people to look at. It decides nothing. */
export interface RecordBook {
  received(records: readonly EventRecord[]): void;
  invoked(batch: Batch): void;
  concluded(batch: Batch, verdict: Verdict): void;
  discarded(batch: Batch, condition: Condition): void;
  /** The one that came last first. */
  list(): BookedRecord[];
}

const MOST_RECORDS = 1_000;
/** Of a value, in bytes; in base64, four characters are three of them. */
const MOST_VALUE = 3_000;

const textOf = (base64: string | undefined): string | null =>
  base64 === undefined ? null : Buffer.from(base64.slice(0, (MOST_VALUE / 3) * 4), 'base64').toString('utf8');

const placeOf = (record: EventRecord): string => `${partitionKey(record)}@${record.offset}`;

const booked = (record: EventRecord): BookedRecord => ({
  topic: record.topic,
  partition: record.partition,
  offset: record.offset,
  timestamp: record.timestamp,
  key: textOf(record.key),
  value: textOf(record.value),
  state: 'waiting',
  invocations: 0,
  trouble: undefined,
  condition: undefined,
});

function afterVerdict(record: EventRecord, verdict: Verdict): Partial<BookedRecord> {
  switch (verdict.kind) {
    case 'answered':
      return { state: verdict.failed.has(record) ? 'to be retried' : 'ended', trouble: undefined };
    case 'throttled':
      return { state: 'waiting' };
    default:
      return { state: 'to be retried', trouble: verdict.kind };
  }
}

/** Makes an empty book, in memory. It keeps the last 1,000 records. */
export function recordBook(): RecordBook {
  const byPlace = new Map<string, BookedRecord>();

  function change(record: EventRecord, to: Partial<BookedRecord>): void {
    const place = placeOf(record);
    const known = byPlace.get(place);
    if (known) byPlace.set(place, { ...known, ...to });
  }

  return {
    received(records) {
      for (const record of records) {
        const place = placeOf(record);
        // After a rebalance, records come once more.
        byPlace.set(place, { ...(byPlace.get(place) ?? booked(record)), state: 'waiting' });
      }
      for (const oldest of [...byPlace.keys()].slice(0, Math.max(0, byPlace.size - MOST_RECORDS)))
        byPlace.delete(oldest);
    },
    invoked({ records, invocations }) {
      for (const record of records) change(record, { state: 'at work', invocations });
    },
    concluded({ records }, verdict) {
      for (const record of records) change(record, afterVerdict(record, verdict));
    },
    discarded({ records }, condition) {
      for (const record of records) change(record, { state: 'given up', condition });
    },
    list: () => [...byPlace.values()].reverse(),
  };
}
