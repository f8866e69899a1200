/** What the local providers have in common when they take messages. */

const SECOND = 1_000;

/** Limits the messages of any second; 0 is no limit. @returns what takes so many from it, and tells whether there was room. */
export function rateLimit(maxSendRate: number): (count: number) => boolean {
  let times: number[] = [];
  return (count) => {
    if (maxSendRate <= 0) return true;
    const now = Date.now();
    times = times.filter((time) => now - time < SECOND);
    if (times.length + count > maxSendRate) return false;
    for (let taken = 0; taken < count; taken++) times.push(now);
    return true;
  };
}

/** Makes pauses that can all be ended. */
export function newPauses() {
  const timers = new Set<NodeJS.Timeout>();
  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  }
  return {
    later,
    pause: (ms: number) => new Promise<void>((resolve) => later(ms, resolve)),
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Counts calls by recipient, for faults that pass: the first so many calls fail. */
export function newCountdown() {
  const calls = new Map<string, number>();
  return {
    /** Tells whether this call is one of the first `times` of this recipient. */
    isAmongFirst(times: number, recipient: string): boolean {
      const count = (calls.get(recipient) ?? 0) + 1;
      calls.set(recipient, count);
      return count <= times;
    },
    reset: () => calls.clear(),
  };
}
