import * as fc from 'fast-check';
import {
  blockOf,
  factor,
  halved,
  horizon,
  interval,
  type Limits,
  largestBlock,
  lateness,
  spanOf,
} from '../../../../lib/channels/rate/block';

const limits = (rate: number, instances = 20, places = 100): Limits => ({ rate, instances, places });
const NOW = Date.UTC(2026, 10, 24);

const anyLimits = fc.record({
  rate: fc.constantFrom(0.01, 1, 5, 14, 50, 200, 10_000),
  instances: fc.integer({ min: 1, max: 400 }),
  places: fc.integer({ min: 1, max: 100 }),
});
const anyShare = fc.double({ min: 1 / 32, max: 1, noNaN: true });

describe('the largest block', () => {
  it.each([
    ['a second of the rate where that is little', limits(5), 4],
    ['fourteen', limits(100), 14],
    ['an eighth of a second of the rate where that is more', limits(200), 24],
    ['no more than there are places', limits(200, 20, 8), 8],
    ['no more than takes all instances through a round of twenty seconds', limits(14, 100), 2],
    ['one at least', limits(0.01), 1],
  ])('is %s', (_, given, slots) => {
    expect(largestBlock(given, 1)).toBe(slots);
  });

  it('is smaller while the rate is low, so that a round takes no longer', () => {
    expect(largestBlock(limits(14), 0.5)).toBe(6);
  });
});

describe('a block', () => {
  it('takes whole milliseconds', () => {
    expect(spanOf(13, limits(14), 1)).toBe(948);
  });

  it('has its slots evenly spaced, from its start to its end', () => {
    const { start, end, slots } = blockOf(0, 1_000, 4, limits(4), 1);

    expect([start, end]).toEqual([0, 1_000]);
    expect(slots).toEqual([0, 1_000 / 3.92, 2_000 / 3.92]);
  });

  it('keeps only the slots that fit where the rate turns out lower', () => {
    const { end, slots } = blockOf(NOW, spanOf(13, limits(14), 1), 13, limits(14), 0.5);

    expect(slots).toHaveLength(6);
    expect((slots[1] ?? 0) - NOW).toBeCloseTo(2 * interval(limits(14)));
    expect(end).toBe(NOW + 948);
  });

  it('has a slot at least, since its time may be minutes', () => {
    expect(blockOf(NOW, 1_021, 1, limits(1), 1 / 32).slots).toEqual([NOW]);
  });

  it('has all the slots it was asked for, none closer than the rate, none beyond its end', () => {
    fc.assert(
      fc.property(anyLimits, anyShare, fc.nat(100), (given, share, wanted) => {
        const count = Math.min(1 + wanted, largestBlock(given, share));
        const span = spanOf(count, given, share);
        const { slots } = blockOf(NOW, span, count, given, share);

        expect(Number.isInteger(span)).toBe(true);
        expect(slots).toHaveLength(count);
        const pause = (NOW + span - (slots.at(-1) ?? 0)) as number;
        expect(pause).toBeGreaterThan(interval(given, share) - 0.01);
        for (const [index, slot] of slots.entries()) {
          expect(slot - NOW).toBeGreaterThan(index * interval(given, share) - 0.01);
        }
      }),
    );
  });
});

describe('the factor', () => {
  it('is one where nobody was throttled', () => {
    expect(factor({}, NOW)).toBe(1);
  });

  it.each([
    [0, 0.5],
    [15_000, 0.75],
    [30_000, 1],
    [3_600_000, 1],
  ])('grows back to the full rate within half a minute: after %d ms it is %d', (ms, share) => {
    expect(factor({ level: 0.5, slowed_at: NOW }, NOW + ms)).toBe(share);
  });

  it('is one where who wrote it had a wrong clock', () => {
    expect(factor({ level: 0.5, slowed_at: NOW + 2_001 }, NOW)).toBe(1);
  });

  it('is the level where the clock that wrote it is ahead', () => {
    expect(factor({ level: 0.5, slowed_at: NOW + 1_500 }, NOW)).toBe(0.5);
  });

  it('is half of what it was when the provider throttles', () => {
    expect(halved({ level: 0.5, slowed_at: NOW }, NOW + 15_000)).toBe(0.375);
  });

  it('never falls below a thirty-second', () => {
    expect(halved({ level: 1 / 32, slowed_at: NOW }, NOW)).toBe(1 / 32);
    expect(factor({ level: 0, slowed_at: NOW }, NOW)).toBe(1 / 32);
  });
});

describe('the horizon', () => {
  it('is a block of each instance, and what clocks may differ by', () => {
    expect(horizon(limits(14), {}, NOW)).toBe(20 * 948 + 2_000);
  });

  it('is as far as the longer blocks of a low rate reach, as long as there may be any', () => {
    const slowed = { level: 1 / 4, slowed_at: NOW };
    const slow = 20 * spanOf(1, limits(1), 1 / 4);

    expect(horizon(limits(1), slowed, NOW + 30_000)).toBe(slow + 2_000);
    expect(horizon(limits(1), slowed, NOW + 30_001 + slow)).toBe(horizon(limits(1), {}, NOW));
  });

  it('never takes a queue for wrong that only right clocks wrote to', () => {
    fc.assert(
      fc.property(anyLimits, anyShare, fc.nat(200_000), (given, level, ms) => {
        const state = { level, slowed_at: NOW };
        const share = factor(state, NOW + ms);
        const round = given.instances * spanOf(largestBlock(given, share), given, share);
        // Every instance reserves at once; then time passes, and the rate grows.
        for (const later of [0, round / 2, round]) {
          expect(horizon(given, state, NOW + ms + later)).toBeGreaterThanOrEqual(round - later);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a slot', () => {
  it.each([
    [200, 50],
    [1, 1_000 / 0.98],
  ])('may be used a little later: at %d a second by %d ms', (rate, ms) => {
    expect(lateness(limits(rate))).toBeCloseTo(ms);
  });
});
