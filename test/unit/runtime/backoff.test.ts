import * as fc from 'fast-check';
import { backoff } from '../../../lib/runtime/backoff';

/** Chance as it is told: 0.5 adds nothing and takes nothing away. */
const chance = (value: number) => ({ random: () => value });
const even = chance(0.5);

describe('the pause after a try that failed', () => {
  it('is the first one after one', () => {
    expect(backoff(1, { first: 700 }, even)).toBe(700);
  });

  it('doubles with each try', () => {
    const pauses = [1, 2, 3, 4].map((tries) => backoff(tries, { first: 700 }, even));

    expect(pauses).toEqual([700, 1_400, 2_800, 5_600]);
  });

  it('doubles up to the most it may be', () => {
    const pauses = [1, 2, 3, 4, 100].map((tries) => backoff(tries, { first: 700, most: 2_000 }, even));

    expect(pauses).toEqual([700, 1_400, 2_000, 2_000, 2_000]);
  });

  it.each([
    [0, 525],
    [0.25, 612.5],
    [0.75, 787.5],
  ])('varies by chance: %d', (random, pause) => {
    expect(backoff(1, { first: 700 }, chance(random))).toBe(pause);
  });

  it('varies where it has grown no more, too, so that instances stay apart', () => {
    const most = { first: 700, most: 2_000 };

    expect([0, 0.5].map((random) => backoff(9, most, chance(random)))).toEqual([1_500, 2_000]);
  });

  it('is within a quarter of what it doubles to, whatever chance says', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const first = fc.integer({ min: 1, max: 10_000 });

    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), first, first, random, (tries, from, most, value) => {
        const whole = Math.min(from * 2 ** (tries - 1), most);
        const pause = backoff(tries, { first: from, most }, chance(value));

        expect(pause).toBeGreaterThanOrEqual(whole * 0.75);
        expect(pause).toBeLessThanOrEqual(whole * 1.25);
      }),
    );
  });
});
