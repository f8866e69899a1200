import * as fc from 'fast-check';
import { id, status } from '../../../../lib/notifications/fields/id';
import { optional } from '../../../../lib/notifications/fields/optional';
import { refusal } from '../../../support/refusal';

describe('an id', () => {
  const EXPECTED =
    'field: expected an integer within ±(2^53 - 1), or a string of 1 to 64 printable characters';

  it.each([
    [0, '0'],
    [-0, '0'],
    [-7, '-7'],
    [2 ** 53 - 1, '9007199254740991'],
    [-(2 ** 53 - 1), '-9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['007', '007'],
    ['A-1/b_2 #3', 'A-1/b_2 #3'],
    ['注文番号', '注文番号'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['😀'.repeat(64), '😀'.repeat(64)],
  ])('is kept as a string: %p', (value, expected) => {
    expect(id.parse(value)).toBe(expected);
  });

  it.each([2 ** 53, -(2 ** 53), 1e300, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is refused as a number that JSON may have rounded: %p',
    (value) => {
      expect(refusal(id, value)).toBe(`${EXPECTED}, found a fraction or too large a number`);
    },
  );

  it.each([
    ['empty', ''],
    ['65 characters', 'x'.repeat(65)],
    ['65 characters beyond the basic plane', '😀'.repeat(65)],
    ['a space at the start', ' 1'],
    ['a space at the end', '1 '],
    ['a no-break space at the end', '1\u00a0'],
    ['only spaces', '   '],
    ['a line feed', '1\n2'],
    ['a NUL', '1\u0000'],
    ['a C1 control', '1\u0085'],
    ['a bidi override', '1\u202e2'],
    ['a bidi isolate', '1\u20662'],
    ['a zero-width space', '1\u200b2'],
    ['a soft hyphen', '1\u00ad2'],
    ['a byte order mark', '\ufeff1'],
    ['a lone high surrogate', '1\ud800'],
    ['a lone low surrogate', '\udc001'],
    ['a line separator', '1\u20282'],
    ['a paragraph separator', '1\u20292'],
    ['a tag character', '1\u{e0031}'],
    ['an unassigned code point', '1\u0378'],
  ])('is refused as a string: %s', (_, value) => {
    expect(refusal(id, value)).toBe(`${EXPECTED}, found a string`);
  });

  it.each([
    [null, 'null'],
    [undefined, 'nothing'],
    [true, 'a boolean'],
    [[1], 'an array'],
    [{ id: 1 }, 'an object'],
  ])('is refused as %p', (value, found) => {
    expect(refusal(id, value)).toBe(`${EXPECTED}, found ${found}`);
  });

  it('is the same for a number and for the string of it', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(id.parse(value)).toBe(id.parse(String(value)));
      }),
    );
  });
});

describe('an optional id', () => {
  it.each([null, undefined, ''])('is absent when it is %p', (value) => {
    expect(optional(id).parse(value)).toBeUndefined();
  });

  it.each(['P-7', '007', 'p-7', 'a b'])('is never altered: %p', (value) => {
    expect(optional(id).parse(value)).toBe(value);
  });

  it.each([' ', ' P-7', 'P-7\u200b', '\ufeffP-7', {}, true, 1.5])(
    'is refused when it is unreadable: %p',
    (value) => {
      expect(refusal(optional(id), value)).toMatch(/^field: expected an integer within /);
    },
  );
});

describe('a status', () => {
  it.each(['success', 'SUCCESS', 'Success', 'sUcCeSs', 'FAILED'])(
    'is one of its words in lower case: %s',
    (value) => {
      expect(status('success', 'failed').parse(value)).toBe(value.toLowerCase());
    },
  );

  it.each([' success', 'done', 'ﬁled', '', 1, null, ['success']])('is nothing else: %p', (value) => {
    expect(refusal(status('success', 'failed'), value)).toMatch(
      /^field: expected "success" or "failed", found /,
    );
  });
});
