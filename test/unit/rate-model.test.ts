import { type Limits, lateness } from '../../lib/channels/rate/block';
import { TIMING } from '../../lib/runtime/timing';
import { playsOf } from '../support/plays';
import type { RateFault } from '../support/rate-item';
import { type ModelInstance, mostInASecond, rateWorld, type World } from '../support/rate-world';

/*
 * Instances with their real pace and their real reservations at one queue, on a virtual clock. What DynamoDB does to the item is
 * a model (`rate-item.ts`); how long it takes and whether it answers is up to each play.
 */

const limitsOf = (rate: number, instances = 20): Limits => ({
  rate,
  instances,
  places: Math.min(100, Math.max(8, rate)),
});

const many = (count: number, instance: ModelInstance = {}): ModelInstance[] =>
  Array.from({ length: count }, () => instance);

/** Sends of the given stretch of time, in milliseconds. */
const between = (world: World, start: number, end: number) =>
  world.sends.filter(({ at }) => at >= start && at < end);

const usedShare = (world: World, rate: number, start: number, end: number) =>
  between(world, start, end).length / ((rate * (end - start)) / 1_000);

const byShare = (world: World) => world.sends.filter(({ by }) => by === 'share');

describe('a queue that is well', () => {
  it.each([
    { rate: 14, instances: 1 },
    { rate: 14, instances: 4 },
    { rate: 14, instances: 20 },
    { rate: 50, instances: 20 },
    { rate: 200, instances: 4 },
  ])(
    'gives $instances busy instances 95 % of $rate a second, and never two more than it in a second',
    async ({ rate, instances }) => {
      const world = rateWorld(limitsOf(rate), 1);

      await world.run(many(instances, { budget: 400_000 }), 60_000);

      expect(usedShare(world, rate, 1_000, 60_000)).toBeGreaterThan(0.95);
      expect(mostInASecond(world.sends)).toBeLessThanOrEqual(rate + 2);
      expect(world.item.writes / world.sends.length).toBeLessThanOrEqual(0.1);
      expect(world.item.broken).toEqual([]);
      expect(byShare(world)).toEqual([]);
      expect(world.late).toEqual([]);
    },
  );

  it('gives no static share to instances that begin at the same moment and guess wrong', async () => {
    const world = rateWorld(limitsOf(50), 1);
    const start = 5_000;
    // A busy machine: each answer takes long, and none longer than it is waited for.
    const fault = () => (world.clock.now() > start && world.clock.now() < start + 1_000 ? 150 : undefined);
    // A mail each, so that all have had an answer; then all they can send.
    const batch = () => (world.clock.now() === 0 ? 1 : 150);
    const pause = () => start - world.clock.now();

    await world.run(many(20, { batch, pause, fault }), start + 5_000);

    expect(byShare(world)).toEqual([]);
    expect(mostInASecond(world.sends)).toBeLessThanOrEqual(50 + 2);
  });

  it('uses what a partition with batches of a hundred can take at 200 a second', async () => {
    const world = rateWorld(limitsOf(200), 1);

    await world.run(many(1), 30_000);

    // Between two batches the function is answered, and the next one reserves anew.
    expect(usedShare(world, 200, 1_000, 30_000)).toBeGreaterThan(0.75);
  });

  it('is shared fairly: over ten rounds nobody is 20 % off the mean', async () => {
    const rounds = 10 * 19_000;
    const world = rateWorld(limitsOf(14), 1);

    await world.run(many(20, { batch: 300, budget: 400_000 }), rounds);

    const sent = Array.from(
      { length: 20 },
      (_, index) => between(world, 0, rounds).filter(({ instance }) => instance === index).length,
    );
    const mean = sent.reduce((sum, one) => sum + one) / sent.length;
    expect(Math.min(...sent)).toBeGreaterThan(0.8 * mean);
    expect(Math.max(...sent)).toBeLessThan(1.2 * mean);
  });

  it('lets a newcomer wait a round at most', async () => {
    const world = rateWorld(limitsOf(14), 1);
    const newcomer = { from: 60_000, batch: 1, pause: () => 60_000 };

    await world.run([...many(19, { batch: 300, budget: 400_000 }), newcomer], 80_000);

    const [first] = world.sends.filter(({ instance }) => instance === 19);
    expect(first?.by).toBe('queue');
    expect((first?.at ?? Number.NaN) - 60_000).toBeLessThan(20 * 948 + 100);
  });

  it('costs a lone mail one write, and no wait beyond its contact', async () => {
    const world = rateWorld(limitsOf(14), 1);

    await world.run([{ batch: 1, pause: () => 5_000 }], 100_000);

    expect(world.sends.length).toBeGreaterThan(15);
    expect(world.item.writes).toBe(world.sends.length);
    expect(Math.max(...world.waits.map(({ ms }) => ms))).toBeLessThan(15);
  });

  it('loses one block at most to an instance that dies', async () => {
    const world = rateWorld(limitsOf(14), 1);

    await world.run([...many(3, { batch: 300 }), { batch: 300, dies: 20_500 }], 40_000);

    const all = between(world, 1_000, 40_000).length;
    expect(all).toBeGreaterThanOrEqual(0.97 * 14 * 39 - 13);
    expect(world.item.broken).toEqual([]);
  });

  it('has the slots back that a batch does not use', async () => {
    const world = rateWorld(limitsOf(14), 1);

    // Mails that were sent already: turns are asked for, and given back.
    await world.run([{ batch: 13, unused: 1, pause: () => 0 }], 20_000);

    expect(world.sends).toEqual([]);
    expect(world.waits.length).toBeGreaterThan(2_000);
    expect(world.item.broken).toEqual([]);
  });
});

describe('a queue that does not answer', () => {
  it.each<RateFault>(['refuse', 'hang', 'lose'])(
    'leaves everybody the static share at once, and all of it comes back: %s',
    async (fault) => {
      const world = rateWorld(limitsOf(14), 1);
      const away = () => world.clock.now() > 20_000 && world.clock.now() < 60_000;
      const instance = { batch: 300, budget: 400_000, fault: () => (away() ? fault : undefined) };

      await world.run(many(10, instance), 110_000);

      const outage = between(world, 42_000, 60_000);
      expect(outage.every(({ by }) => by === 'share')).toBe(true);
      expect(mostInASecond(outage)).toBeLessThanOrEqual(10 * (14 / 20) + 10);
      // Ten of twenty shares.
      expect(outage.length / (18 * 7)).toBeGreaterThan(0.95);
      expect(outage.length / (18 * 7)).toBeLessThan(1.1);
      // What was reserved by lost answers is lost, a round at most.
      const back = fault === 'lose' ? 60_000 + 23_000 : 62_000;
      expect(between(world, back, 110_000).every(({ by }) => by === 'queue')).toBe(true);
      expect(usedShare(world, 14, back, 110_000)).toBeGreaterThan(0.95);
    },
  );

  it.each([1, 14, 50])(
    'makes no burst of twenty instances that begin at the same moment without it: %d a second',
    async (rate) => {
      const world = rateWorld(limitsOf(rate), 1);

      await world.run(many(20, { fault: () => 'refuse' }), 30_000);

      expect(byShare(world).length).toBeGreaterThan(0.8 * rate * 30);
      expect(mostInASecond(world.sends)).toBeLessThanOrEqual(rate + 4);
    },
  );

  it.each([1, 14, 50])(
    'makes no burst of twenty instances that lose it at the same moment: %d a second',
    async (rate) => {
      const world = rateWorld(limitsOf(rate), 1);
      const fault = () => (world.clock.now() > 20_000 ? 'refuse' : undefined);

      await world.run(many(20, { batch: 300, budget: 400_000, fault }), 90_000);

      // Blocks that are held, and the static shares of all beside them.
      expect(byShare(world).length).toBeGreaterThan(0.9 * rate * 48);
      // The blocks that are held, and all static shares beside them; then those alone, each with a random phase.
      expect(mostInASecond(between(world, 20_000, 42_000))).toBeLessThanOrEqual(2 * rate + 2);
      expect(mostInASecond(between(world, 42_000, 90_000))).toBeLessThanOrEqual(rate + 4);
    },
  );

  it('is waited for a second by an instance that has never had an answer, once', async () => {
    const world = rateWorld(limitsOf(14, 1), 1);

    await world.run([{ batch: 1, fault: () => 'hang', pause: () => 300 }], 4_000);

    const waits = world.waits.map(({ ms }) => ms);
    expect(waits[0]).toBeGreaterThan(TIMING.reserveAnswer);
    expect(waits[0]).toBeLessThanOrEqual(TIMING.reserveFirstAnswer + 1_000 / 14);
  });

  it('is waited for a quarter of a second by one that has had answers', async () => {
    const world = rateWorld(limitsOf(14, 1), 1);

    const fault = () => (world.clock.now() < 1_000 ? undefined : 'hang');
    await world.run([{ batch: 1, fault, pause: () => 300 }], 6_000);

    const waits = world.waits.map(({ ms }) => ms).filter((ms) => ms > 200);
    expect(waits[0]).toBeGreaterThan(200);
    expect(waits[0]).toBeLessThanOrEqual(TIMING.reserveAnswer + 1_000 / 14);
  });

  it.each([60, 80, 120, 200, 240, 300, 900])(
    'and answers after %d ms holds no lone mail back by more than a few seconds',
    async (latency) => {
      for (const rate of [5, 14, 50, 200]) {
        const world = rateWorld(limitsOf(rate), 1);

        await world.run([{ batch: 1, fault: () => latency, pause: () => 2_000 }], 60_000);

        expect(world.late).toEqual([]);
        // By the queue, or by the static share once the queue was of no use.
        expect(Math.max(...world.waits.map(({ ms }) => ms))).toBeLessThan(1_000 + (20 / rate) * 1_000);
        expect(world.item.requests).toBeLessThan(4 * world.sends.length);
      }
    },
  );

  it('and answers late has the slots used that are still to come', async () => {
    const world = rateWorld(limitsOf(14), 1);

    await world.run([{ batch: 300, budget: 400_000, fault: () => 'slow' }], 60_000);

    // The static share alone is a twentieth.
    expect(usedShare(world, 14, 1_000, 60_000)).toBeGreaterThan(0.4);
    expect(world.item.broken).toEqual([]);
  });
});

describe('a clock that is ten minutes wrong', () => {
  it.each([600_000, -600_000])(
    'costs the others nothing, and its own only the queue: %d ms',
    async (skew) => {
      const world = rateWorld(limitsOf(14), 1);
      const instance = { batch: 300, budget: 400_000 };

      await world.run([...many(3, instance), { ...instance, from: 20_000, skew }], 60_000);

      const own = world.sends.filter((send) => send.instance === 3);
      expect(own.length).toBeGreaterThan(20);
      expect(own.every(({ by }) => by === 'share')).toBe(true);
      expect(world.wrongClocks).toBe(1);
      expect(world.item.broken).toEqual([]);
      expect(usedShare(world, 14, 22_000, 60_000)).toBeGreaterThan(0.95);
      expect(mostInASecond(world.sends)).toBeLessThanOrEqual(14 + 2 + 1);
    },
  );

  it('leaves the others their static share where its writing cannot be undone', async () => {
    const world = rateWorld(limitsOf(14), 1);
    const instance = { batch: 300, budget: 400_000 };
    // The answer to its first request is lost, with what it would have told.
    const wrong = { ...instance, from: 20_000, skew: 600_000, fault: () => 'lose' as const };

    await world.run([...many(4, instance), wrong], 60_000);

    const after = between(world, 40_000, 60_000);
    expect(after.every(({ by }) => by === 'share')).toBe(true);
    for (const index of [0, 1, 2, 3]) {
      expect(after.filter((send) => send.instance === index).length).toBeGreaterThan(0.9 * 0.7 * 20);
    }
  });
});

describe('an SES that throttles', () => {
  /** Somebody else takes half of a rate of 14 for so long: a strict counter of a second. */
  function withForeignSender(end: number): World {
    const taken: number[] = [];
    const world: World = rateWorld(limitsOf(14), 1, (at) => {
      if (at > end) return false;
      while ((taken[0] ?? at) <= at - 1_000) taken.shift();
      if (taken.length >= 7) return true;
      taken.push(at);
      return false;
    });
    return world;
  }

  it('has the rate halved for all, and few mails refused', async () => {
    const world = withForeignSender(120_000);

    await world.run(many(4, { batch: 300, budget: 400_000 }), 120_000);

    const sent = between(world, 10_000, 120_000);
    const taken = sent.filter((send) => send.taken);
    expect(taken.length / (7 * 110)).toBeGreaterThan(0.75);
    expect((sent.length - taken.length) / taken.length).toBeLessThan(0.2);
    expect(world.item.broken).toEqual([]);
  });

  it('is used in full again half a minute after, without a write', async () => {
    const world = withForeignSender(30_000);

    await world.run(many(4, { batch: 300, budget: 400_000 }), 90_000);

    expect(usedShare(world, 14, 63_000, 90_000)).toBeGreaterThan(0.95);
    expect(mostInASecond(world.sends)).toBeLessThanOrEqual(16);
  });
});

describe('a lasting overload', () => {
  it('down to a fifth of the needed rate, no mail is late in six batches in a row', async () => {
    const world = rateWorld(limitsOf(14, 4), 1);
    // What a static share sends within the budget, less a round, five times.
    const batch = Math.floor(5 * (14 / 4) * (60 - 4));

    await world.run(many(4, { batch, budget: 60_000, retries: true }), 900_000);

    expect(world.late.length).toBeGreaterThan(1_000);
    expect(world.mostTries).toBeGreaterThan(3);
    expect(world.mostTries).toBeLessThanOrEqual(6);
  });
});

const PLAYS = playsOf(30);
const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [1, 2, 3, 4];

describe.each(SEEDS)('whatever happens, with SEED=%d', (seed) => {
  it(`slots never overlap, and no second has more than its rate, in ${PLAYS} plays`, async () => {
    for (let play = 0; play < PLAYS; play++) {
      const number = seed * 1_000_000 + play;
      await playOne(number).catch((error) => {
        throw new Error(`play ${number}: ${error.message}`, { cause: error });
      });
    }
  });
});

const FAULTS: readonly RateFault[] = ['refuse', 'hang', 'lose', 'slow'];

/** Instances that come and go, die, are frozen between batches, and have clocks that differ; DynamoDB is well or is not. */
async function playOne(seed: number): Promise<void> {
  let world = rateWorld(limitsOf(1), seed);
  const { random } = world;
  const chance = (share: number) => random() < share;
  const rate = [1, 5, 14, 50][Math.floor(random() * 4)] ?? 14;
  const limits = limitsOf(rate, chance(0.5) ? 20 : 6);
  const unkind = chance(0.5) ? 0 : random() ** 2;
  const skewed = chance(0.5) ? 0 : 1_500 * random();
  const throttled = chance(0.3) ? 0.3 * random() : 0;
  const end = 20_000 + 20_000 * random();
  world = rateWorld(limits, seed, () => chance(throttled));
  const instances = Array.from({ length: 1 + Math.floor(random() * 6) }, (): ModelInstance => {
    const frozen = chance(0.3);
    return {
      skew: skewed * (random() - 0.5),
      from: chance(0.5) ? 0 : end * random(),
      ...(chance(0.2) && { dies: end * random() }),
      batch: 1 + Math.floor(random() * (chance(0.5) ? 5 : 200)),
      pause: () => (frozen ? 10_000 * random() : 20 * random()),
      budget: 2_000 + 40_000 * random(),
      unused: chance(0.5) ? 0 : random(),
      fault: () => (chance(unkind) ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined),
    };
  });

  await world.run(instances, end);

  const most = mostInASecond(world.sends);
  const shares = byShare(world).length > 0 ? instances.length * (1 + rate / limits.instances) : 0;
  const differ = (skewed + lateness(limits)) / 1_000;
  const allowed = rate * (1 + differ) + 2 + shares;
  const broken = [
    ...world.item.broken,
    ...(most > allowed ? [`${most} in a second, ${allowed} allowed`] : []),
    ...(unkind === 0 && world.item.state.level === undefined && byShare(world).length > 0
      ? ['a static share, though DynamoDB was well']
      : []),
  ];
  if (broken.length > 0) throw new Error(broken.join('\n'));
}
