import * as z from 'zod/mini';
import { trim } from './trim';

export const nullAsAbsent = (value: unknown): unknown => value ?? undefined;

const emptyAsAbsent = (value: unknown): unknown => (value === '' ? undefined : nullAsAbsent(value));

/** Blank is absent, and what cannot be seen at the ends is taken off. */
export const tidy = (value: unknown): unknown =>
  emptyAsAbsent(typeof value === 'string' ? trim(value) : value);

/** A field that may be absent, once it is normalised. Null and an empty string are how many producers write that. */
export const optional = <T extends z.ZodMiniType>(schema: T, normalise = emptyAsAbsent) =>
  z.pipe(
    z.optional(z.pipe(z.transform(normalise), z.optional(schema))),
    // For the types: a message has all its fields, and some of them are undefined.
    z.transform((value) => value),
  );

const decorations = z.registry();

/**
 * A field that decorates: where it cannot be read it is left out, and the mail goes.
 * @example carrier: decoration(line(100))
 */
export function decoration<T extends z.ZodMiniType>(schema: T) {
  const field = optional(schema, tidy);
  decorations.add(field);
  return field;
}

export const isDecoration = (schema: z.core.$ZodType | undefined): boolean =>
  schema !== undefined && decorations.has(schema);
