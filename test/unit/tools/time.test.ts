import { durationOf, timeOf } from '../../../tools/time';

const NOW = Date.UTC(2026, 10, 24, 12);

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
  ])('%s has %d milliseconds', (text, expected) => {
    expect(durationOf(text)).toBe(expected);
  });

  it.each(['', '3', 'h', '3 days', '-1h', '1.5h', '1234567s'])('is not %j', (text) => {
    expect(durationOf(text)).toBeUndefined();
  });
});

describe('a time', () => {
  it.each([
    ['2h', NOW - 7_200_000],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T14:05:00+01:00', Date.UTC(2026, 10, 24, 13, 5)],
  ])('is %s', (text, expected) => {
    expect(timeOf(text, NOW)).toBe(expected);
  });

  it.each(['yesterday', '2026-11-24T14:05:00', '2026-13-01'])('is not %s', (text) => {
    expect(timeOf(text, NOW)).toBeUndefined();
  });
});
