import type { Limits } from '../../lib/channels/rate/block';
import { sharedPace } from '../../lib/channels/rate/shared-pace';
import type { Clock } from '../../lib/runtime/clock';
import { TIMING } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { type RateFault, type RateItem, rateItem } from './rate-item';
import { type VirtualClock, virtualClock } from './virtual-clock';

/** One mail that SES was asked to take. */
export interface ModelSend {
  /** Milliseconds from the start. */
  readonly at: number;
  readonly instance: number;
  readonly by: 'queue' | 'share';
  readonly taken: boolean;
}

export interface ModelInstance {
  /** By how much its wall clock is ahead. */
  readonly skew?: number;
  /** When it begins, in milliseconds. */
  readonly from?: number;
  /** When it dies: it does nothing more, and gives nothing back. */
  readonly dies?: number;
  /** Mails in each batch, and the pause between two. */
  readonly batch?: number | (() => number);
  readonly pause?: () => number;
  /** Whether a batch carries only what was late in the one before, as a mapping tries it again; then comes a new one. */
  readonly retries?: boolean;
  /** The time that its batches have until their last start. */
  readonly budget?: number;
  /** The share of turns that are not used, since their claim was refused. */
  readonly unused?: number;
  readonly fault?: () => RateFault;
}

export interface World {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly item: RateItem;
  readonly sends: ModelSend[];
  /** Deliveries that had no turn in time, by when they were told. */
  readonly late: number[];
  /** How long each turn was waited for, by instance. */
  readonly waits: Array<{ readonly instance: number; readonly ms: number }>;
  wrongClocks: number;
  /** The most batches in a row that some mail was late in. */
  mostTries: number;
  /** Runs all instances: batches begin until `end`, in milliseconds, and come to theirs. */
  run(instances: readonly ModelInstance[], end: number): Promise<void>;
}

/** Instances with their real pace at one queue and one SES, on a virtual clock. */
export function rateWorld(
  limits: Limits,
  seed: number,
  throttles: (at: number) => boolean = () => false,
): World {
  const random = seededRandom(seed);
  const clock = virtualClock(random);
  const item = rateItem(clock);
  const sends: ModelSend[] = [];
  const late: number[] = [];
  const waits: World['waits'] = [];
  const between = (least: number, most: number) => least + random() * (most - least);

  /** Each machine has clocks of its own; one that is dead waits for ever. */
  const clockOf = ({ skew = 0, dies = Number.POSITIVE_INFINITY }: ModelInstance, index: number): Clock => ({
    now: () => clock.now() + 1_000 * index,
    wall: () => Math.floor(clock.wall() + skew),
    random,
    async sleep(ms, signal) {
      if (clock.now() >= dies) return new Promise(() => {});
      await clock.sleep(ms, signal);
      if (clock.now() >= dies) await new Promise(() => {});
    },
  });

  async function live(instance: ModelInstance, index: number, end: number): Promise<void> {
    const { from = 0, batch = 100, budget = 60_000, unused = 0, pause = () => between(5, 30) } = instance;
    const own = clockOf(instance, index);
    const queue = item.seenBy(index, own, instance.fault ?? (() => undefined));
    const pace = sharedPace(limits, queue, own, TIMING);
    await own.sleep(from);

    async function deliver(
      left: { mails: number; toStart: number; late: number },
      until: number,
    ): Promise<void> {
      while (left.toStart > 0) {
        left.toStart--;
        await own.sleep(between(2, 15));
        for (;;) {
          const asked = own.now();
          const turn = await pace.turn(until, left.mails);
          if (!turn) {
            late.push(clock.now());
            left.late++;
            break;
          }
          waits.push({ instance: index, ms: own.now() - asked });
          if (random() < unused) {
            await own.sleep(between(2, 10));
            turn.giveBack();
            break;
          }
          const taken = !throttles(clock.now());
          sends.push({ at: clock.now(), instance: index, by: turn.by, taken });
          await own.sleep(between(20, 80));
          if (taken) pace.faster();
          else turn.slower();
          if (taken || own.now() > until) break;
        }
        left.mails--;
      }
    }

    const nextBatch = () => (typeof batch === 'number' ? batch : batch());
    let tries = 1;
    let mails = nextBatch();
    while (clock.now() < end) {
      const until = own.now() + budget;
      const left = { mails, toStart: mails, late: 0 };
      pace.open(mails, until);
      await Promise.all(Array.from({ length: limits.places }, () => deliver(left, until)));
      const { wrongClock } = await pace.close(until + 1_000);
      if (wrongClock) world.wrongClocks++;
      const again = instance.retries === true && left.late > 0;
      tries = again ? tries + 1 : 1;
      mails = again ? left.late : nextBatch();
      world.mostTries = Math.max(world.mostTries, tries);
      await own.sleep(pause());
    }
  }

  const world: World = {
    clock,
    random,
    item,
    sends,
    late,
    waits,
    wrongClocks: 0,
    mostTries: 0,
    async run(instances, end) {
      const mortal = instances.map((instance, index) => {
        const life = live(instance, index, end);
        return instance.dies === undefined ? life : Promise.race([life, clock.sleep(instance.dies + 1)]);
      });
      await clock.play(Promise.all(mortal));
    },
  };
  return world;
}

/** The most sends in any second. */
export function mostInASecond(sends: ReadonlyArray<{ readonly at: number }>): number {
  const moments = sends.map(({ at }) => at).sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, moment] of moments.entries()) {
    while (moment - (moments[first] ?? 0) >= 1_000) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
