import * as z from 'zod';

/** In milliseconds. */
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `30m`, `2h` or `3d` as milliseconds; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = UNITS[unit ?? ''];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
}

const iso = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** Reads a time: a duration before now, a day (its midnight in UTC), or a time with its offset (ISO 8601). */
export function timeOf(text: string, now: number): number | undefined {
  const duration = durationOf(text);
  if (duration !== undefined) return now - duration;
  return iso.safeParse(text).success ? Date.parse(text) : undefined;
}
