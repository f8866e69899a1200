import type { Clock } from '../../runtime/clock';
import type { Timing } from '../../runtime/timing';
import type { Pace, Turn } from '../pace';
import { halved, type Limits, lateness, type QueueState } from './block';
import { bucketOf } from './bucket';
import { type Held, halve, hold, loseLate, type Slot, unusedFrom } from './held';
import { type Outlook, openLine } from './line';
import type { RateQueue } from './queue';
import { type Reservation, reserve } from './reserve';

type Durations = Pick<Timing, 'burst' | 'tick' | 'reserveAhead' | 'reserveAnswer' | 'reserveAgain'>;

/** No turn will come in time. */
const NONE: Outlook = { next: Number.POSITIVE_INFINITY };

/**
 * Makes the pace of one channel that all instances share: each mail goes at a slot of the queue. While the queue does not answer,
 * or a clock is wrong, this instance keeps to its static share of the rate.
 *
 * @example const pace = sharedPace({ rate: 14, instances: 20, places: 14 }, rateQueue(queues, table, 'email'), clock, TIMING);
 */
export function sharedPace(limits: Limits, queue: RateQueue, clock: Clock, timing: Durations): Pace {
  const bucket = bucketOf(limits.rate / limits.instances, timing);
  const line = openLine<Turn>({ look, take }, clock);
  let seen: QueueState = {};
  /** At most two: what is left of a block, and the next. */
  let held: Held[] = [];
  /** The request under way, if there is one, and when it was made. */
  let asking: { readonly at: number; readonly ended: Promise<void> } | undefined;
  /** How the last request ended, where it reserved nothing: the queue is asked again after a while. */
  let refusal: { readonly kind: 'late' | 'apart' | 'failed'; readonly at: number } | undefined;
  /** The reservation whose mails were throttled: one burst of answers halves the rate once. */
  let slowing: { readonly of: number; readonly ended: Promise<void> } | undefined;
  /** Of the batch: turns that are expected, deliveries that have not ended, the last moment to start. */
  let batch = { expected: 0, open: 0, lastStart: 0, wrongClock: false };

  const freeSlots = (): Slot[] => held.flatMap(({ slots }) => slots.filter(({ use }) => use === 'free'));

  /** Takes what DynamoDB says; but an answer about the level may be older than what was done meanwhile. */
  function see({ next_at, ...answer }: QueueState): void {
    const { level, slowed_at } = (seen.slowed_at ?? 0) > (answer.slowed_at ?? 0) ? seen : answer;
    seen = { next_at, level, slowed_at };
  }

  function accept(answer: Reservation): void {
    see(answer.state);
    batch.wrongClock ||= queue.clockIsWrong;
    if (answer.kind === 'block') held = [...held.slice(-1), hold(answer.block, answer.reservedAt, clock)];
    else refuse(answer.kind);
  }

  function refuse(kind: 'late' | 'apart' | 'failed'): void {
    refusal = { kind, at: clock.now() };
  }

  function ask(count: number): void {
    const at = clock.now();
    const until = batch.lastStart - at + clock.wall();
    refusal = undefined;
    const ended = reserve(queue, { count, until }, seen, limits, clock.wall)
      .then(accept, () => refuse('failed'))
      .then(() => {
        asking = undefined;
        line.wake();
      });
    asking = { at, ended };
  }

  /** When the next block may be asked for; an instance has one at a time, so that the queue is fair. */
  const askFrom = (): number =>
    Math.max((held.at(-1)?.over ?? 0) - timing.reserveAhead, refusal ? refusal.at + timing.reserveAgain : 0);

  function askIfNeeded(now: number, waiting: number, free: number): void {
    const needed = Math.max(waiting, Math.min(batch.open, batch.expected)) - free;
    if (!asking && needed > 0 && now >= askFrom() && now <= batch.lastStart) ask(needed);
  }

  function look(now: number, length: number): Outlook {
    for (const { slots } of held) loseLate(slots, lateness(limits), clock);
    const free = freeSlots();
    askIfNeeded(now, length, free.length);
    const soon = asking ? asking.at + timing.reserveAnswer : askFrom();
    const again = soon > now ? soon : undefined;
    if (free[0]) return { next: free[0].due, again };
    if (now > batch.lastStart || (!asking && refusal?.kind === 'late')) return NONE;
    if (asking && again !== undefined) return { again };
    if (asking || refusal) return { next: bucket.next, again };
    // Nothing is free before the own block ends.
    return { next: held.at(-1)?.over, again };
  }

  function take(now: number): Turn {
    batch.expected--;
    const [slot] = freeSlots();
    if (!slot) return turnOf('share', bucket.take(now));
    slot.use = 'taken';
    return turnOf('queue', () => {
      slot.use = 'free';
      return true;
    });
  }

  const turnOf = (by: Turn['by'], putBack: () => boolean): Turn => ({
    by,
    giveBack() {
      batch.expected++;
      if (putBack()) line.wake();
    },
  });

  async function giveBackRest(): Promise<void> {
    const last = held.at(-1);
    const to = last && unusedFrom(last);
    if (!last || to === undefined || to === last.end || last.end <= clock.wall()) return;
    const { done, before } = await queue.giveBack(last.end, to);
    see({ ...before, next_at: done ? to : before.next_at });
  }

  return {
    open(waiting, until) {
      held = [];
      if (refusal?.kind === 'late') refusal = undefined;
      batch = { expected: waiting, open: waiting, lastStart: until, wrongClock: queue.clockIsWrong };
      askIfNeeded(clock.now(), 0, 0);
    },

    turn(until, waiting) {
      batch.open = waiting;
      batch.lastStart = until;
      return line.wait(until);
    },

    slower() {
      bucket.slower(clock.now());
      const of = held.at(-1)?.reservedAt;
      if (of === undefined || of === slowing?.of) return;
      for (const { slots } of held) halve(slots);
      const now = Math.floor(clock.wall());
      const level = halved(seen, now);
      see({ ...seen, level, slowed_at: now });
      const answer = queue.slow(level, now, of);
      const ended = answer.then(
        ({ done, before }) => (done ? undefined : see({ ...before, next_at: seen.next_at })),
        () => {},
      );
      slowing = { of, ended };
    },

    faster: bucket.faster,

    async close(until) {
      const timer = new AbortController();
      const time = Math.min(timing.reserveAnswer, until - clock.now());
      let over = false;
      const rest = clock.sleep(time, timer.signal).then(() => {
        over = true;
      });
      const known = Promise.all([asking?.ended, slowing?.ended]);
      const work = known.then(() => (over ? undefined : giveBackRest())).catch(() => {});
      await Promise.race([work, rest]);
      timer.abort();
      held = [];
      return { wrongClock: batch.wrongClock };
    },
  };
}
