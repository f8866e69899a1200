import type { Clock } from './clock';

/**
 * Computes the pause after a failed try, in milliseconds. It doubles with each try up to `most`, and varies by a quarter, so
 * that instances that failed together do not come back together.
 *
 * @param tries how many have failed, from 1
 * @example await clock.sleep(backoff(1, { first: 700 }, clock)); // 525 to 875 ms
 */
export function backoff(
  tries: number,
  { first, most = Number.POSITIVE_INFINITY }: { readonly first: number; readonly most?: number },
  clock: Pick<Clock, 'random'>,
): number {
  return Math.min(first * 2 ** (tries - 1), most) * (0.75 + clock.random() / 2);
}
