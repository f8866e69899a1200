import * as z from 'zod/mini';

/** Refuses a value inside a transform, and says what was expected. */
export function refuse(context: z.core.ParsePayload, message: string): never {
  context.issues.push({ code: 'custom', message, input: context.value });
  return z.NEVER;
}

const MAX_REASONS = 3;

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return 'a fraction or too large a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

/** Names a field. A key of a map is data too, so only what looks like the name of a field is shown. */
const nameOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => (/^\w{1,64}$/.test(String(key)) ? String(key) : '*')).join('.');

/** What is wrong with one field, as `path: expected …, found <type>`. */
export interface Problem {
  readonly field: string;
  readonly reason: string;
}

/**
 * Tells why a value was refused, field by field: enough for its producer to mend it, and never the value itself, which may be
 * somebody's name or address.
 */
export const problemsOf = (error: z.core.$ZodError, input: unknown): Problem[] =>
  error.issues.map(({ path, message }) => {
    const field = nameOf(path);
    return { field, reason: `${field}: expected ${message}, found ${kindOf(valueAt(input, path))}` };
  });

/** Tells of the first problems in one sentence, and how many more there are. */
export function sentenceOf(problems: readonly Problem[]): string {
  const reasons = problems.map(({ reason }) => reason);
  const more = reasons.length > MAX_REASONS ? [`${reasons.length - MAX_REASONS} more`] : [];
  return [...reasons.slice(0, MAX_REASONS), ...more].join('; ');
}

/** Tells in one sentence why a value was refused. */
export const reasonOf = (error: z.core.$ZodError, input: unknown): string =>
  sentenceOf(problemsOf(error, input));
