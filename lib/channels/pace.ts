import type { Clock } from '../runtime/clock';

/** The right to send one mail now. */
export interface Turn {
  /** It was not used: the next in line may go at once, unless another has had its turn since. */
  giveBack(): void;
}

/** One instance's share of the SES sending rate: a token bucket with burst 1, kept across batches. */
export interface Pacer {
  /**
   * Waits for this mail's turn, first come, first served. Nothing, at once, when no turn comes before `until`
   * (milliseconds since the epoch).
   */
  turn(until: number): Promise<Turn | undefined>;
  /** SES throttled: half the rate from here. */
  slowDown(): void;
  /** SES accepted: a step back towards the full rate. */
  speedUp(): void;
}

/** Answers of one burst arrive together and mean one thing; within this time they halve the rate once. */
const ONE_BURST = 1_000;
const SLOWEST = 1 / 32;
const STEP = 1 / 16;

/** Clock and timers know whole milliseconds only: a turn that comes that little late does not delay the next one. */
const TICK = 1;

/** @param rate e-mails a second */
export function pacer(rate: number, clock: Clock): Pacer {
  const queue: Array<{ readonly until: number; readonly resolve: (turn?: Turn) => void }> = [];
  let share = 1;
  /** When the next mail may go, by the rate and by SES's last refusal. */
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
        head.resolve(grant(now - next <= TICK ? next : now));
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
    slowDown() {
      const now = clock.now();
      if (now - slowedAt >= ONE_BURST) {
        slowedAt = now;
        share = Math.max(share / 2, SLOWEST);
      }
      notBefore = now + interval();
    },
    speedUp() {
      share = Math.min(1, share + STEP);
    },
  };
}
