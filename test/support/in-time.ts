import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What the work gives, if it does before a timer of this process that was set when it began: a machine that stops now and
 * then stops both.
 *
 * @throws when the timer, in milliseconds, comes first.
 */
export async function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not done after ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    over.abort();
  }
}
