import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lib/runtime/clock';

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, waking every sleeper at its own moment, in order. */
  advance(ms: number): Promise<void>;
}

export function fakeClock(start = Date.UTC(2026, 10, 24, 12)): FakeClock {
  let now = start;
  let sleepers: Array<{ readonly at: number; readonly wake: () => void }> = [];
  /** Until everything that was woken has come to its next pause. */
  const settled = () => setImmediate();

  return {
    now: () => now,
    wall: () => now,
    random: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      }),
    async advance(ms) {
      const end = now + ms;
      await settled();
      for (;;) {
        const next = Math.min(...sleepers.map(({ at }) => at));
        if (next > end) break;
        now = Math.max(now, next);
        const due = sleepers.filter(({ at }) => at <= now);
        sleepers = sleepers.filter(({ at }) => at > now);
        for (const { wake } of due) wake();
        await settled();
      }
      now = end;
    },
  };
}
