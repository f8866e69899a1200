import type { Problem } from '../runtime/validation';

/** When a record was made, as its producer or its broker said: milliseconds since the epoch. */
export interface RecordTime {
  /** Absent where there is none that can be meant. */
  readonly ms?: number;
  /** Why a timestamp that is there cannot be meant. */
  readonly problem?: Problem;
}

const UNREADABLE: RecordTime = {
  problem: {
    field: 'timestamp',
    reason: 'timestamp of the record: expected milliseconds since the epoch, from 2001 to tomorrow',
  },
};

/** In milliseconds. No shop sent records to Kafka in the century before. */
const EARLIEST = Date.UTC(2001, 0, 1);
const DAY = 86_400_000;

/** As milliseconds, a number of ten digits is a day of 1970: it is seconds. */
const isSeconds = (timestamp: number): boolean => timestamp >= 1e9 && timestamp < 1e10;

/**
 * The time of a record; none where Kafka has none (it writes -1). One that cannot be meant counts as none: a record that only
 * looks old would be skipped.
 *
 * @param now milliseconds since the epoch
 */
export function timeOf(timestamp: unknown, now: number): RecordTime {
  if (timestamp === undefined || timestamp === null || timestamp === -1) return {};
  if (typeof timestamp !== 'number') return UNREADABLE;
  const ms = isSeconds(timestamp) ? timestamp * 1_000 : timestamp;
  return ms >= EARLIEST && ms <= now + DAY ? { ms } : UNREADABLE;
}
