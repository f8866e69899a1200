import { halve, hold, loseLate, unusedFrom } from '../../../../lib/channels/rate/held';
import { fakeClock } from '../../../support/fake-clock';

const START = Date.UTC(2026, 10, 24, 12);

/** Four slots, 100 ms apart, that begin now. */
function held() {
  const clock = fakeClock(START);
  const block = { start: START, end: START + 400, slots: [0, 100, 200, 300].map((at) => START + at) };
  return { clock, ...hold(block, START, clock) };
}
const uses = (slots: ReadonlyArray<{ readonly use: string }>) => slots.map(({ use }) => use);

describe('a block that is held', () => {
  it('is waited for on the clock that nobody can set', () => {
    const clock = { ...fakeClock(START), now: () => 5_000 };

    const { slots, over } = hold({ start: START + 10, end: START + 20, slots: [START + 10] }, START, clock);

    expect(slots[0]?.due).toBe(5_010);
    expect(over).toBe(5_020);
  });

  it('loses the slots that are too late', async () => {
    const { clock, slots } = held();
    await clock.advance(151);

    loseLate(slots, 50, clock);

    expect(uses(slots)).toEqual(['lost', 'lost', 'free', 'free']);
  });

  it('loses them too where only the wall clock went on, since the function was frozen', () => {
    const { clock, slots } = held();

    loseLate(slots, 50, { ...clock, wall: () => START + 251 });

    expect(uses(slots)).toEqual(['lost', 'lost', 'lost', 'free']);
  });

  it('keeps what was taken', async () => {
    const { clock, slots } = held();
    for (const slot of slots) slot.use = 'taken';
    await clock.advance(1_000);

    loseLate(slots, 50, clock);

    expect(uses(slots)).toEqual(['taken', 'taken', 'taken', 'taken']);
  });

  it('loses every second free slot when the provider throttles', () => {
    const { slots } = held();
    for (const slot of slots.slice(0, 1)) slot.use = 'taken';

    halve(slots);

    expect(uses(slots)).toEqual(['taken', 'lost', 'free', 'lost']);
  });
});

describe('what nobody uses', () => {
  it.each<[string, number[], number]>([
    ['all of a block of which no slot was taken', [], 0],
    ['all behind the last slot that was taken', [0, 1], 200],
    ['not a slot before one that was taken', [2], 300],
    ['nothing where the last slot was taken', [3], 400],
  ])('is %s', (_, taken, since) => {
    const block = held();
    for (const [index, slot] of block.slots.entries()) if (taken.includes(index)) slot.use = 'taken';

    expect(unusedFrom(block)).toBe(START + since);
  });

  it('begins at a whole millisecond, not before its slot', () => {
    const clock = fakeClock(START);
    const block = { start: START, end: START + 146, slots: [START, START + 72.9] };
    const one = hold(block, START, clock);
    for (const slot of one.slots.slice(0, 1)) slot.use = 'taken';

    expect(unusedFrom(one)).toBe(START + 73);
  });
});
