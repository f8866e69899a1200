import * as z from 'zod/mini';
import { refuse } from '../../runtime/validation';

const AMOUNT = 'a decimal number of at least 0 and less than 10^15, as a number or a string like "49.90"';

/** An amount in major units (euros, not cents), in plain digits without zeros at its end. */
export type Decimal = `${number}`;

/** As JSON and databases write numbers: `49.90`, `.5`, `1E+3`. */
const WRITTEN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** As many significant digits as a number keeps: what it has behind them is an artefact of its binary form. */
const DIGITS = 15;
/** Source: ECMA-262, `Number.prototype.toFixed`. */
const MOST_DECIMALS = 100;

/** A number in plain digits, however small. `undefined` where fifteen digits do not reach down to its ones. */
function plain(value: number): Decimal | undefined {
  const exponent = Number(value.toExponential(DIGITS - 1).split('e')[1]);
  if (!(value >= 0 && exponent < DIGITS)) return undefined;
  const digits = value.toFixed(Math.min(DIGITS - 1 - exponent, MOST_DECIMALS));
  return (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits) as Decimal;
}

/** A string goes the way of a number, so that both come to the same digits. */
const decimal = (error: string, isMeant: (value: number) => boolean = () => true) =>
  z.pipe(
    z.union([z.number({ error }), z.string({ error }).check(z.regex(WRITTEN, { error }))], { error }),
    z.transform((value, context) => {
      const digits = isMeant(Number(value)) ? plain(Number(value)) : undefined;
      return digits ?? refuse(context, error);
    }),
  );

export const amount = decimal(AMOUNT);

const isText = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string';

/** What is taken off a sum, as a number below zero; some write it without its minus. */
export const discount = z.pipe(
  z.transform((value: unknown) => (isText(value) ? `${value}`.replace(/^-/, '') : value)),
  z.pipe(
    amount,
    z.transform((digits) => (digits === '0' ? digits : `-${digits}`) as Decimal),
  ),
);

const QUANTITY = 'a decimal number above 0 and less than 10^15, as a number or a string like "2"';

/** How many, or how much: what is sold by weight has a fraction. */
export const quantity = decimal(QUANTITY, (value) => value > 0);

const CURRENCY = 'a currency code of three to five letters, such as "EUR" (ISO 4217)';

/** Capitals, small letters, or the first one capital: `GBp` is a penny of `GBP`. */
const CODE = /^(?:[A-Z]{3,5}|[a-z]{3,5}|[A-Z][a-z]{2,4})$/;
/** What programs write for nothing, units that are no code, and codes that name no currency. */
const NO_CODE = /^(?:null|none|nil|nan|undef|true|false|euros?|cents?|xxx|xts)$/i;

export const currency = z.pipe(
  z.string({ error: CURRENCY }).check(z.regex(CODE, { error: CURRENCY })),
  z.transform((code, context) => (NO_CODE.test(code) ? refuse(context, CURRENCY) : code.toUpperCase())),
);
