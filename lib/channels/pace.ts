import type { Clock } from '../runtime/clock';
import { TIMING, type Timing } from '../runtime/timing';

/** The right to send one message now. */
export interface Turn {
  /** Gives back a turn that was not used: the next in line may go at once, unless another has had its turn since. */
  giveBack(): void;
}

/** One instance's share of a sending rate, kept across batches. */
export interface Pace {
  /**
   * Waits for the turn of this message, first come, first served. Returns nothing, at once, if no turn comes before `until`
   * (milliseconds of `clock.now`). `waiting`: how many deliveries of the batch have not ended, this one among them.
   */
  turn(until: number, waiting: number): Promise<Turn | undefined>;
  /** Halves the rate, because the provider throttled. */
  slower(): void;
  /** Goes a step back towards the full rate, because the provider accepted. */
  faster(): void;
}

const SLOWEST = 1 / 32;
const STEP = 1 / 16;

/**
 * Makes a pace: a token bucket with burst 1.
 *
 * @param rate messages a second
 * @example const turn = await pacer(0.7, systemClock).turn(clock.now() + 60_000, 1);
 */
export function pacer(rate: number, clock: Clock, timing: Pick<Timing, 'burst' | 'tick'> = TIMING): Pace {
  const queue: Array<{ readonly until: number; readonly resolve: (turn?: Turn) => void }> = [];
  let share = 1;
  /** When the next message may go, by the rate and by the provider's last refusal. */
  let free = 0;
  let notBefore = 0;
  let slowedAt = Number.NEGATIVE_INFINITY;
  let serving = false;
  let waiting: AbortController | undefined;
  const interval = () => 1_000 / (rate * share);

  function grant(at: number): Turn {
    const after = at + interval();
    free = after;
    return {
      giveBack() {
        if (free !== after) return;
        free = at;
        waiting?.abort();
      },
    };
  }

  async function serve(): Promise<void> {
    serving = true;
    for (let head = queue[0]; head; head = queue[0]) {
      const now = clock.now();
      const next = Math.max(free, notBefore);
      if (next <= now) {
        queue.shift();
        head.resolve(grant(now - next <= timing.tick ? next : now));
      } else if (next > head.until) {
        queue.shift();
        head.resolve();
      } else {
        waiting = new AbortController();
        await clock.sleep(next - now, waiting.signal);
      }
    }
    serving = false;
  }

  return {
    turn: (until) =>
      new Promise((resolve) => {
        queue.push({ until, resolve });
        if (!serving) void serve();
      }),
    slower() {
      const now = clock.now();
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
