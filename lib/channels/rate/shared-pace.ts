import type { Clock } from '../../runtime/clock';
import type { Timing } from '../../runtime/timing';
import type { Pace, Turn } from '../pace';
import type { Limits } from './block';
import { bucketOf } from './bucket';
import type { Slot } from './held';
import { type Outlook, openLine } from './line';
import type { RateQueue } from './queue';
import { reservationsAt } from './reservations';

type Durations = Pick<
  Timing,
  'burst' | 'tick' | 'reserveAhead' | 'reserveAnswer' | 'reserveFirstAnswer' | 'reserveAgain'
>;

/** No turn will come in time. */
const NONE: Outlook = { next: Number.POSITIVE_INFINITY };

/**
 * Makes the pace of one channel that all instances share: each mail goes at a slot of the queue. While the queue does not answer,
 * or a clock is wrong, this instance keeps to its static share of the rate.
 *
 * @example const pace = sharedPace({ rate: 14, instances: 20, places: 14 }, rateQueue(queues, table, 'email'), clock, TIMING);
 */
export function sharedPace(limits: Limits, queue: RateQueue, clock: Clock, timing: Durations): Pace {
  const share = bucketOf(limits.rate / limits.instances, timing);
  const line = openLine<Turn>({ look, take }, clock);
  const reservations = reservationsAt(queue, limits, clock, timing, () => {
    batch.wrongClock ||= queue.clockIsWrong;
    batch.unreadable ||= reservations.refusal === 'unreadable';
    line.wake();
  });
  /** Of the batch: turns that are expected, deliveries that have not ended, the last moment to start. */
  let batch = { expected: 0, open: 0, lastStart: 0, wrongClock: false, unreadable: false };

  /** The next slot, as it was seen last. */
  let first: Slot | undefined;
  /** Whether the static share has been in use since the last slot, or since the batch began. */
  let apart = false;

  function askIfNeeded(now: number, waiting: number, free: number): void {
    const needed = Math.max(waiting, Math.min(batch.open, batch.expected)) - free;
    const { askedAt, askFrom } = reservations;
    if (askedAt === undefined && needed > 0 && now >= askFrom && now <= batch.lastStart) {
      reservations.ask(needed, batch.lastStart);
    }
  }

  function look(now: number, length: number): Outlook {
    const free = reservations.free();
    first = free[0];
    askIfNeeded(now, length, free.length);
    const { askedAt, askFrom, refusal, over } = reservations;
    const asking = askedAt !== undefined;
    const patience = reservations.answered ? timing.reserveAnswer : timing.reserveFirstAnswer;
    const soon = asking ? askedAt + patience : askFrom;
    const again = soon > now ? soon : undefined;
    if (first) {
      apart = false;
      return { next: first.due, again };
    }
    if (now > batch.lastStart || refusal === 'late') return NONE;
    if (asking && again !== undefined) return { again };
    if (asking || refusal) {
      enterShare(now);
      // The share has no turn in time any more; the queue may be back before.
      const retry = again ?? now + timing.reserveAgain;
      if (share.next > batch.lastStart && retry <= batch.lastStart) return { again: retry };
      return { next: share.next, again };
    }
    // Nothing is free before the own block ends.
    return { next: over, again };
  }

  /** All instances may lose the queue at the same moment; without a phase of its own, each would send a mail at that moment. */
  function enterShare(now: number): void {
    if (!apart) share.enter(now, clock.random());
    apart = true;
  }

  function take(now: number): Turn {
    batch.expected--;
    const slot = first;
    if (!slot) return turnOf('share', share.take(now), () => {});
    slot.use = 'taken';
    const putBack = () => {
      slot.use = 'free';
      return true;
    };
    return turnOf('queue', putBack, () => reservations.slower(slot.reservedAt));
  }

  const turnOf = (by: Turn['by'], putBack: () => boolean, slowQueue: () => void): Turn => ({
    by,
    slower() {
      share.slower(clock.now());
      slowQueue();
    },
    giveBack() {
      batch.expected++;
      if (putBack()) line.wake();
    },
  });

  return {
    open(waiting, until) {
      apart = false;
      reservations.drop();
      batch = {
        expected: waiting,
        open: waiting,
        lastStart: until,
        wrongClock: queue.clockIsWrong,
        unreadable: reservations.refusal === 'unreadable',
      };
      // A lone mail leaves as early as it can. Of several nobody knows yet how many will be sent: those that are skipped would take
      // turns from other instances.
      if (waiting === 1) askIfNeeded(clock.now(), 0, 0);
    },
    turn(until, waiting) {
      batch.open = waiting;
      batch.lastStart = until;
      return line.wait(until);
    },
    faster: share.faster,
    async close(until) {
      batch.expected = batch.open = 0;
      await reservations.close(Math.min(timing.reserveAnswer, until - clock.now()));
      return { wrongClock: batch.wrongClock, unreadable: batch.unreadable };
    },
  };
}
