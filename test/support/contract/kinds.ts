import { MILLISECONDS, WRITTEN } from '../../../lib/notifications/fields/date';
import type { JsonSchema } from './schema';

/** What the contract says of a kind of field that its schema cannot. */
interface Kind {
  /** Begins the rule, in the words of the log. */
  readonly rule: string;
  /** Values that are read, the usual one first, and every border of the rule: a narrower rule refuses one of them. */
  readonly examples: readonly unknown[];
  /** In place of what the reader's own schema says. */
  readonly schema?: readonly JsonSchema[];
  readonly identifies?: true;
  /** Whether its signs and borders are to be asked of the reader. */
  readonly isDecimal?: true;
}

const LONGEST_ID = 'A-7f.9_x:'.padEnd(64, '0');
const DECIMALS = [49.9, 0, '49.90', '.5', '5.', '+5', '1E+3', '1e-7', 999_999_999_999_999];

const KINDS: readonly Kind[] = [
  {
    rule: 'an integer within',
    examples: ['A-1001', 1001, 0, -(2 ** 53 - 1), 2 ** 53 - 1, '7', 'Größe 7/№ 1', '注文', '😀', LONGEST_ID],
    identifies: true,
  },
  { rule: 'a decimal number of at least 0', examples: DECIMALS, isDecimal: true },
  {
    rule: 'a decimal number above 0',
    examples: [2, ...DECIMALS.filter((one) => one !== 0)],
    isDecimal: true,
  },
  { rule: 'a currency code', examples: ['EUR', 'eur', 'Eur', 'USDT', 'USDTX', 'usdtx', 'Usdtx'] },
  {
    rule: 'a date or a time',
    schema: [
      // From 2001 on; two years ahead is not for a pattern.
      { type: 'string', pattern: WRITTEN.source, not: { pattern: '^(?:[013-9]|2000)' } },
      { type: 'string', pattern: MILLISECONDS.source },
      { type: 'integer', minimum: Date.UTC(2001, 0, 1) },
    ],
    examples: [
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
  },
  {
    rule: 'an e-mail address',
    // The rest of it is code (lib/notifications/address.ts), which refuses more than a pattern can say.
    schema: [{ type: 'string', pattern: '^[^@]+@[^@.]+(?:\\.[^@.]+)+$' }],
    examples: [
      'ada@example.com',
      ' ada@example.com\u200b',
      "a.b+c'd_{e}@mail.Example.co",
      `${'a'.repeat(64)}@bücher.example`,
      `a@${'b'.repeat(63)}.example`,
    ],
  },
  {
    rule: 'an https URL',
    schema: [{ type: 'string', pattern: '^\\s*[hH][tT][tT][pP][sS]:\\S+\\s*$', maxLength: 2048 }],
    examples: [
      'https://shop.example.com/a/1',
      ' https://shop.example.com ',
      'HTTPS://bücher.example:8443/?q=ä#x',
      `https://shop.example.com/${'x'.repeat(2048 - 25)}`,
    ],
  },
  {
    rule: 'a string',
    examples: ['Ada Lovelace', ' a\u0007b\n\n', 'مريم', '👩‍👩‍👧‍👦', 'x', 'A long one. '.repeat(20)],
  },
  { rule: 'a list of items', examples: [[{ name: 'Teapot', quantity: 1, price: '64.90' }], []] },
  { rule: 'a name that can be seen', examples: ['Teapot', 'مريم', 'x'] },
];

/** @throws Error for a rule without a kind: a field of a new kind needs a row here. */
export function kindOf(rule: string): Kind {
  const kind = KINDS.find((one) => rule.startsWith(one.rule)) ?? (rule.startsWith('"') ? STATUS : undefined);
  if (!kind) throw new Error(`test/support/contract/kinds.ts has no kind for: ${rule}`);
  return kind;
}

const STATUS: Kind = { rule: '"', examples: [], identifies: true };
