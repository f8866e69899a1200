import * as fc from 'fast-check';
import { VALUES } from './values';

/** Values that a kind of field takes, nearly takes, or takes for another one: separated by blanks. */
const ODD = `
Infinity NaN null -0 -1 . 0 0.00 0e5 1e14 1e15 1e400 1e-400 999999999999999.9 1,5 0x10 ٣ --1 1_0
XXX XTS euro cents GBp eUR AB ABCDEF EUR\u0085
2000-12-31 2026-02-30 2026-13-01 9999-12-31 2026-11-26T24:00Z 2026-11-26t14:05Z 20261126
2001-01-01T00:00+05:00 2026-11-26T14:05:60Z 1795612800 0978307199999 1e12
a@b.co,c@d.co a..b@c.de a.@c.de a@b a@-b.co a@b_c.de a@[127.0.0.1] a@1.2 a@1.2.co a@b..co a@b.co.
é@b.co a@b/c.de a@b[c.de a@b.1co a@xn--a.com a@b@c.de a\u200b@b.co
http://a.b https: https:// https:a.b https://u:p@a.b https://u@a.b https://a.b:99999
https://[::1]/ https://a.b/%zz https://a..b https://a.b\\c #1 007 a|b a\u200bb`.split(/\s+/);

const LONG = ['a'.repeat(65), '😀'.repeat(65), `${'a'.repeat(65)}@b.co`, `a@${'b'.repeat(64)}.co`];

const MORE: readonly unknown[] = [
  ...[null, true, [], {}, '', ' ', '\u200b', '\u3164', '\u0007', '\ud800'],
  ...[-1, -0, 1.5, 5e-324, 999_999_999_999_999.9, 1e15, 2 ** 53, 1e21, 1795612800],
  ...['Ada <a@b.co>', 'a b@c.de', '"a b"@c.de', 'https://a b', 'a\nb', ' a', 'a ', '\u00a0a'],
  ...['a\n', 'a\r\n', 'a\u0085', 'a\u2028', '7\n', 'success\n', 'XXX\n', '\n', '\u0085'],
  ...LONG,
  ...[`a@${'b.'.repeat(130)}co`, `https://a.b/${'x'.repeat(2037)}`],
  ...[['Blue', {}], [[1]], { a: null }, { a: {} }, [null], ['x']],
];

const values = fc.oneof(
  fc.constantFrom(...ODD, ...MORE),
  fc.constantFrom(
    ...Object.values(VALUES).flatMap(({ accepted, more }) => [...accepted, ...(more?.() ?? [])]),
  ),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.double(),
  fc.maxSafeInteger(),
);

/** Some of these fields have another value, or none. */
const changed = (complete: object): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(complete)), fc.option(values, { nil: undefined }), {
      maxKeys: 3,
    })
    .map((changes) => ({ ...complete, ...changes }));

/** Each odd value in each field, one at a time. */
export const oddExamples = (complete: object): Array<[Record<string, unknown>]> =>
  Object.keys(complete).flatMap((name) =>
    [...ODD, ...MORE].map((value): [Record<string, unknown>] => [{ ...complete, [name]: value }]),
  );

/** Messages as they come out of JSON: a complete one, in which some fields have any value or are missing, those of items too. */
export function oddMessages(
  complete: Readonly<Record<string, unknown>>,
  statuses: readonly string[],
): fc.Arbitrary<Record<string, unknown>> {
  const [item] = Array.isArray(complete.items) ? complete.items : [];
  const items = item === undefined ? fc.constant(undefined) : fc.array(changed(item), { maxLength: 2 });
  return fc
    .tuple(fc.constantFrom(...statuses), fc.boolean(), items)
    .chain(([status, isOdd, list]) =>
      changed({ ...complete, status, ...(item !== undefined && isOdd && { items: list }) }),
    )
    .map((message) => JSON.parse(JSON.stringify(message)));
}
