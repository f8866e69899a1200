import type { Pace, Turn } from '../../lib/channels/pace';
import { bucketOf } from '../../lib/channels/rate/bucket';
import { openLine } from '../../lib/channels/rate/line';
import type { Clock } from '../../lib/runtime/clock';
import { TIMING, type Timing } from '../../lib/runtime/timing';

/**
 * Makes a pace of one instance alone, as the static share is: a token bucket with burst 1, and a line before it.
 *
 * @param rate messages a second
 * @example const turn = await pacer(0.7, systemClock).turn(clock.now() + 60_000, 1);
 */
export function pacer(
  rate: number,
  clock: Clock,
  timing: Pick<Timing, 'burst' | 'tick'> = TIMING,
): Pace & Pick<Turn, 'slower'> {
  const bucket = bucketOf(rate, timing);
  const slower = () => bucket.slower(clock.now());
  const line = openLine<Turn>({ look: () => ({ next: bucket.next }), take: shareOf }, clock);

  function shareOf(now: number): Turn {
    const putBack = bucket.take(now);
    return {
      by: 'share',
      slower,
      giveBack: () => {
        if (putBack()) line.wake();
      },
    };
  }

  return {
    open() {},
    turn: (until) => line.wait(until),
    slower,
    faster: () => bucket.faster(),
    close: async () => ({ wrongClock: false, unreadable: false }),
  };
}
