import * as fc from 'fast-check';
import { day, money } from '../../../../lib/channels/email/format';
import { date } from '../../../../lib/notifications/fields';

const LOCALES = ['en-GB', 'en-US', 'de-DE', 'de-AT', 'ar', 'ar-EG'];

/** The digits of a text, whatever digits the locale writes. */
const digitsOf = (text: string) =>
  Array.from(text, (character) => '٠١٢٣٤٥٦٧٨٩'.indexOf(character))
    .map((digit, index) => (digit === -1 ? text[index] : String(digit)))
    .filter((character) => /\d/.test(character ?? ''))
    .join('');

describe('money', () => {
  it.each([
    ['49.90', 'EUR', 'en-GB', '€49.90'],
    ['1234.5', 'GBP', 'en-GB', '£1,234.50'],
    ['50', 'JPY', 'en-GB', 'JP¥50'],
    ['0', 'EUR', 'en-GB', '€0.00'],
    ['1234567890123.45', 'EUR', 'en-GB', '€1,234,567,890,123.45'],
    ['9007199254740993.01', 'EUR', 'en-GB', '€9,007,199,254,740,993.01'],
    ['49.9', undefined, 'en-GB', '49.90'],
    ['1.0001', 'EUR', 'en-GB', '€1.0001'],
    ['1249.5', 'EUR', 'de-DE', '1.249,50\u00a0€'],
    ['1249.5', 'EUR', 'de-AT', '€\u00a01.249,50'],
    ['1249.5', 'EUR', 'ar', '\u200f1,249.50\u00a0€'],
    ['1249.5', 'EUR', 'ar-EG', '\u200f١٬٢٤٩٫٥٠\u00a0€'],
  ] as const)('%s %s in %s reads %s', (amount, currency, locale, expected) => {
    expect(money(amount, currency, locale)).toBe(expected);
  });

  it('takes every code of three letters, known or not', () => {
    expect(money('1.5', 'XQZ', 'en-GB')).toMatch(/^XQZ\s1\.50$/);
  });

  it('is as exact as it was given, in every locale', () => {
    const amount = fc.tuple(fc.bigInt(0n, 9_999_999_999_999n), fc.stringMatching(/^\d{3}[1-9]$/));

    fc.assert(
      fc.property(amount, fc.constantFrom(...LOCALES), ([units, fraction], locale) => {
        const shown = money(`${units}.${fraction}` as `${number}`, 'EUR', locale);

        expect(digitsOf(shown)).toBe(`${units}${fraction}`);
      }),
    );
  });

  it('does not run full of currencies', () => {
    const currencies = Array.from({ length: 700 }, (_, index) =>
      String.fromCharCode(65 + (index % 26), 65 + (Math.floor(index / 26) % 26), 88),
    );

    for (const currency of currencies) money('1', currency, 'en-GB');

    expect(money('1', 'EUR', 'en-GB')).toBe('€1.00');
  });
});

describe('a day', () => {
  it.each([
    ['2026-11-24', 'en-GB', /^Tuesday,? 24 November 2026$/],
    ['2026-11-24', 'de-DE', /^Dienstag, 24\. November 2026$/],
    ['2026-11-24', 'ar-EG', /^الثلاثاء، ٢٤ نوفمبر ٢٠٢٦$/],
    ['2026-11-24T14:05:00Z', 'en-GB', /^Tuesday,? 24 November 2026 at 15:05 CET$/],
    ['2026-11-24T14:05:00Z', 'de-DE', /^Dienstag, 24\. November 2026 um 15:05 MEZ$/],
    ['2026-11-24T23:30:00Z', 'en-GB', /^Wednesday,? 25 November 2026 at 00:30 CET$/],
    ['2026-07-24T14:05:00Z', 'de-DE', /^Freitag, 24\. Juli 2026 um 16:05 MESZ$/],
  ])('%s in %s reads in words', (iso, locale, expected) => {
    expect(day(iso, locale, 'Europe/Berlin')).toMatch(expected);
  });

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin'])(
    'without a time is that day everywhere, in %s too',
    (timeZone) => {
      expect(day('2026-11-24', 'en-GB', timeZone)).toMatch(/^Tuesday,? 24 November 2026$/);
    },
  );

  it('can be any that a message may carry', () => {
    const two = (max: number) => fc.nat(max).map((value) => String(value).padStart(2, '0'));
    const written = fc
      .tuple(
        fc.nat(9999).map((year) => String(year).padStart(4, '0')),
        ...[12, 31, 23, 59, 59, 23, 59].map(two),
        fc.constantFrom('+', '-'),
      )
      .chain(([year, month, dayOfMonth, hour, minute, second, offset, minutes, sign]) =>
        fc.constantFrom(
          `${year}-${month}-${dayOfMonth}`,
          `${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}Z`,
          `${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}.123456${sign}${offset}:${minutes}`,
        ),
      );

    fc.assert(
      fc.property(written, (iso) => {
        fc.pre(date.safeParse(iso).success);

        expect(day(iso, 'en-GB', 'Europe/Berlin')).toMatch(/^[A-Z][a-z]+day,? \d/);
      }),
    );
  });
});
