import type { Clock } from '../../runtime/clock';

/** What a source of turns knows now. */
export interface Outlook {
  /** When its next turn comes, or the earliest moment that is possible; absent where nothing is known. */
  readonly next?: number | undefined;
  /** When to look again, where nothing changes before. */
  readonly again?: number | undefined;
}

/** Where turns come from. All times are milliseconds of `clock.now`. */
export interface Source<T> {
  /** @param length how many wait */
  look(now: number, length: number): Outlook;
  /** Takes the turn that has come. */
  take(now: number): T;
}

/** Those who wait for their turn. */
export interface Line<T> {
  readonly length: number;
  /** Waits for a turn; returns nothing, at once, if none comes before `until`. */
  wait(until: number): Promise<T | undefined>;
  /** Looks at the source at once, because it has changed. */
  wake(): void;
}

/** Makes a line: first come, first served. */
export function openLine<T>(source: Source<T>, clock: Clock): Line<T> {
  const queue: Array<{ readonly until: number; readonly resolve: (turn?: T) => void }> = [];
  let serving = false;
  let resting: AbortController | undefined;

  async function serve(): Promise<void> {
    serving = true;
    for (let head = queue[0]; head; head = queue[0]) {
      const now = clock.now();
      const { next, again = Number.POSITIVE_INFINITY } = source.look(now, queue.length);
      if (next !== undefined && next <= now) {
        queue.shift();
        head.resolve(source.take(now));
      } else if (next !== undefined && next > head.until) {
        queue.shift();
        head.resolve();
      } else {
        resting = new AbortController();
        await clock.sleep(Math.min(next ?? Number.POSITIVE_INFINITY, again) - now, resting.signal);
      }
    }
    serving = false;
  }

  return {
    get length() {
      return queue.length;
    },
    wait: (until) =>
      new Promise((resolve) => {
        queue.push({ until, resolve });
        if (!serving) void serve();
      }),
    wake: () => resting?.abort(),
  };
}
