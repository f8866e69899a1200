/** When a record was made, as its producer or its broker said: milliseconds since the epoch. */
export type RecordTime =
  | { readonly kind: 'time'; readonly ms: number }
  /** `unreadable`: there is a timestamp, and it cannot be meant. */
  | { readonly kind: 'none' | 'unreadable'; readonly ms?: undefined };

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
  if (timestamp === undefined || timestamp === null || timestamp === -1) return { kind: 'none' };
  if (typeof timestamp !== 'number') return { kind: 'unreadable' };
  const ms = isSeconds(timestamp) ? timestamp * 1_000 : timestamp;
  return ms >= EARLIEST && ms <= now + DAY ? { kind: 'time', ms } : { kind: 'unreadable' };
}
