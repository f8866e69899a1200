import type { Clock } from '../../runtime/clock';
import type { Timing } from '../../runtime/timing';
import { halved, type Limits, lateness, type QueueState } from './block';
import { type Held, halve, hold, loseLate, type Slot, unusedFrom } from './held';
import type { RateQueue } from './queue';
import { type Reservation, reserve } from './reserve';

/** How a request ended that reserved nothing: `failed` where DynamoDB did not answer, the others as in `reserve`. */
type Refusal = Exclude<Reservation['kind'], 'block'> | 'failed';

/** What one instance holds of the queue, and knows of it. All times are milliseconds of `clock.now`. */
export interface Reservations {
  /** Slots that can still be used, the earliest first. */
  free(): Slot[];
  /** When the last block ends. */
  readonly over: number | undefined;
  /** When the request under way was made: the last, where a wrong guess was answered and another followed. */
  readonly askedAt: number | undefined;
  /** Whether the queue has ever answered this instance. */
  readonly answered: boolean;
  /** How the last request ended, where it reserved nothing. */
  readonly refusal: Refusal | undefined;
  /** When the next block may be asked for: one at a time, so that the queue is fair. */
  readonly askFrom: number;
  ask(count: number, until: number): void;
  /** Lowers the rate, because the provider throttled a message of the block that was reserved then: once for each block. */
  slower(reservedAt: number): void;
  /** Lets go of all slots, at the start of a batch. */
  drop(): void;
  /** Gives back what nobody uses of the last block, in so many milliseconds. Never throws. */
  close(ms: number): Promise<void>;
}

/** @param changed called when a request has ended */
export function reservationsAt(
  queue: RateQueue,
  limits: Limits,
  clock: Clock,
  timing: Pick<Timing, 'reserveAhead' | 'reserveAgain'>,
  changed: () => void,
): Reservations {
  /** As DynamoDB told it last; an answer that is overtaken by another is corrected by the next. */
  let seen: QueueState = {};
  /** At most two: what is left of a block, and the next. */
  let held: Held[] = [];
  let answered = false;
  let asking: { at: number; readonly ended: Promise<void> } | undefined;
  let refused: { readonly kind: Refusal; readonly at: number } | undefined;
  /** The block whose mails were throttled. */
  let slowing: { readonly of: number; readonly ended: Promise<void> } | undefined;
  let batch = 0;

  /** @param of the batch that asked: `late` is said of its last moment */
  function accept(answer: Reservation, of: number): void {
    seen = answer.state;
    if (answer.kind !== 'block') {
      if (answer.kind !== 'late' || of === batch) refuse(answer.kind);
      return;
    }
    const block = hold(answer.block, answer.reservedAt, clock);
    held = [...held.slice(-1), block];
    loseLate(block.slots, lateness(limits), clock);
    // Asked for again, it would be lost again: DynamoDB is slower than a slot may be late.
    if (block.slots.every(({ use }) => use === 'lost')) refuse('failed');
  }

  /** An answer, though it may be a refusal: DynamoDB is well. */
  function hear(state: QueueState): void {
    answered = true;
    seen = state;
    if (asking) asking.at = clock.now();
  }

  function refuse(kind: Refusal): void {
    refused = { kind, at: clock.now() };
  }

  async function giveBackRest(): Promise<void> {
    const last = held.at(-1);
    const to = last && unusedFrom(last);
    if (!last || to === undefined || to === last.end || last.end <= clock.wall()) return;
    const { done, before } = await queue.giveBack(last.end, to);
    seen = done ? { ...before, next_at: to } : before;
  }

  return {
    free() {
      for (const { slots } of held) loseLate(slots, lateness(limits), clock);
      return held.flatMap(({ slots }) => slots.filter(({ use }) => use === 'free'));
    },
    get over() {
      return held.at(-1)?.over;
    },
    get askedAt() {
      return asking?.at;
    },
    get answered() {
      return answered;
    },
    get refusal() {
      return refused?.kind;
    },
    get askFrom() {
      const ahead = (held.at(-1)?.over ?? 0) - timing.reserveAhead;
      return Math.max(ahead, refused ? refused.at + timing.reserveAgain : 0);
    },

    ask(count, until) {
      const at = clock.now();
      const of = batch;
      refused = undefined;
      const ended = reserve(
        queue,
        { count, until: until - at + clock.wall() },
        seen,
        limits,
        clock.wall,
        hear,
      )
        .then(
          (answer) => accept(answer, of),
          () => refuse('failed'),
        )
        .then(() => {
          asking = undefined;
          changed();
        });
      asking = { at, ended };
    },

    slower(of) {
      // A late answer may be of the block before.
      if (slowing && of <= slowing.of) return;
      for (const { slots } of held) halve(slots);
      const now = Math.floor(clock.wall());
      const level = halved(seen, now);
      seen = { ...seen, level, slowed_at: now };
      const ended = queue.slow(level, now, of).then(
        ({ done, before }) => {
          if (!done) seen = before;
        },
        () => {},
      );
      slowing = { of, ended };
    },

    drop() {
      batch++;
      held = [];
      // Another batch has another last moment to start.
      if (refused?.kind === 'late') refused = undefined;
    },

    async close(ms) {
      const timer = new AbortController();
      let over = false;
      const rest = clock.sleep(ms, timer.signal).then(() => {
        over = true;
      });
      const known = Promise.all([asking?.ended, slowing?.ended]);
      const work = known.then(() => (over ? undefined : giveBackRest())).catch(() => {});
      await Promise.race([work, rest]);
      timer.abort();
      held = [];
    },
  };
}
