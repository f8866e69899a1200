import { MOST_ITEMS } from '../../../lib/notifications/items';
import { words } from './patterns';

/** Values of one kind of field that are read, whatever changes: what is no longer read of them breaks the contract. */
export interface Values {
  /** The usual one first, and every border of the rule: a narrower rule refuses one of them. They stand in the contract. */
  readonly accepted: readonly unknown[];
  /** More of them, too many or too short-lived for a file. */
  readonly more?: () => readonly unknown[];
}

export const MOST = 999_999_999_999_999;
const DECIMALS = words('49.90 .5 5. +5 1E+3 1e-7 0.0625');
const AMOUNTS = [49.9, 0, MOST, ` ${MOST} `, ...DECIMALS];

export const DAY_MS = 86_400_000;
const iso = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

const urls = (starts: string, ends: Iterable<string | number>): string[] =>
  words(starts).flatMap((start) => Array.from(ends, (end) => `https://shop.example.com${start}${end}`));

const TEAPOT = { name: 'Teapot', quantity: 1 };

/** By the name of the kind, as in `KINDS`. */
export const VALUES: Readonly<Record<string, Values>> = {
  id: {
    accepted: [
      ...['A-1001', 1001, 0, -(2 ** 53 - 1), 2 ** 53 - 1, '7', 'Größe 7/№ 1', '注文', '😀'],
      'A-7f.9_x:'.padEnd(64, '0'),
    ],
    more: () => [...Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)), '😀'.repeat(64)],
  },
  discount: { accepted: [...AMOUNTS, -5, '-5.00', '-0', `-${MOST}`] },
  amount: { accepted: AMOUNTS },
  // It is no decoration, so nothing is taken off its ends.
  quantity: { accepted: [2, 49.9, MOST, ...DECIMALS] },
  currency: {
    accepted: [...words('EUR eur Eur USDT USDTX usdtx Usdtx'), ' EUR '],
    more: () => Intl.supportedValuesOf('currency').filter((code) => !/^X(?:XX|TS)$/.test(code)),
  },
  date: {
    accepted: [
      ...words('2026-11-26 2001-01-01 2024-02-29 2026-11-26T14:05:00Z 2026-11-26T23:59:59.999999999+01:00'),
      ...words('2026-11-26T14:05-08 2026-11-26T14:05 1795612800000'),
      ...['2026-11-26 14:05+0100', 1795612800000],
    ],
    more: () => [730, 365, 30].flatMap((days) => [iso(days), iso(days).slice(0, 10), Date.parse(iso(days))]),
  },
  email: {
    accepted: [
      ...['ada@example.com', ' ada@example.com\u200b', "a.b+c'd_{e}@mail.Example.co"],
      ...[`${'a'.repeat(64)}@bücher.example`, `a@${'b'.repeat(63)}.example`],
      `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`.slice(0, 254),
    ],
    more: () => Array.from("09AZaz!#$%&'*+/=?^_`{|}~-", (c) => `${c}a.${c}@example.com`),
  },
  url: {
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
  },
  options: { accepted: ['Blue', ['Blue', 7], { Size: 'M', Length: 7.5 }] },
  seen: { accepted: ['Teapot', 'مريم', 'x'] },
  text: {
    accepted: ['Ada Lovelace', ' a\u0007b\n\n', 'مريم', '👩‍👩‍👧‍👦', 'x', 'A long one. '.repeat(20)],
  },
  items: { accepted: [[TEAPOT], Array(MOST_ITEMS).fill(TEAPOT)] },
};

/** In the usual case, in capitals, and with one in front. */
export const inCases = (word: string): string[] => [
  word,
  word.toUpperCase(),
  word.charAt(0).toUpperCase() + word.slice(1),
];
