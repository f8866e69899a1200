import type * as z from 'zod/mini';
import { type Problem, problemsOf, sentenceOf } from '../runtime/validation';
import { isDecoration } from './fields/optional';

/** The schema of an object whose fields are known by their names. */
export type ObjectSchema<T> = z.ZodMiniType<T> & {
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
};

/** What became of the fields of something that was read. */
export interface Report {
  /** Fields that were left out, since they could not be read. */
  readonly ignored: readonly Problem[];
  /** Names of the fields that were read in another way than they were written. */
  readonly normalised: readonly string[];
}

export type ReadResult<T> =
  | ({ readonly kind: 'read'; readonly value: T } & Report)
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads an object: fields that decorate are left out where they cannot be read; any other makes the whole of it unreadable. */
export function read<T extends object>(schema: ObjectSchema<T>, written: unknown): ReadResult<T> {
  const ignored: Problem[] = [];
  // One field may be of no use without another, so what is left is read anew; each time it is less.
  for (let rest = written; ; rest = without(rest, ignored)) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return withReports(parsed.data, rest, ignored);
    const problems = problemsOf(parsed.error, rest);
    const needed = problems.filter(({ field }) => !isDecoration(schema.shape[field]));
    if (needed.length > 0) return { kind: 'invalid', reason: sentenceOf(needed) };
    ignored.push(...problems);
  }
}

function without(value: unknown, fields: readonly Problem[]): unknown {
  const names = new Set(fields.map(({ field }) => field));
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !names.has(name)));
}

/** Finds what was normalised; a field with parts of its own has reported that of its parts. */
function withReports<T extends object>(value: T, written: unknown, ignored: Problem[]): ReadResult<T> {
  const normalised: string[] = [];
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (isReport(field)) {
      ignored.push(...field.ignored);
      normalised.push(...field.normalised);
    } else if (!isSame(Reflect.get(Object(written), name), field)) normalised.push(name);
  }
  return { kind: 'read', value, ignored, normalised };
}

const isReport = (field: unknown): field is Report =>
  typeof field === 'object' && field !== null && 'ignored' in field;

const compact = (value: unknown): string => String(value).replace(/\s+/g, '');

/**
 * White space and the zeros of a number make no difference: producers differ in them every day. A list or an object is one of the ways
 * to write a field, and is not made a text: `{"toString": "x"}` cannot be.
 */
const isSame = (written: unknown, field: unknown): boolean =>
  typeof written === 'object' || compact(written) === compact(field) || Number(written) === Number(field);
