import type { Turn } from '../../../../lib/channels/pace';
import type { Limits } from '../../../../lib/channels/rate/block';
import { sharedPace } from '../../../../lib/channels/rate/shared-pace';
import { TIMING } from '../../../../lib/runtime/timing';
import { seededRandom } from '../../../../local/ses/faults';
import { type RateFault, rateItem } from '../../../support/rate-item';
import { virtualClock } from '../../../support/virtual-clock';

const LIMITS: Limits = { rate: 14, instances: 20, places: 14 };

/** Two instances at one queue; `play` runs what one of them does. */
function pair() {
  const clock = virtualClock(seededRandom(1));
  const item = rateItem(clock);
  const world: { fault: RateFault } = { fault: undefined };
  const [one, other] = [0, 1].map((index) =>
    sharedPace(
      LIMITS,
      item.seenBy(index, clock, () => world.fault),
      clock,
      TIMING,
    ),
  );
  if (!one || !other) throw new Error('two');
  const soon = () => clock.now() + 60_000;
  /** @param open deliveries of the batch that have not ended */
  const take = async (pace: typeof one, count: number, open = count): Promise<Turn[]> => {
    const turns: Turn[] = [];
    for (let left = count; left > 0; left--) {
      const turn = await pace.turn(soon(), open - count + left);
      if (turn) turns.push(turn);
    }
    return turns;
  };
  return {
    clock,
    item,
    world,
    one,
    other,
    soon,
    take,
    play: (work: () => Promise<void>) => clock.play(work()),
  };
}

describe('a batch', () => {
  it('of one delivery reserves its slot before it asks for its turn', async () => {
    const { clock, item, one, soon, play } = pair();

    await play(async () => {
      one.open(1, soon());
      await clock.sleep(20);
    });

    expect(item.reserved.map(({ start, end }) => end - start)).toEqual([73]);
  });

  it('of several reserves nothing until one of them is to be sent, and then as many slots as it has deliveries', async () => {
    const { clock, item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(3, soon());
      await clock.sleep(100);
      expect(item.requests).toBe(0);
      await take(one, 1, 3);
    });

    expect(item.reserved.map(({ start, end }) => end - start)).toEqual([219]);
  });

  it('is not refused by an answer that the batch before was too late for', async () => {
    const { clock, world, one, other, soon, take, play } = pair();

    await play(async () => {
      other.open(13, soon());
      await take(other, 1, 13);
      world.fault = 400;
      one.open(1, clock.now() + 300);
      void one.turn(clock.now() + 300, 1);
      await one.close(clock.now() + 100);
      one.open(1, soon());
      expect(await take(one, 1)).toHaveLength(1);
    });
  });

  it('reserves nothing more for those that have had their turn', async () => {
    const { item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(3, soon());
      await take(one, 3);
      await one.close(soon());
    });

    expect(item.requests).toBe(1);
  });

  it('gives back what it did not use, and the next one goes at once', async () => {
    const { clock, item, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      await one.close(soon());
      const asked = clock.now();
      other.open(1, soon());
      const [turn] = await take(other, 1);
      expect(turn?.by).toBe('queue');
      expect(clock.now() - asked).toBeLessThan(100);
    });

    expect(item.broken).toEqual([]);
  });

  it('knows what it gave back: the next one guesses right', async () => {
    const { clock, item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      await one.close(soon());
      await clock.sleep(200);
      one.open(1, soon());
      await take(one, 1);
    });

    // Two blocks, and the rest of the first.
    expect(item.requests).toBe(3);
  });

  it('gives nothing back where another has reserved after it', async () => {
    const { item, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      other.open(1, soon());
      await take(other, 1);
      await one.close(soon());
    });

    expect(item.reserved.map(({ by }) => by)).toEqual([0, 1]);
  });

  it('drops the slots of a batch that was cut off by the time-out', async () => {
    const { clock, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      other.open(13, soon());
      await clock.sleep(50);
      const asked = clock.now();
      one.open(1, soon());
      await take(one, 1, 13);
      // Behind the block of the other.
      expect(clock.now() - asked).toBeGreaterThan(800);
    });
  });

  it('drops the slots of the batch before', async () => {
    const { clock, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      other.open(13, soon());
      await take(other, 1, 13);
      await one.close(soon());
      const asked = clock.now();
      one.open(1, soon());
      await take(one, 1, 13);
      // Behind the block of the other.
      expect(clock.now() - asked).toBeGreaterThan(800);
    });
  });

  it('ends in time, though the queue does not answer', async () => {
    const { clock, world, one, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      world.fault = 'hang';
      const asked = clock.now();
      await one.close(soon());
      expect(clock.now() - asked).toBe(TIMING.reserveAnswer);
      one.open(1, soon());
      const closing = clock.now();
      await one.close(clock.now() + 100);
      expect(clock.now() - closing).toBe(100);
    });
  });
});

describe('a turn of the queue', () => {
  it('that is given back goes to the next in line', async () => {
    const { clock, one, soon, take, play } = pair();

    await play(async () => {
      one.open(2, soon());
      const [turn] = await take(one, 1);
      const asked = clock.now();
      turn?.giveBack();
      await take(one, 1);
      expect(clock.now()).toBe(asked);
    });
  });

  it('that would come too late is refused at once, and not asked for by each in line', async () => {
    const { clock, item, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      const until = clock.now() + 300;
      other.open(9, until);
      const turns = await Promise.all(Array.from({ length: 9 }, () => other.turn(until, 9)));
      expect(turns).toEqual(Array(9).fill(undefined));
      expect(clock.now()).toBeLessThan(until - 200);
    });

    expect(item.requests).toBe(2);
  });

  it('is waited for where the queue was away for a moment, and the static share has none in time', async () => {
    const { clock, world, one, soon, take, play } = pair();

    await play(async () => {
      world.fault = 'refuse';
      one.open(2, soon());
      expect(await take(one, 2)).toMatchObject([{ by: 'share' }, { by: 'share' }]);
      world.fault = undefined;
      // The next of the static share comes after 1.4 s, the queue is asked within a second.
      const until = clock.now() + 1_300;
      expect(await Promise.all([one.turn(until, 2), one.turn(until, 1)])).toMatchObject([
        { by: 'queue' },
        { by: 'queue' },
      ]);
    });
  });

  it('that is away for good is reported in time', async () => {
    const { clock, world, one, play } = pair();

    await play(async () => {
      const until = clock.now() + 5_000;
      one.open(9, until);
      world.fault = 'hang';
      const turns = await Promise.all(Array.from({ length: 9 }, () => one.turn(until, 9)));
      expect(turns.filter((turn) => !turn).length).toBeGreaterThan(4);
      expect(clock.now()).toBeLessThanOrEqual(until);
    });
  });

  it('that was refused in one batch is asked for in the next', async () => {
    const { clock, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      await take(one, 1, 13);
      other.open(1, clock.now() + 300);
      expect(await other.turn(clock.now() + 300, 1)).toBeUndefined();
      await other.close(soon());
      other.open(1, soon());
      expect(await take(other, 1)).toMatchObject([{ by: 'queue' }]);
    });
  });
});

describe('a provider that throttles', () => {
  it('has the level halved once for each reservation', async () => {
    const { clock, item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      const turns = await take(one, 5, 13);
      for (const turn of turns) turn.slower();
      await one.close(soon());
      await clock.sleep(2_000);
      one.open(13, soon());
      const [later] = await take(one, 1, 13);
      later?.slower();
      await one.close(soon());
    });

    // It had grown for some two seconds when it was halved again.
    expect(item.state.level).toBeGreaterThan(0.25);
    expect(item.state.level).toBeLessThan(0.28);
  });

  it('has a late answer counted for the block that its mail was of', async () => {
    const { item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(27, soon());
      const turns = await take(one, 13, 27);
      turns[0]?.slower();
      const [next] = await take(one, 1, 14);
      // By now the next block is held, and was reserved after the level had been lowered.
      for (const turn of turns) turn.slower();
      expect(next?.by).toBe('queue');
      await one.close(soon());
    });

    expect(item.state.level).toBe(0.5);
  });

  it('drops nothing more for a late answer of the block before', async () => {
    const { item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(27, soon());
      const turns = await take(one, 13, 27);
      const [next] = await take(one, 1, 14);
      next?.slower();
      const { requests } = item;
      for (const turn of turns) turn.slower();
      await one.close(soon());
      // The level of the first, and what is given back.
      expect(item.requests - requests).toBeLessThanOrEqual(2);
    });
  });

  it('is told to the others before the batch ends', async () => {
    const { item, one, soon, take, play } = pair();

    await play(async () => {
      one.open(1, soon());
      const [turn] = await take(one, 1);
      turn?.slower();
      await one.close(soon());
      expect(item.state.level).toBe(0.5);
    });
  });

  it('counts once for all instances that had reserved before', async () => {
    const { item, one, other, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      const [first] = await take(one, 1, 13);
      other.open(13, soon());
      const [second] = await take(other, 1, 13);
      first?.slower();
      await one.close(soon());
      second?.slower();
      await other.close(soon());
    });

    expect(item.state.level).toBe(0.5);
  });

  it('has every second slot that is held dropped', async () => {
    const { clock, one, soon, take, play } = pair();

    await play(async () => {
      one.open(13, soon());
      const [turn] = await take(one, 1, 13);
      turn?.slower();
      const start = clock.now();
      await take(one, 3);
      // The third, the fifth and the seventh slot.
      expect(clock.now() - start).toBeGreaterThan(5 * 72);
    });
  });
});
