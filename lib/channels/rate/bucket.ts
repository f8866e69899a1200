import type { Timing } from '../../runtime/timing';

const SLOWEST = 1 / 32;
const STEP = 1 / 16;

/** A token bucket with burst 1, which is full at first. All times are milliseconds of `clock.now`. */
export interface Bucket {
  /** When the next message may go. */
  readonly next: number;
  /** Has the next token come no earlier than a part of one interval at the full rate from now: `phase`, from 0 to 1. */
  enter(now: number, phase: number): void;
  /** Takes the token. @returns what puts it back: false where another was taken since. */
  take(now: number): () => boolean;
  slower(now: number): void;
  faster(): void;
}

/** @param rate messages a second */
export function bucketOf(rate: number, timing: Pick<Timing, 'burst' | 'tick'>): Bucket {
  let share = 1;
  /** When the next message may go, by the rate and by the provider's last refusal. */
  let free = 0;
  let notBefore = 0;
  let slowedAt = Number.NEGATIVE_INFINITY;
  const interval = () => 1_000 / (rate * share);

  return {
    get next() {
      return Math.max(free, notBefore);
    },
    enter(now, phase) {
      free = Math.max(free, now + (phase * 1_000) / rate);
    },
    take(now) {
      const due = Math.max(free, notBefore);
      const at = now - due <= timing.tick ? due : now;
      const after = at + interval();
      free = after;
      return () => {
        if (free !== after) return false;
        free = at;
        return true;
      };
    },
    slower(now) {
      if (now - slowedAt >= timing.burst) {
        slowedAt = now;
        share = Math.max(share / 2, SLOWEST);
      }
      notBefore = now + interval();
    },
    faster() {
      share = Math.min(1, share + STEP);
    },
  };
}
