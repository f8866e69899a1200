import type { Clock } from '../../runtime/clock';
import type { Block } from './block';

/** A slot that this instance has reserved. */
export interface Slot {
  /** When it is: milliseconds since the epoch, and of `clock.now`. */
  readonly at: number;
  readonly due: number;
  /** When its block was reserved: milliseconds since the epoch. */
  readonly reservedAt: number;
  use: 'free' | 'taken' | 'lost';
}

/** A block that this instance has reserved. */
export interface Held {
  readonly slots: readonly Slot[];
  /** Milliseconds since the epoch. */
  readonly end: number;
  readonly reservedAt: number;
  /** Its end in milliseconds of `clock.now`. */
  readonly over: number;
}

/** Takes a block: from now on its slots are waited for on the clock that nobody can set. */
export function hold(block: Block, reservedAt: number, clock: Clock): Held {
  const toNow = clock.now() - clock.wall();
  const slots = block.slots.map((at): Slot => ({ at, due: at + toNow, reservedAt, use: 'free' }));
  return { slots, end: block.end, over: block.end + toNow, reservedAt };
}

/** Loses the slots that are too late. By both clocks: one may have been set, the other stands still while Lambda has frozen the function. */
export function loseLate(slots: readonly Slot[], most: number, clock: Clock): void {
  for (const slot of slots) {
    const late = Math.max(clock.now() - slot.due, clock.wall() - slot.at);
    if (slot.use === 'free' && late > most) slot.use = 'lost';
  }
}

/** Loses every second slot: the provider throttled, and the block was reserved at the rate of before. */
export function halve(slots: readonly Slot[]): void {
  const free = slots.filter(({ use }) => use === 'free');
  for (const [index, slot] of free.entries()) if (index % 2 === 0) slot.use = 'lost';
}

/** Computes since when nobody uses the block any more, in whole milliseconds since the epoch; its end where the last slot is taken. */
export function unusedFrom({ slots, end }: Held): number {
  const next = slots[slots.findLastIndex(({ use }) => use === 'taken') + 1];
  return next ? Math.ceil(next.at) : end;
}
