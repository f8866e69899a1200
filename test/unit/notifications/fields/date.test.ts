import * as fc from 'fast-check';
import { day, moment } from '../../../../lib/notifications/fields/date';
import { refusal } from '../../../support/refusal';

const now = () => Date.UTC(2026, 10, 24, 12);

describe('a moment', () => {
  it.each([
    '2026-11-24',
    '2024-02-29',
    '2001-01-01',
    '2028-11-24',
    '2026-11-24T14:05:00',
    '2026-11-24T14:05:00Z',
    '2026-11-24T14:05:00.123456Z',
    '2026-11-24T14:05:00+01:00',
    '2026-11-24T23:59:59-23:59',
  ])('is kept as it was written: %s', (value) => {
    expect(moment(now).parse(value)).toBe(value);
  });

  it.each([
    ['an offset without a colon', '2026-11-24T14:05:00+0100', '2026-11-24T14:05:00+01:00'],
    ['an offset of hours alone', '2026-11-24T14:05:00-05', '2026-11-24T14:05:00-05:00'],
    ['a space for the T', '2026-11-24 14:05:00Z', '2026-11-24T14:05:00Z'],
    ['no seconds', '2026-11-24T14:05+01:00', '2026-11-24T14:05:00+01:00'],
    ['no seconds and no offset', '2026-11-24 14:05', '2026-11-24T14:05:00'],
    ['milliseconds since the epoch', 1_795_529_100_000, '2026-11-24T14:05:00.000Z'],
    ['the same as a string', '1795529100000', '2026-11-24T14:05:00.000Z'],
  ])('is read with %s', (_, value, expected) => {
    expect(moment(now).parse(value)).toBe(expected);
  });
});

describe('a day', () => {
  it.each([
    ['a date alone', '2026-11-26', '2026-11-26'],
    ['no offset', '2026-11-26T23:30:00', '2026-11-26'],
    ['no offset and a space', '2026-11-26 00:00', '2026-11-26'],
    ['an offset to the east', '2026-11-26T00:00:00+05:30', '2026-11-26'],
    ['an offset to the west', '2026-11-26T23:30:00-0800', '2026-11-26'],
    ['midnight UTC', '2026-11-26T00:00:00Z', '2026-11-26'],
    ['the end of a day in UTC', '2026-11-26T23:59:59Z', '2026-11-26'],
    ['its last millisecond', '2026-11-26T23:59:59.999Z', '2026-11-26'],
    ['its last minute', '2026-11-26T23:59Z', '2026-11-26'],
    ['midnight UTC with a fraction', '2026-11-26T00:00:00.000Z', '2026-11-26'],
    ['midnight at an offset of zero', '2026-11-26T00:00+00', '2026-11-26'],
    ['midnight UTC in milliseconds', Date.UTC(2026, 10, 26), '2026-11-26'],
  ])('is the one that was written: %s', (_, value, expected) => {
    expect(day(now).parse(value)).toBe(expected);
  });

  it.each([
    ['2026-11-25T23:00:00Z', '2026-11-25T23:00:00Z'],
    ['2026-11-25T23:00+00:00', '2026-11-25T23:00:00+00:00'],
    ['2026-11-26T00:00:00.001Z', '2026-11-26T00:00:00.001Z'],
    ['2026-11-25 22:00:00Z', '2026-11-25T22:00:00Z'],
    [Date.UTC(2026, 10, 25, 23), '2026-11-25T23:00:00.000Z'],
  ])('may be another one where the shop is, so the moment is kept: %s', (value, expected) => {
    expect(day(now).parse(value)).toBe(expected);
  });
});

describe.each([
  ['a day', day(now)],
  ['a moment', moment(now)],
])('%s', (_, date) => {
  it.each([
    ['a day that is none', '2026-02-29'],
    ['a month that is none', '2026-13-01'],
    ['an hour that is none', '2026-11-24T24:00:00Z'],
    ['another order', '24.11.2026'],
    ['day and month that could be either', '11/12/2026'],
    ['words', 'tomorrow'],
    ['a time alone', '14:05'],
    ['the name of a zone', '2026-11-24T14:05:00 CET'],
    ['a line feed', '2026-11-24\n'],
    ['the empty string', ''],
    ['seconds since the epoch', 1_795_529_100],
    ['a fraction', 1.5],
    ['an array', [2026, 11, 24]],
    ['the least date of .NET', '0001-01-01T00:00:00'],
    ['the epoch', '1970-01-01T00:00:00Z'],
    ['the last day before 2001', '2000-12-31'],
    ['the end of time', '9999-12-31'],
    ['more than two years ahead', '2028-11-30'],
    ['more than two years ahead, in milliseconds', 9_999_999_999_999],
  ])('is refused: %s', (__, value) => {
    expect(refusal(date, value)).toMatch(/^field: expected a date or a time \(ISO 8601\) such as /);
  });

  it('once read is read again to the same', () => {
    const at = fc.date({ min: new Date('2001-01-02'), max: new Date('2028-11-23'), noInvalidDate: true });
    const offset = fc.constantFrom('', 'Z', '+00', '+0100', '-08:00');

    fc.assert(
      fc.property(at, offset, (value, written) => {
        const read = date.parse(value.toISOString().replace('Z', written));

        expect(date.parse(read)).toBe(read);
      }),
    );
  });
});
