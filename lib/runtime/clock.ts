/** Time and chance, passed in so that tests own both. */
export interface Clock {
  /** Milliseconds on a clock that nobody can set: for deadlines, pauses and the pace. Its zero means nothing. */
  now(): number;
  /** Milliseconds since the epoch. It may be set back or ahead, so it is only for what is compared between machines. */
  wall(): number;
  /** Ends early, and without an error, when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, signal?.aborted ? 0 : ms);
      signal?.addEventListener('abort', end);
    }),
  random: Math.random,
};
