import * as z from 'zod/mini';

export const ID = 'an integer within ±(2^53 - 1), or a string of 1 to 64 printable characters';

// \p{C}: control, format, unassigned and lone surrogates, which are invisible or change when encoded;
// \p{Zl}, \p{Zp}: line ends; and no space (\p{Zs}) at either end.
const PRINTABLE = /^(?!\p{Zs})[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<!\p{Zs})$/u;

/**
 * An id, as a string and never altered: it names the mail. Numbers beyond 2^53 - 1 are refused, since JSON.parse has
 * already rounded them: as a string such an id is kept.
 */
export const id = z.union(
  [
    z.pipe(z.int({ error: ID }), z.transform(String)),
    z.string({ error: ID }).check(z.regex(PRINTABLE, { error: ID })),
  ],
  { error: ID },
);

/** One of these words, which are in lower case, in whatever case it is written: the key is made of it. */
export const status = <const S extends readonly [string, ...string[]]>(...values: S) =>
  z.pipe(
    z.transform((value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)),
    z.enum(values, { error: values.map((value) => `"${value}"`).join(' or ') }),
  );
