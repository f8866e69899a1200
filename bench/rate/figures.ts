import type { Machine } from '../machine';
import type { ServerCounts } from '../measure/servers';
import type { RateCell } from './plan';

const SECOND = 1_000;

/** Left out at the beginning: every instance reserves for the first time. In milliseconds. */
export const WARM_UP = 3 * SECOND;

/** What was measured of one cell. */
export interface RateFigures extends RateCell {
  /** Mails per second in the measured time, as a share of the rate. */
  readonly used: number;
  /** Most mails in any second, the warm-up included. */
  readonly most: number;
  /** Requests for the queue of the rate per mail, the warm-up included, and those that a wrong guess made in vain. */
  readonly requests: number;
  /** Writes of the queue per mail in the measured time, when all instances are at work; absent in runs that did not count them. */
  readonly writes?: number;
}

/** The raw figures of one run, as the JSON file has them. */
export interface RateResults {
  readonly machine: Machine;
  readonly cells: readonly RateFigures[];
}

/** Counts the most of these moments that any second has. @param times in milliseconds, in order */
export function mostInASecond(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - SECOND) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** A mail is claimed and recorded; every other write is for the queue. The few mails that were under way at the end blur it. */
const queueWrites = (writes: number, mails: number): number => Math.max(0, writes - 2 * mails);

function queueRequests({ requests, sends }: ServerCounts): number {
  return queueWrites((requests.PutItem ?? 0) + (requests.UpdateItem ?? 0), sends);
}

/** Computes the mails per second from the first mail after `start` to the first one after `end`: parts of an interval count too. */
function perSecond(times: readonly number[], start: number, end: number): number {
  const measured = times.filter((time) => time >= start && time < end);
  const from = measured[0] ?? start;
  const to = times.find((time) => time >= end) ?? end;
  return (measured.length * SECOND) / (to - from);
}

/** @param served every instance has sent one mail before. @throws Error where SES took no mail after those */
export function figuresOf(cell: RateCell, served: ServerCounts): RateFigures {
  const times = served.times.slice(cell.instances);
  const [first] = times;
  if (first === undefined) throw new Error('SES took no mail');
  const start = first + WARM_UP;
  const end = start + cell.seconds * SECOND;
  const measured = (moments: readonly number[]) => moments.filter((at) => at >= start && at < end).length;
  return {
    ...cell,
    used: perSecond(times, start, end) / cell.rate,
    most: mostInASecond(times),
    requests: queueRequests(served) / served.sends,
    writes: queueWrites(measured(served.writes), measured(times)) / measured(times),
  };
}
