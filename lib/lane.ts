import { attempt, type Batch, type Delivery, end, type Lane } from './deliver';
import { backoff } from './runtime/backoff';
import type { Failure, Outcome } from './runtime/outcome';

/** Room for so many attempts at once; first come, first served. */
interface Places {
  enter(): Promise<void>;
  leave(): void;
}

function openPlaces(free: number): Places {
  const queue: Array<() => void> = [];
  return {
    async enter() {
      if (free > 0) free--;
      else await new Promise<void>((go) => queue.push(go));
    },
    leave() {
      const next = queue.shift();
      if (next) next();
      else free++;
    },
  };
}

/**
 * Makes all deliveries of one batch on one channel: orders side by side, the deliveries of one order in turn. An order
 * begins when a place is free, since ten thousand that wait for one would fill the memory.
 *
 * @param ended told of each delivery exactly once. What it throws is thrown here, once everything has ended.
 */
export async function runLane<D extends Delivery>(
  orders: Iterable<Iterable<D>>,
  lane: Lane<D>,
  ended: (delivery: D, outcome: Outcome) => void,
): Promise<void> {
  const { pace } = lane.channel;
  const places = openPlaces(lane.channel.places);
  const underWay = new Set<Promise<void>>();
  const errors: unknown[] = [];

  async function run(order: Iterable<D>): Promise<void> {
    for (const delivery of order) {
      const outcome = await deliver(delivery, lane, places);
      lane.waiting--;
      ended(delivery, outcome);
    }
  }

  if (lane.waiting > 0) pace.open(lane.waiting, lane.lastStart);
  for (const order of orders) {
    await places.enter();
    const running: Promise<void> = run(order)
      .catch((error) => void errors.push(error))
      .finally(() => {
        places.leave();
        underWay.delete(running);
      });
    underWay.add(running);
  }
  await Promise.all(underWay);
  const { wrongClock, unreadable } = await pace.close(lane.deadline);
  if (wrongClock) lane.telemetry.wrongClock();
  if (unreadable) lane.telemetry.unreadableQueue();
  if (errors.length > 0) throw errors[0];
}

/** Tries until the delivery has ended; rests outside its place, so that other orders go on. */
async function deliver<D extends Delivery>(delivery: D, lane: Lane<D>, places: Places): Promise<Outcome> {
  const { clock, timing } = lane;
  let tries = 1;
  let polls = 0;
  let last: Failure | undefined;
  for (;;) {
    const result = await attempt(delivery, lane);
    // One that was tried and comes back too late ends for the reason of its last try.
    if (result.kind !== 'again')
      return end(delivery, result.code === 'deadline' ? (last ?? result) : result, lane);
    last = result.otherwise;
    const { until, otherwise } = result;
    if (until === undefined && tries === timing.tries) return end(delivery, otherwise, lane);
    const pause =
      until === undefined
        ? backoff(tries++, { first: timing.backoff }, clock)
        : untilFree(until, polls++, lane);
    if (clock.now() + pause > lane.lastStart) return end(delivery, otherwise, lane);
    places.leave();
    await clock.sleep(pause);
    await places.enter();
  }
}

/** Until another's claim is looked at again, in milliseconds: soon at first, then less and less often, and when it ends. */
function untilFree(until: number, polls: number, { clock, timing }: Batch): number {
  const poll = Math.min(timing.claimPoll * 2 ** polls, timing.claimPollMax);
  return Math.min(poll, Math.max(timing.claimPoll, until - clock.wall()));
}
