import * as z from 'zod/mini';
import { systemClock } from '../../runtime/clock';
import { refuse } from '../../runtime/validation';

const DATE =
  'a date or a time (ISO 8601) such as 2026-11-24 or 2026-11-24T14:05:00Z, from 2001 to two years ahead';

/** A day, a time of day with its seconds, an offset; the last two may be missing, and are as people write them. */
export const WRITTEN =
  /^(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d+)?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;
export const MILLISECONDS = /^\d{13}$/;

const FIRST = Date.UTC(2001, 0, 1);
const TWO_YEARS = 731 * 86_400_000;

/** A day, and perhaps a time on it: ISO 8601, the time with its seconds, its offset `Z` or `+01:00` or none at all. */
interface Written {
  readonly date: string;
  readonly time?: string;
  readonly offset: string;
}

/** `+0100`, `+01` → `+01:00`. */
const offsetOf = (written: string): string =>
  written === '' || written === 'Z'
    ? written
    : `${written.slice(0, 3)}:${written.slice(3).replace(':', '') || '00'}`;

function read(value: string): Written | undefined {
  const iso = MILLISECONDS.test(value) ? new Date(Number(value)).toISOString() : value;
  const [, date, minutes, seconds = ':00', offset = ''] = WRITTEN.exec(iso) ?? [];
  if (date === undefined) return undefined;
  return { date, ...(minutes && { time: minutes + seconds }), offset: offsetOf(offset) };
}

const isoOf = ({ date, time, offset }: Written): string => (time ? `${date}T${time}${offset}` : date);

/** Whether there is such a day, and a message can mean it: defaults like 0001-01-01, 1970 and 9999-12-31 it cannot. */
function isMeant(written: Written, now: number): boolean {
  const day = new Date(written.date);
  // 30 February would be a day of March.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== written.date) return false;
  const at = written.time ? Date.parse(isoOf({ ...written, offset: written.offset || 'Z' })) : day.getTime();
  return at >= FIRST && at <= now + TWO_YEARS;
}

const dateAs = (canonical: (written: Written) => string, now: () => number) =>
  z.pipe(
    z.union([z.number({ error: DATE }), z.string({ error: DATE })], { error: DATE }),
    z.transform((value, context) => {
      const written = read(String(value));
      return written && isMeant(written, now()) ? canonical(written) : refuse(context, DATE);
    }),
  );

/** A day or a moment: `2026-11-24`, `2026-11-24T14:05:00` without an offset, `2026-11-24T14:05:00+01:00`. */
export const moment = (now = systemClock.wall) => dateAs(isoOf, now);

const UTC = /^(?:Z|[+-]00:00)$/;
/** The first or the last moment of a day: how many write a day. */
const WHOLE_DAY = /^(?:00:00:00(?:\.0+)?|23:59(?::59)?(?::00)?(?:\.9+)?)$/;

/**
 * A day. A time of day is not meant but came along, and then the day is the one that was written; but a moment in UTC
 * other than the first or the last of a day is kept, since the day may be another one where the shop is.
 */
export const day = (now = systemClock.wall) =>
  dateAs((written) => {
    const { date, time = '', offset } = written;
    return UTC.test(offset) && !WHOLE_DAY.test(time) ? isoOf(written) : date;
  }, now);
