import * as fc from 'fast-check';
import { amount, currency } from '../../../../lib/notifications/fields/amount';
import { refusal } from '../../../support/refusal';

describe('an amount', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [5, '5'],
    [100, '100'],
    [49.9, '49.9'],
    [0.1 + 0.2, '0.3'],
    [1.1 * 1.15, '1.265'],
    [524288.07, '524288.07'],
    [1e-7, '0.0000001'],
    [1e14, '100000000000000'],
    [999999999999999, '999999999999999'],
    ['49.90', '49.9'],
    ['0', '0'],
    ['-0.00', '0'],
    ['007', '7'],
    ['1234567890123.4567', '1234567890123.46'],
    ['49.900000000000000000000000000000000001', '49.9'],
    ['0.30000000000000004', '0.3'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+5', '5'],
    ['1E+3', '1000'],
    ['0E-8', '0'],
    ['1e-18', '0.000000000000000001'],
  ])('is plain digits, fifteen of them at most: %p', (value, expected) => {
    expect(amount.parse(value)).toBe(expected);
  });

  it.each([
    -0.01,
    1e15,
    999999999999999.9,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '-1',
    '1e400',
    '49,90',
    '1.234,50',
    '1 000',
    '€5',
    'free',
    'Infinity',
    '.',
    '1\n',
    '٤٩',
    '0x10',
    null,
    true,
    {},
    [5],
  ])('is refused: %p', (value) => {
    expect(refusal(amount, value)).toMatch(
      /^field: expected a decimal number of at least 0 and less than 10\^15, /,
    );
  });

  it('is the same as a number and as a string', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e14, noNaN: true }), (value) => {
        expect(amount.parse(String(value))).toBe(amount.parse(value));
      }),
    );
  });

  it('comes out as the very decimal it was written as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e14 }), (cents) => {
        const digits = String(cents).padStart(3, '0');
        const written = `${digits.slice(0, -2)}.${digits.slice(-2)}`;

        expect(amount.parse(cents / 100)).toBe(written.replace(/\.?0+$/, ''));
      }),
    );
  });

  it('is plain digits, whatever number it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e14, noNaN: true }), (value) => {
        expect(amount.parse(value)).toMatch(/^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
      }),
    );
  });
});

describe('a currency', () => {
  it.each([
    ['EUR', 'EUR'],
    ['eur', 'EUR'],
    ['Eur', 'EUR'],
    ['USDT', 'USDT'],
    ['matic', 'MATIC'],
  ])('is a code in capital letters: %s', (value, expected) => {
    expect(currency.parse(value)).toBe(expected);
  });

  it.each(['null', 'None', 'NaN', 'undef', 'cents', 'EURO', 'XXX', 'GBp', 'eUR'])(
    'is refused where it is a word, or may be another unit: %s',
    (value) => {
      expect(refusal(currency, value)).toMatch(/^field: expected a currency code of three to five letters, /);
    },
  );

  it.each(['EU', 'POINTS', 'E1R', '€', '', 'EU\u200d', 'EUR\n', 'ßen', 978, null])(
    'is refused: %p',
    (value) => {
      expect(refusal(currency, value)).toMatch(/^field: expected a currency code of three to five letters, /);
    },
  );
});
