import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lib/runtime/clock';

/** A clock on which time moves only when everybody waits, so that an hour takes no time and nothing depends on the machine. */
export interface VirtualClock extends Clock {
  /** Sets the wall clock by so many milliseconds; the other one goes on as it did. */
  setBack(ms: number): void;
  /**
   * Runs work to its end: lets it do what it can, then jumps to the earliest sleeper. `idle` is called before each jump.
   *
   * @throws Error where nobody sleeps and the work has not ended
   */
  play(work: Promise<unknown>, idle?: () => void): Promise<void>;
}

export function virtualClock(random: () => number, epoch = Date.UTC(2026, 10, 24)): VirtualClock {
  let now = 0;
  let offset = epoch;
  const sleepers = new Map<() => void, number>();

  return {
    now: () => now,
    wall: () => offset + now,
    random,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(wake);
          resolve();
        };
        sleepers.set(wake, now + Math.max(0, ms));
        signal?.addEventListener('abort', wake);
      }),
    setBack(ms) {
      offset -= ms;
    },
    async play(work, idle) {
      let ended = false;
      const end = work.finally(() => {
        ended = true;
      });
      // It is awaited below; meanwhile nobody listens.
      end.catch(() => {});
      for (;;) {
        await setImmediate();
        if (ended) return void (await end);
        idle?.();
        if (sleepers.size === 0) throw new Error('stuck: nobody sleeps, and the work has not ended');
        now = Math.max(now, Math.min(...sleepers.values()));
        for (const [wake, at] of [...sleepers]) if (at <= now) wake();
      }
    },
  };
}
