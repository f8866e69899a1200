import { MOST_ITEMS } from '../../../lib/notifications/items';

/** JSON Schema, draft 7: what AsyncAPI takes without another parser. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What the contract says of one kind of field. Its patterns are made of what every engine has: see `isPortable`. */
export interface Kind {
  /** Begins the rule, in the words of the log. */
  readonly rule?: string;
  readonly schema: readonly JsonSchema[];
  /** Values that are read, the usual one first, and every border of the rule: a narrower rule refuses one of them. */
  readonly accepted: readonly unknown[];
  /** More of them, too many or too short-lived for a file. */
  readonly more?: () => readonly unknown[];
  /** Whether the schema lets a value through that the reader does not, since no portable pattern can say it. */
  readonly isBeyond?: (value: unknown) => boolean;
  readonly identifies?: true;
}

/** What `trim` takes off, and what can be seen nowhere. The characters themselves: not every engine has names for them. */
const EDGE = '\t-\r \u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff';
const SPACE = ' \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000';
const HIDDEN =
  '\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb';

const trimmed = (pattern: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  pattern: `^[${EDGE}]*(?:${pattern})[${EDGE}]*$`,
  ...more,
});

export const NULL: JsonSchema = { type: 'null' };
/** An id is taken as it is, so only an empty one is absent; of other fields, blank ones are. */
export const EMPTY: JsonSchema = { const: '' };
export const BLANK: JsonSchema = { type: 'string', pattern: `^[${EDGE}]*$` };
/** Something that is not absent. */
export const THERE: JsonSchema = { type: 'string', pattern: `[^${EDGE}]` };

/** In any case, as a pattern that needs no flag. */
export const anyCase = (words: readonly string[]): string =>
  `^(?:${words.map((word) => word.replace(/[a-z]/g, (c) => `[${c.toUpperCase()}${c}]`)).join('|')})$`;

const text = (value: unknown): string => String(value).trim();

const MOST = 999_999_999_999_999;
/** Fifteen digits in all; with an exponent, few enough to stay below 10^15. */
const DIGITS =
  '[0-9]{1,15}|[0-9]{1,14}\\.[0-9]{0,20}|\\.[0-9]{1,20}|[0-9](?:\\.[0-9]{0,9})?[eE](?:-[0-9]{1,2}|[+]?[0-9])';
const DECIMALS = [49.9, 0, '49.90', '.5', '5.', '+5', '1E+3', '1e-7', MOST, ` ${MOST} `, '0.0625'];
const isZero = (value: unknown): boolean => Number(value) === 0;

const LABEL_END = '\u0000-,./:-@[-`{-\u009f';
const LABEL = `[^${LABEL_END}${EDGE}-](?:[^${LABEL_END}${EDGE}]{0,61}[^${LABEL_END}${EDGE}-])?`;
/** Not of digits alone. */
const LAST_LABEL = `(?:[0-9][0-9-]*)?[^${LABEL_END}${EDGE}0-9-](?:[^${LABEL_END}${EDGE}]{0,61}[^${LABEL_END}${EDGE}-])?`;
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

/** RFC 3986, 2: what a path, a query or a fragment may have in it. */
const OF_URL = "/a-Z_0.9~!$&'()*+,;=:@%20";
const DAY_MS = 86_400_000;
const iso = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

const isNoDay = (value: unknown): boolean => {
  const day =
    typeof value === 'number' || /^\d{13}$/.test(text(value)) ? Number(value) : text(value).slice(0, 10);
  const at = new Date(day);
  if (Number.isNaN(at.getTime())) return true;
  const isOther = typeof day === 'string' && at.toISOString().slice(0, 10) !== day;
  // An offset moves the borders by a day.
  return isOther || at.getTime() < Date.UTC(2001, 0, 2) || at.getTime() > Date.now() + 729 * DAY_MS;
};

export const KINDS = {
  id: {
    rule: 'an integer within',
    schema: [
      { type: 'integer', minimum: -(2 ** 53 - 1), maximum: 2 ** 53 - 1 },
      {
        type: 'string',
        maxLength: 64,
        pattern: `^[^${HIDDEN}${SPACE}](?:[^${HIDDEN}]*[^${HIDDEN}${SPACE}])?$`,
      },
    ],
    accepted: [
      'A-1001',
      1001,
      0,
      -(2 ** 53 - 1),
      2 ** 53 - 1,
      '7',
      'Größe 7/№ 1',
      '注文',
      '😀',
      'A-7f.9_x:'.padEnd(64, '0'),
    ],
    more: () => [
      ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)),
      '😀'.repeat(64),
    ],
    // Characters without a glyph, which Unicode adds to.
    isBeyond: (value) => /\p{C}/u.test(String(value)),
    identifies: true,
  },
  discount: {
    schema: [{ type: 'number', minimum: -MOST, maximum: MOST }, trimmed(`-(?:${DIGITS})|[+]?(?:${DIGITS})`)],
    accepted: [...DECIMALS, -5, '-5.00', '-0', `-${MOST}`],
  },
  amount: {
    rule: 'a decimal number of at least 0',
    schema: [{ type: 'number', minimum: 0, maximum: MOST }, trimmed(`[+]?(?:${DIGITS})`)],
    accepted: DECIMALS,
  },
  quantity: {
    rule: 'a decimal number above 0',
    schema: [
      { type: 'number', exclusiveMinimum: 0, maximum: MOST },
      { type: 'string', pattern: `^[+]?(?:${DIGITS})$` },
    ],
    // It is no decoration, so nothing is taken off its ends.
    accepted: [2, ...DECIMALS.filter((one) => one !== 0 && text(one) === String(one))],
    isBeyond: isZero,
  },
  currency: {
    rule: 'a currency code',
    schema: [trimmed('[A-Z]{3,5}|[a-z]{3,5}|[A-Z][a-z]{2,4}')],
    accepted: ['EUR', 'eur', 'Eur', 'USDT', 'USDTX', 'usdtx', 'Usdtx', ' EUR '],
    more: () => Intl.supportedValuesOf('currency').filter((code) => !/^X(?:XX|TS)$/.test(code)),
    isBeyond: (value) => /^(?:null|none|nil|nan|undef|true|false|euros?|cents?|xxx|xts)$/i.test(text(value)),
  },
  date: {
    rule: 'a date or a time',
    // From 2001 on; a day that is none, and one that is too far ahead, are not for a pattern.
    schema: [
      trimmed(
        '(?:200[1-9]|20[1-9][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])' +
          '(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,9})?)?' +
          '(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?)?',
      ),
      trimmed('1[0-9]{12}'),
      { type: 'integer', minimum: Date.UTC(2001, 8, 9, 1, 46, 40) },
    ],
    accepted: [
      '2026-11-26',
      '2001-01-01',
      '2024-02-29',
      '2026-11-26T14:05:00Z',
      '2026-11-26T23:59:59.999999999+01:00',
      '2026-11-26 14:05+0100',
      '2026-11-26T14:05-08',
      '2026-11-26T14:05',
      1795612800000,
      '1795612800000',
    ],
    more: () => [730, 365, 30].flatMap((days) => [iso(days), iso(days).slice(0, 10), Date.parse(iso(days))]),
    isBeyond: isNoDay,
  },
  email: {
    rule: 'an e-mail address',
    schema: [trimmed(`${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${LAST_LABEL}`)],
    accepted: [
      'ada@example.com',
      ' ada@example.com\u200b',
      "a.b+c'd_{e}@mail.Example.co",
      `${'a'.repeat(64)}@bücher.example`,
      `a@${'b'.repeat(63)}.example`,
      `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`.slice(0, 254),
    ],
    more: () => Array.from("09AZaz!#$%&'*+/=?^_`{|}~-", (c) => `${c}a.${c}@example.com`),
    // Its length, and letters beyond ASCII in a domain, also as `xn--`.
    isBeyond: (value) => {
      const address = String(value).replace(new RegExp(`^[${EDGE}]+|[${EDGE}]+$`, 'g'), '');
      return address.length > 254 || address.indexOf('@') > 64 || /[^ -~]|xn--/i.test(address);
    },
  },
  url: {
    rule: 'an https URL',
    schema: [
      trimmed(
        `[hH][tT][tT][pP][sS]://(?:${LABEL}\\.)*${LABEL}(?::[0-9]{1,4})?(?:[/?#][^${HIDDEN}${SPACE}]*)?`,
        { maxLength: 2048 },
      ),
    ],
    accepted: [
      'https://shop.example.com/a/1',
      ' https://shop.example.com ',
      'HTTPS://bücher.example:8443/?q=ä#x',
      `https://shop.example.com/${'x'.repeat(2048 - 25)}`,
    ],
    more: () => [
      ...[1, 80, 443, 444, 8080, 65535].map((port) => `https://shop.example.com:${port}/a`),
      ...Array.from(OF_URL).flatMap((c) =>
        ['/', '/?q=', '/#'].map((start) => `https://shop.example.com${start}${c}`),
      ),
      'https://localhost/a',
      'https://127.0.0.1/a',
    ],
    isBeyond: (value) => {
      const url = String(value).replace(new RegExp(`^[${EDGE}]+|[${EDGE}]+$`, 'g'), '');
      // Hosts that are numbers or go beyond ASCII have rules of their own.
      return /[\s\p{C}]/u.test(url) || !URL.canParse(url);
    },
  },
  options: {
    schema: [
      { type: 'string' },
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
    ],
    accepted: ['Blue', ['Blue', 7], { Size: 'M', Length: 7.5 }],
  },
  seen: {
    schema: [THERE],
    accepted: ['Teapot', 'مريم', 'x'],
    isBeyond: (value) =>
      !/[^\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(String(value)),
  },
  text: {
    rule: 'a string',
    schema: [{ type: 'string' }],
    accepted: ['Ada Lovelace', ' a\u0007b\n\n', 'مريم', '👩‍👩‍👧‍👦', 'x', 'A long one. '.repeat(20)],
  },
  items: {
    rule: 'a list of items',
    schema: [],
    accepted: [[{ name: 'Teapot', quantity: 1 }], Array(MOST_ITEMS).fill({ name: 'Teapot', quantity: 1 })],
  },
  /** Its schema is of its words. */
  status: { rule: '"', schema: [], accepted: [], identifies: true },
} satisfies Readonly<Record<string, Kind>>;

export const kindNamed = (name: string | undefined): Kind | undefined =>
  Object.entries(KINDS).find(([kind]) => kind === name)?.[1];

/** Fields whose rule does not tell them from another kind. */
const BY_NAME: Readonly<Record<string, keyof typeof KINDS>> = {
  discount: 'discount',
  'items.name': 'seen',
  'items.options': 'options',
};

/** @throws Error for a rule without a kind: a field of a new kind needs a row here. */
export function kindOf(name: string, rule: string): string {
  const found =
    BY_NAME[name] ??
    Object.entries<Kind>(KINDS).find(
      ([, kind]) => kind.rule !== undefined && rule.startsWith(kind.rule),
    )?.[0];
  if (found === undefined) throw new Error(`test/support/contract/kinds.ts has no kind for: ${rule}`);
  return found;
}
