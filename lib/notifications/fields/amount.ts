import * as z from 'zod/mini';
import { refuse } from '../../runtime/validation';

const AMOUNT = 'a decimal number of at least 0 and less than 10^15, as a number or a string like "49.90"';

/** An amount in major units (euros, not cents), in plain digits without zeros at its end. */
export type Decimal = `${number}`;

/** As JSON and databases write numbers: `49.90`, `.5`, `1E+3`. */
const WRITTEN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

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
export const amount = z.pipe(
  z.union(
    [z.number({ error: AMOUNT }), z.string({ error: AMOUNT }).check(z.regex(WRITTEN, { error: AMOUNT }))],
    {
      error: AMOUNT,
    },
  ),
  z.transform((value, context) => plain(Number(value)) ?? refuse(context, AMOUNT)),
);

const CURRENCY = 'a currency code of three to five letters, such as "EUR" (ISO 4217)';

/** Capitals, small letters, or the first one capital: `GBp` is a penny of `GBP`. */
const CODE = /^(?:[A-Z]{3,5}|[a-z]{3,5}|[A-Z][a-z]{2,4})$/;
/** What programs write for nothing, units that are no code, and codes that name no currency. */
const NO_CODE = /^(?:null|none|nil|nan|undef|true|false|euros?|cents?|xxx|xts)$/i;

export const currency = z.pipe(
  z.string({ error: CURRENCY }).check(z.regex(CODE, { error: CURRENCY })),
  z.transform((code, context) => (NO_CODE.test(code) ? refuse(context, CURRENCY) : code.toUpperCase())),
);
