import * as z from 'zod';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `2h`, `3d` in milliseconds; undefined for anything else. */
export function spanOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = UNITS[unit ?? ''];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
}

const iso = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** A span counted back from now, or a day (its midnight in UTC) or a time with its offset (ISO 8601). */
export function sinceOf(text: string, now: number): number | undefined {
  const span = spanOf(text);
  if (span !== undefined) return now - span;
  return iso.safeParse(text).success ? Date.parse(text) : undefined;
}
