import {
  type Block,
  blockOf,
  factor,
  horizon,
  type Limits,
  largestBlock,
  type QueueState,
  spanOf,
} from './block';
import type { QueueAnswer, RateQueue } from './queue';

/**
 * How asking for a block ended:
 * - `block`: reserved
 * - `late`: the first free slot comes after the last moment to use it; nothing was reserved
 * - `apart`: some clock is wrong, this one or one of those that wrote there; the queue is not used for now
 * - `unreadable`: `next_at` is there and no number, since somebody changed the item by hand
 */
export type Reservation = { readonly state: QueueState } & (
  | { readonly kind: 'block'; readonly block: Block; readonly reservedAt: number }
  | { readonly kind: 'late' | 'apart' | 'unreadable' }
);

/** What is asked for. `until`: the last moment to use a slot, milliseconds since the epoch. */
export interface Demand {
  readonly count: number;
  readonly until: number;
}

/** Others may take their block between two guesses; more often than this it is not worth the time. */
const GUESSES = 6;

/**
 * Reserves a block at the end of the queue. Whether the queue is idle or busy is guessed by the state last seen, since a wrong
 * guess costs one request and a read would always cost one.
 *
 * @param heard told of each answer, since another request may follow
 * @throws what the queue throws; then a block may be lost
 */
export async function reserve(
  queue: RateQueue,
  { count, until }: Demand,
  seen: QueueState,
  limits: Limits,
  wall: () => number,
  heard: (state: QueueState) => void = () => {},
): Promise<Reservation> {
  let state = seen;
  for (let guess = 0; guess < GUESSES; guess++) {
    const now = Math.floor(wall());
    const furthest = now + horizon(limits, state, now);
    const latest = Math.floor(Math.min(until, furthest));
    if (latest < now) return { kind: 'late', state };
    // What was seen in this call is so; what was seen before is a guess.
    if (guess > 0 && (state.next_at ?? 0) > furthest) return { kind: 'apart', state };
    if (guess > 0 && (state.next_at ?? 0) > latest) return { kind: 'late', state };

    if (queue.clockIsWrong) {
      // An extension by nothing writes nothing, and has its answer compared with the clock.
      state = (await queue.extend(0, now, now)).before;
      heard(state);
      if (queue.clockIsWrong) return { kind: 'apart', state };
      continue;
    }

    const share = factor(state, now);
    const slots = Math.min(count, largestBlock(limits, share));
    const span = spanOf(slots, limits, share);
    const idle = state.next_at === undefined || state.next_at < now;
    const { done, before }: QueueAnswer = idle
      ? await queue.startAt(now, span)
      : await queue.extend(span, now, latest);
    state = before;
    heard(state);
    if (done) {
      const start = idle ? now : (before.next_at ?? now);
      if (queue.clockIsWrong) {
        // As if it had never been: the end of before, since a wrong clock takes a busy queue for an idle one.
        await queue.giveBack(start + span, before.next_at ?? 0);
        return { kind: 'apart', state };
      }
      const block = blockOf(start, span, slots, limits, factor(before, now));
      return { kind: 'block', block, reservedAt: now, state: { ...before, next_at: block.end } };
    }
    if (queue.clockIsWrong) return { kind: 'apart', state };
    // A queue without an end is idle, so this would have been done.
    if (idle && state.next_at === undefined) return { kind: 'unreadable', state };
  }
  return { kind: 'apart', state };
}
