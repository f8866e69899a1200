import * as fc from 'fast-check';
import { day, moment, money } from '../../../lib/channels/format';
import { day as dayField, moment as momentField } from '../../../lib/notifications/fields/date';

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
    ['1.005', 'EUR', 'en-GB', '€1.01'],
    ['1.0049', 'EUR', 'en-GB', '€1.00'],
    ['0.3', 'EUR', 'en-GB', '€0.30'],
    ['49.9', 'HUF', 'en-GB', 'HUF\u00a049.90'],
    ['49.9', 'COP', 'en-GB', 'COP\u00a049.90'],
    ['49.9', 'IDR', 'en-GB', 'IDR\u00a049.90'],
    ['49.9', 'PKR', 'en-GB', 'PKR\u00a049.90'],
    ['50', 'HUF', 'en-GB', 'HUF\u00a050.00'],
    ['49.9', 'JPY', 'en-GB', 'JP¥49.90'],
    ['1500', 'CLP', 'en-GB', 'CLP\u00a01,500'],
    ['49.9', 'KWD', 'en-GB', 'KWD\u00a049.900'],
    ['1.0005', 'KWD', 'en-GB', 'KWD\u00a01.001'],
    ['1500', 'IQD', 'en-GB', 'IQD\u00a01,500.000'],
    ['0.00015', 'XBT', 'en-GB', '0.00015\u00a0XBT'],
    ['12.345678', 'USDT', 'de-DE', '12.345678\u00a0USDT'],
    ['1', 'MATIC', 'en-GB', '1\u00a0MATIC'],
    ['1249.5', 'EUR', 'de-DE', '1.249,50\u00a0€'],
    ['1249.5', 'EUR', 'de-AT', '€\u00a01.249,50'],
    ['1249.5', 'EUR', 'ar', '\u200f1,249.50\u00a0€'],
    ['1249.5', 'EUR', 'ar-EG', '\u200f١٬٢٤٩٫٥٠\u00a0€'],
  ] as const)('%s %s in %s reads %s', (amount, currency, locale, expected) => {
    expect(money(amount, currency, locale)).toBe(expected);
  });

  it('shows every cent, in every locale', () => {
    const amount = fc.tuple(fc.bigInt(0n, 9_999_999_999_999n), fc.stringMatching(/^\d\d$/));

    fc.assert(
      fc.property(amount, fc.constantFrom(...LOCALES), ([units, cents], locale) => {
        const shown = money(`${units}.${cents}` as `${number}`, 'EUR', locale);

        expect(digitsOf(shown)).toBe(`${units}${cents}`);
      }),
    );
  });

  it('does not run full of currencies', () => {
    const currencies = Intl.supportedValuesOf('currency');

    for (const currency of currencies) for (const locale of LOCALES) money('1', currency, locale);

    expect(money('1', 'EUR', 'en-GB')).toBe('€1.00');
  });
});

describe('a day', () => {
  it.each([
    ['2026-11-24', 'en-GB', /^Tuesday,? 24 November 2026$/],
    ['2026-11-24', 'de-DE', /^Dienstag, 24\. November 2026$/],
    ['2026-11-24', 'ar-EG', /^الثلاثاء، ٢٤ نوفمبر ٢٠٢٦$/],
    ['2026-11-24T22:30:00Z', 'en-GB', /^Tuesday,? 24 November 2026$/],
    ['2026-11-24T23:00:00Z', 'en-GB', /^Wednesday,? 25 November 2026$/],
    ['2026-07-24T22:00:00.000Z', 'de-DE', /^Samstag, 25\. Juli 2026$/],
  ])('%s in %s reads in words, never with a time', (iso, locale, expected) => {
    expect(day(iso, locale, 'Europe/Berlin')).toMatch(expected);
  });

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin'])(
    'without a time is that day everywhere, in %s too',
    (timeZone) => {
      expect(day('2026-11-24', 'en-GB', timeZone)).toMatch(/^Tuesday,? 24 November 2026$/);
      expect(moment('2026-11-24', 'en-GB', timeZone)).toMatch(/^Tuesday,? 24 November 2026$/);
    },
  );
});

describe('a moment', () => {
  it.each([
    ['2026-11-24T14:05:00Z', 'en-GB', /^Tuesday,? 24 November 2026 at 15:05 CET$/],
    ['2026-11-24T14:05:00Z', 'de-DE', /^Dienstag, 24\. November 2026 um 15:05 MEZ$/],
    ['2026-11-24T23:30:00Z', 'en-GB', /^Wednesday,? 25 November 2026 at 00:30 CET$/],
    ['2026-07-24T14:05:00Z', 'de-DE', /^Freitag, 24\. Juli 2026 um 16:05 MESZ$/],
    ['2026-11-24T14:05:00-05:00', 'en-GB', /^Tuesday,? 24 November 2026 at 20:05 CET$/],
  ])('with an offset is told in the time zone of the shop: %s in %s', (iso, locale, expected) => {
    expect(moment(iso, locale, 'Europe/Berlin')).toMatch(expected);
  });

  it.each([
    ['2026-11-24T14:05:00', 'en-GB', /^Tuesday,? 24 November 2026 at 14:05$/],
    ['2026-11-24T23:59:59.9', 'en-GB', /^Tuesday,? 24 November 2026 at 23:59$/],
    ['2026-11-24T00:00:00', 'de-DE', /^Dienstag, 24\. November 2026 um 00:00$/],
  ])('without an offset is told as it was written, without a zone: %s in %s', (iso, locale, expected) => {
    for (const timeZone of ['Europe/Berlin', 'Pacific/Kiritimati']) {
      expect(moment(iso, locale, timeZone)).toMatch(expected);
    }
  });

  it('can be any that a message may carry', () => {
    const at = fc.date({ min: new Date('2001-01-02'), max: new Date('2028-01-01'), noInvalidDate: true });
    const offset = fc.constantFrom('', 'Z', '+00', '+0100', '-23:59');

    fc.assert(
      fc.property(at, offset, (value, written) => {
        const iso = value.toISOString().replace('Z', written);

        expect(day(dayField().parse(iso), 'en-GB', 'Europe/Berlin')).toMatch(
          /^[A-Z][a-z]+day,? \d+ [A-Z][a-z]+ \d{4}$/,
        );
        expect(moment(momentField().parse(iso), 'en-GB', 'Europe/Berlin')).toMatch(
          /^[A-Z][a-z]+day,? \d.* at \d\d:\d\d/,
        );
      }),
    );
  });
});
