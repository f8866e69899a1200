import * as z from 'zod/mini';
import { refuse } from '../runtime/validation';
import { parseAddress } from './address';

/*
 * The kinds of field a message, a contact or the configuration has. Each says in its own words what it expects:
 * these sentences reach logs and producers, a library's own never do.
 */

/** Null is how many producers write "absent". */
export const optional = <T extends z.ZodMiniType>(schema: T) =>
  z.pipe(
    z.nullish(schema),
    z.transform((value) => value ?? undefined),
  );

const ID = 'an integer within ±(2^53 - 1), or a string of 1 to 64 printable characters';

// \p{C}: control, format, unassigned and lone surrogates, which are invisible or change when encoded;
// \p{Zl}, \p{Zp}: line ends; and no space (\p{Zs}) at either end.
const PRINTABLE = /^(?!\p{Zs})[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<!\p{Zs})$/u;

/**
 * An id, as a string. Numbers beyond 2^53 - 1 are refused, since JSON.parse has already rounded them:
 * as a string such an id is kept.
 */
export const id = z.union(
  [
    z.pipe(z.int({ error: ID }), z.transform(String)),
    z.string({ error: ID }).check(z.regex(PRINTABLE, { error: ID })),
  ],
  { error: ID },
);

/** Makes a schema of text for people. It replaces lone surrogates, and takes out control characters other than line breaks and tabs. */
export function text(max: number) {
  const error = `a string of at most ${max} characters`;
  return z.pipe(
    z.string({ error }).check(z.maxLength(max, { error })),
    z.transform((value) =>
      value
        .toWellFormed()
        .replace(/\r\n?/g, '\n')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ''),
    ),
  );
}

/** Makes a schema of text that stays on one line, such as a name. */
export const line = (max: number) =>
  z.pipe(
    text(max),
    z.transform((value) => value.replace(/\s+/gu, ' ').trim()),
  );

export const status = <const S extends readonly [string, ...string[]]>(...values: S) =>
  z.enum(values, { error: values.map((value) => `"${value}"`).join(' or ') });

/** An e-mail address, normalised by `parseAddress`. */
export const email = z.pipe(
  z.string({ error: 'an e-mail address' }),
  z.transform((raw, context) => {
    const parsed = parseAddress(raw);
    return parsed.kind === 'address' ? parsed.address : refuse(context, parsed.reason);
  }),
);

const HTTPS_URL = 'an https URL of at most 2048 characters, without user name or password';

const link = ({ href }: URL) => href as `https://${string}`;

export const httpsUrl = z.pipe(
  z.string({ error: HTTPS_URL }).check(z.maxLength(2048, { error: HTTPS_URL })),
  z.transform((raw, context) => {
    const url = !/[\s\p{C}]/u.test(raw) && URL.canParse(raw) ? new URL(raw) : undefined;
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') return link(url);
    return refuse(context, HTTPS_URL);
  }),
);

const AMOUNT = 'a decimal number of at least 0, as a number or a string like "49.90"';

/**
 * An amount in major units (euros, not cents) with up to four decimals, as a decimal string: up to the largest that
 * is taken, a number is exact to that many.
 */
type Decimal = `${number}`;
const decimal = (digits: string): Decimal => digits as Decimal;

export const amount = z.union(
  [
    z.pipe(
      z.number({ error: AMOUNT }).check(z.minimum(0, { error: AMOUNT }), z.maximum(1e11, { error: AMOUNT })),
      z.transform((value) => decimal(value.toFixed(4).replace(/\.?0+$/, ''))),
    ),
    z.pipe(
      z.string({ error: AMOUNT }).check(z.regex(/^\d{1,13}(?:\.\d{1,4})?$/, { error: AMOUNT })),
      z.transform(decimal),
    ),
  ],
  { error: AMOUNT },
);

const CURRENCY = 'a currency code of three capital letters (ISO 4217)';
export const currency = z.string({ error: CURRENCY }).check(z.regex(/^[A-Z]{3}$/, { error: CURRENCY }));

const DATE = 'a date or a time with its offset (ISO 8601): 2026-11-24 or 2026-11-24T14:05:00Z';
/** A calendar day or a moment, kept as it was written. */
export const date = z.union([z.iso.date({ error: DATE }), z.iso.datetime({ offset: true, error: DATE })], {
  error: DATE,
});
