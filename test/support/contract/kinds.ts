import {
  atEnds,
  EDGE,
  exactly,
  HIDDEN,
  type JsonSchema,
  SPACE,
  THERE,
  trimmed,
  word,
  words,
} from './patterns';
import { DAY_MS, MOST } from './values';

/** What the contract says of one kind of field. */
export interface Kind {
  /** Begins the rule, in the words of the log. */
  readonly rule?: string;
  readonly schema: readonly JsonSchema[];
  /** Whether the schema lets a value through that the reader does not, since no portable pattern can say it. */
  readonly isBeyond?: (value: string) => boolean;
  readonly identifies?: true;
}

/** Fifteen digits in all; with an exponent, few enough to stay below 10^15. */
const DIGITS =
  '[0-9]{1,15}|[0-9]{1,14}\\.[0-9]{0,20}|\\.[0-9]{1,20}|[0-9](?:\\.[0-9]{0,9})?[eE](?:-[0-9]{1,2}|[+]?[0-9])';
const NO_CODES = words('null none nil nan undef true false euro euros cent cents xxx xts')
  .map(word)
  .join('|');

const LABEL_END = '\u0000-,./:-@\\[-`{-\u009f';
const LABEL = `[^${LABEL_END}${EDGE}-](?:[^${LABEL_END}${EDGE}]{0,61}[^${LABEL_END}${EDGE}-])?`;
/** Not of digits alone. */
const LAST_LABEL = `(?:[0-9][0-9-]*)?[^${LABEL_END}${EDGE}0-9-](?:[^${LABEL_END}${EDGE}]{0,61}[^${LABEL_END}${EDGE}-])?`;
const ATOM = "[A-Za-z0-9!#\\$%&'*+/=?^_`{|}~-]+";
const AFTER_HOST = `(?::[0-9]{1,4})?(?:[/?#][^${HIDDEN}${SPACE}]*)?`;

const HOUR = '(?:[01][0-9]|2[0-3])';
const MINUTE = '[0-5][0-9]';
const TIME = `${HOUR}:${MINUTE}(?::${MINUTE}(?:\\.[0-9]{1,9})?)?(?:Z|[+-]${HOUR}(?::?${MINUTE})?)?`;
const DAY = '(?:200[1-9]|20[1-9][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])';

/** Whether it is 30 February, or may be too early or too far ahead: an offset moves the borders by a day. */
function isNoDay(value: string): boolean {
  const day = /^\d{13}$/.test(value)
    ? new Date(Number(value)).toISOString().slice(0, 10)
    : value.slice(0, 10);
  const at = Date.parse(day);
  const isOther = Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day;
  return isOther || at < Date.UTC(2001, 0, 2) || at > Date.now() + 729 * DAY_MS;
}

const TEXT_OR_NUMBER = { anyOf: [{ type: 'string' }, { type: 'number' }] };

export const KINDS: Readonly<Record<string, Kind>> = {
  id: {
    rule: 'an integer within',
    schema: [
      { type: 'integer', minimum: -(2 ** 53 - 1), maximum: 2 ** 53 - 1 },
      { ...exactly(`[^${HIDDEN}${SPACE}](?:[^${HIDDEN}]*[^${HIDDEN}${SPACE}])?`), maxLength: 64 },
    ],
    // Characters without a glyph, which Unicode adds to.
    isBeyond: (value) => /\p{C}/u.test(value),
    identifies: true,
  },
  discount: {
    schema: [{ type: 'number', minimum: -MOST, maximum: MOST }, trimmed(`-(?:${DIGITS})|[+]?(?:${DIGITS})`)],
  },
  amount: {
    rule: 'a decimal number of at least 0',
    schema: [{ type: 'number', minimum: 0, maximum: MOST }, trimmed(`[+]?(?:${DIGITS})`)],
  },
  quantity: {
    rule: 'a decimal number above 0',
    schema: [
      { type: 'number', exclusiveMinimum: 0, maximum: MOST },
      exactly(`[+]?(?:${DIGITS})`, '^[^1-9]*(?:[eE]|$)'),
    ],
  },
  currency: {
    rule: 'a currency code',
    schema: [trimmed('[A-Z]{3,5}|[a-z]{3,5}|[A-Z][a-z]{2,4}', `^${atEnds(NO_CODES)}$`)],
  },
  date: {
    rule: 'a date or a time',
    // From 2001 on; a day that is none, and one that is too far ahead, are not for a pattern.
    schema: [
      trimmed(`${DAY}(?:[T ]${TIME})?`),
      trimmed('1[0-9]{12}'),
      { type: 'integer', minimum: Date.UTC(2001, 8, 9, 1, 46, 40), maximum: 9_999_999_999_999 },
    ],
    isBeyond: isNoDay,
  },
  email: {
    rule: 'an e-mail address',
    schema: [trimmed(`${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${LAST_LABEL}`)],
    // Its length, and letters beyond ASCII in a domain, also as `xn--`.
    isBeyond: (value) => value.length > 254 || value.indexOf('@') > 64 || /[^ -~]|xn--/i.test(value),
  },
  url: {
    rule: 'an https URL',
    schema: [{ ...trimmed(`[hH][tT][tT][pP][sS]://(?:${LABEL}\\.)*${LABEL}${AFTER_HOST}`), maxLength: 2048 }],
    // Hosts that are numbers or go beyond ASCII have rules of their own.
    isBeyond: (value) => /[\s\p{C}]/u.test(value) || !URL.canParse(value),
  },
  options: {
    schema: [
      { type: 'string' },
      { type: 'array', items: TEXT_OR_NUMBER },
      { type: 'object', additionalProperties: TEXT_OR_NUMBER },
    ],
  },
  seen: {
    schema: [THERE],
    isBeyond: (value) => !/[^\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(value),
  },
  text: { rule: 'a string', schema: [{ type: 'string' }] },
  /** The schemas of the last two are of their parts. */
  items: { rule: 'a list of items', schema: [] },
  status: { rule: '"', schema: [], identifies: true },
};

/** Fields whose rule does not tell them from another kind. */
const BY_NAME: Readonly<Record<string, string>> = {
  discount: 'discount',
  'items.name': 'seen',
  'items.options': 'options',
};

/** @throws Error for a rule without a kind: a field of a new kind needs a row here. */
export function kindOf(name: string, rule: string): string {
  const found =
    BY_NAME[name] ??
    Object.keys(KINDS).find((kind) => KINDS[kind]?.rule && rule.startsWith(KINDS[kind].rule));
  if (found === undefined) throw new Error(`test/support/contract/kinds.ts has no kind for: ${rule}`);
  return found;
}
