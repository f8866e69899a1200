import { MOST_ITEMS } from '../../../lib/notifications/items';
import { atEnds, EDGE, exactly, HIDDEN, type JsonSchema, SPACE, THERE, trimmed, word } from './patterns';

/** What the contract says of one kind of field. */
export interface Kind {
  /** Begins the rule, in the words of the log. */
  readonly rule?: string;
  readonly schema: readonly JsonSchema[];
  /** Values that are read, the usual one first, and every border of the rule: a narrower rule refuses one of them. */
  readonly accepted: readonly unknown[];
  /** More of them, too many or too short-lived for a file. */
  readonly more?: () => readonly unknown[];
  /** Whether the schema lets a value through that the reader does not, since no portable pattern can say it. */
  readonly isBeyond?: (value: string) => boolean;
  readonly identifies?: true;
}

const words = (text: string): string[] => text.split(' ');

const MOST = 999_999_999_999_999;
/** Fifteen digits in all; with an exponent, few enough to stay below 10^15. */
const DIGITS =
  '[0-9]{1,15}|[0-9]{1,14}\\.[0-9]{0,20}|\\.[0-9]{1,20}|[0-9](?:\\.[0-9]{0,9})?[eE](?:-[0-9]{1,2}|[+]?[0-9])';
const DECIMALS = words('49.90 .5 5. +5 1E+3 1e-7 0.0625');
const AMOUNTS = [49.9, 0, MOST, ` ${MOST} `, ...DECIMALS];

const NO_CODES = words('null none nil nan undef true false euro euros cent cents xxx xts')
  .map(word)
  .join('|');

const LABEL_END = '\u0000-,./:-@\\[-`{-\u009f';
const LABEL = `[^${LABEL_END}${EDGE}-](?:[^${LABEL_END}${EDGE}]{0,61}[^${LABEL_END}${EDGE}-])?`;
/** Not of digits alone. */
const LAST_LABEL = `(?:[0-9][0-9-]*)?[^${LABEL_END}${EDGE}0-9-](?:[^${LABEL_END}${EDGE}]{0,61}[^${LABEL_END}${EDGE}-])?`;
const ATOM = "[A-Za-z0-9!#\\$%&'*+/=?^_`{|}~-]+";

const HOUR = '(?:[01][0-9]|2[0-3])';
const MINUTE = '[0-5][0-9]';
const TIME = `${HOUR}:${MINUTE}(?::${MINUTE}(?:\\.[0-9]{1,9})?)?(?:Z|[+-]${HOUR}(?::?${MINUTE})?)?`;
const DAY = '(?:200[1-9]|20[1-9][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])';

const DAY_MS = 86_400_000;
const iso = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

/** Whether it is 30 February, or may be too early or too far ahead: an offset moves the borders by a day. */
function isNoDay(value: string): boolean {
  const day = /^\d{13}$/.test(value)
    ? new Date(Number(value)).toISOString().slice(0, 10)
    : value.slice(0, 10);
  const at = Date.parse(day);
  const isOther = Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day;
  return isOther || at < Date.UTC(2001, 0, 2) || at > Date.now() + 729 * DAY_MS;
}

const urls = (starts: string, ends: Iterable<string | number>): string[] =>
  words(starts).flatMap((start) => Array.from(ends, (end) => `https://shop.example.com${start}${end}`));

const TEXT_OR_NUMBER = { anyOf: [{ type: 'string' }, { type: 'number' }] };
const TEAPOT = { name: 'Teapot', quantity: 1 };

export const KINDS: Readonly<Record<string, Kind>> = {
  id: {
    rule: 'an integer within',
    schema: [
      { type: 'integer', minimum: -(2 ** 53 - 1), maximum: 2 ** 53 - 1 },
      { ...exactly(`[^${HIDDEN}${SPACE}](?:[^${HIDDEN}]*[^${HIDDEN}${SPACE}])?`), maxLength: 64 },
    ],
    accepted: [
      ...['A-1001', 1001, 0, -(2 ** 53 - 1), 2 ** 53 - 1, '7', 'Größe 7/№ 1', '注文', '😀'],
      'A-7f.9_x:'.padEnd(64, '0'),
    ],
    more: () => [...Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)), '😀'.repeat(64)],
    // Characters without a glyph, which Unicode adds to.
    isBeyond: (value) => /\p{C}/u.test(value),
    identifies: true,
  },
  discount: {
    schema: [{ type: 'number', minimum: -MOST, maximum: MOST }, trimmed(`-(?:${DIGITS})|[+]?(?:${DIGITS})`)],
    accepted: [...AMOUNTS, -5, '-5.00', '-0', `-${MOST}`],
  },
  amount: {
    rule: 'a decimal number of at least 0',
    schema: [{ type: 'number', minimum: 0, maximum: MOST }, trimmed(`[+]?(?:${DIGITS})`)],
    accepted: AMOUNTS,
  },
  quantity: {
    rule: 'a decimal number above 0',
    schema: [
      { type: 'number', exclusiveMinimum: 0, maximum: MOST },
      exactly(`[+]?(?:${DIGITS})`, '^[^1-9]*(?:[eE]|$)'),
    ],
    // It is no decoration, so nothing is taken off its ends.
    accepted: [2, 49.9, MOST, ...DECIMALS],
  },
  currency: {
    rule: 'a currency code',
    schema: [trimmed('[A-Z]{3,5}|[a-z]{3,5}|[A-Z][a-z]{2,4}', `^${atEnds(NO_CODES)}$`)],
    accepted: [...words('EUR eur Eur USDT USDTX usdtx Usdtx'), ' EUR '],
    more: () => Intl.supportedValuesOf('currency').filter((code) => !/^X(?:XX|TS)$/.test(code)),
  },
  date: {
    rule: 'a date or a time',
    // From 2001 on; a day that is none, and one that is too far ahead, are not for a pattern.
    schema: [
      trimmed(`${DAY}(?:[T ]${TIME})?`),
      trimmed('1[0-9]{12}'),
      { type: 'integer', minimum: Date.UTC(2001, 8, 9, 1, 46, 40), maximum: 9_999_999_999_999 },
    ],
    accepted: [
      ...words('2026-11-26 2001-01-01 2024-02-29 2026-11-26T14:05:00Z 2026-11-26T23:59:59.999999999+01:00'),
      ...words('2026-11-26T14:05-08 2026-11-26T14:05 1795612800000'),
      ...['2026-11-26 14:05+0100', 1795612800000],
    ],
    more: () => [730, 365, 30].flatMap((days) => [iso(days), iso(days).slice(0, 10), Date.parse(iso(days))]),
    isBeyond: isNoDay,
  },
  email: {
    rule: 'an e-mail address',
    schema: [trimmed(`${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${LAST_LABEL}`)],
    accepted: [
      ...['ada@example.com', ' ada@example.com\u200b', "a.b+c'd_{e}@mail.Example.co"],
      ...[`${'a'.repeat(64)}@bücher.example`, `a@${'b'.repeat(63)}.example`],
      `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`.slice(0, 254),
    ],
    more: () => Array.from("09AZaz!#$%&'*+/=?^_`{|}~-", (c) => `${c}a.${c}@example.com`),
    // Its length, and letters beyond ASCII in a domain, also as `xn--`.
    isBeyond: (value) => value.length > 254 || value.indexOf('@') > 64 || /[^ -~]|xn--/i.test(value),
  },
  url: {
    rule: 'an https URL',
    schema: [
      {
        ...trimmed(
          `[hH][tT][tT][pP][sS]://(?:${LABEL}\\.)*${LABEL}(?::[0-9]{1,4})?(?:[/?#][^${HIDDEN}${SPACE}]*)?`,
        ),
        maxLength: 2048,
      },
    ],
    accepted: [
      ...['https://shop.example.com/a/1', ' https://shop.example.com ', 'HTTPS://bücher.example:8443/?q=ä#x'],
      ...urls('/', ['x'.repeat(2048 - 25)]),
    ],
    more: () => [
      ...urls(':', [1, 80, 443, 444, 8080, 65535]),
      // RFC 3986, 2: what a path, a query or a fragment may have in it.
      ...urls('/ /?q= /#', "/a-Z_0.9~!$&'()*+,;=:@%20"),
      ...words('https://localhost/a https://127.0.0.1/a'),
    ],
    // Hosts that are numbers or go beyond ASCII have rules of their own.
    isBeyond: (value) => /[\s\p{C}]/u.test(value) || !URL.canParse(value),
  },
  options: {
    schema: [
      { type: 'string' },
      { type: 'array', items: TEXT_OR_NUMBER },
      { type: 'object', additionalProperties: TEXT_OR_NUMBER },
    ],
    accepted: ['Blue', ['Blue', 7], { Size: 'M', Length: 7.5 }],
  },
  seen: {
    schema: [THERE],
    accepted: ['Teapot', 'مريم', 'x'],
    isBeyond: (value) => !/[^\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(value),
  },
  text: {
    rule: 'a string',
    schema: [{ type: 'string' }],
    accepted: ['Ada Lovelace', ' a\u0007b\n\n', 'مريم', '👩‍👩‍👧‍👦', 'x', 'A long one. '.repeat(20)],
  },
  items: {
    rule: 'a list of items',
    schema: [],
    accepted: [[TEAPOT], Array(MOST_ITEMS).fill(TEAPOT)],
  },
  /** Its schema is of its words. */
  status: { rule: '"', schema: [], accepted: [], identifies: true },
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
