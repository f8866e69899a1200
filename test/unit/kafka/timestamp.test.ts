import * as fc from 'fast-check';
import { timeOf } from '../../../lib/kafka/timestamp';

const NOW = Date.UTC(2026, 10, 26, 12);
const DAY = 86_400_000;

describe('the time of a record', () => {
  it.each([
    ['milliseconds', NOW - 5, NOW - 5],
    ['seconds, of which there are ten digits', 1_795_694_400, 1_795_694_400_000],
    ['the first second with ten digits', 1_000_000_000, 1_000_000_000_000],
    ['a day ahead, as a clock may be', NOW + DAY, NOW + DAY],
    ['the first moment of 2001', Date.UTC(2001, 0, 1), Date.UTC(2001, 0, 1)],
  ])('is read from %s', (_, timestamp, ms) => {
    expect(timeOf(timestamp, NOW)).toEqual({ ms });
  });

  it.each([[undefined], [null], [-1]])('is none where Kafka has none: %p', (timestamp) => {
    expect(timeOf(timestamp, NOW)).toEqual({});
  });

  it.each([
    ['nothing', 0],
    ['nine digits', 999_999_999],
    ['eleven digits', 17_956_944_000],
    ['a moment before 2001', Date.UTC(2001, 0, 1) - 1],
    ['more than a day ahead', NOW + DAY + 1],
    ['seconds that are more than a day ahead', NOW / 1_000 + 86_401],
    ['microseconds', NOW * 1_000],
    ['a negative number', -2],
    ['no number', Number.NaN],
    ['a string', '2026-11-26T12:00:00Z'],
    ['an object', {}],
  ])('cannot be meant: %s', (_, timestamp) => {
    expect(timeOf(timestamp, NOW)).toEqual({
      problem: {
        field: 'timestamp',
        reason: expect.stringMatching(/^timestamp of the record: expected milliseconds/),
      },
    });
  });

  it('is never outside what can be meant, whatever is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.integer(), fc.maxSafeInteger(), fc.double()), (timestamp) => {
        const { ms } = timeOf(timestamp, NOW);

        if (ms !== undefined) expect(ms >= Date.UTC(2001, 0, 1) && ms <= NOW + DAY).toBe(true);
      }),
    );
  });
});
