import { isWrong } from '../../lib/aws/dated-handler';
import { type QueueState, SLACK } from '../../lib/channels/rate/block';
import type { QueueAnswer, RateQueue } from '../../lib/channels/rate/queue';
import type { Clock } from '../../lib/runtime/clock';

/**
 * What becomes of one request: refused, never answered, done and its answer lost, slow, answered after so many milliseconds; nothing is
 * an answer in milliseconds.
 */
export type RateFault = 'refuse' | 'hang' | 'lose' | 'slow' | number | undefined;

/** Time on the queue that somebody has reserved: milliseconds since the epoch. */
export interface Reserved {
  readonly start: number;
  end: number;
  readonly by: number;
}

/** The item of the queue, as DynamoDB keeps it, and what it was asked. `shared-rate.test.ts` compares it with the local DynamoDB. */
export interface RateItem {
  readonly state: QueueState;
  readonly reserved: readonly Reserved[];
  /** Requests that changed it, and all. */
  readonly writes: number;
  readonly requests: number;
  /** What breaks a rule of the queue. */
  readonly broken: readonly string[];
  /** What the queue is to an instance with this clock. */
  seenBy(instance: number, clock: Clock, fault: () => RateFault): RateQueue;
}

const HANG = 1_000;

/** @param server the clock of DynamoDB */
export function rateItem(server: Clock): RateItem {
  let state: QueueState = {};
  const reserved: Reserved[] = [];
  const broken: string[] = [];
  let writes = 0;
  let requests = 0;

  function reserve(start: number, end: number, by: number): QueueState {
    const last = reserved.at(-1);
    if (last && start < last.end) broken.push(`${start} overlaps ${JSON.stringify(last)}`);
    if (end > start) reserved.push({ start, end, by });
    return { ...state, next_at: end };
  }

  function giveBack(to: number, by: number): QueueState {
    const last = reserved.at(-1);
    if (last?.by !== by) broken.push(`${by} gave back what ${last?.by} has`);
    while (reserved.length > 0 && (reserved.at(-1)?.start ?? 0) >= to) reserved.pop();
    const rest = reserved.at(-1);
    if (rest && rest.end > to) rest.end = to;
    return { ...state, next_at: to };
  }

  function write(holds: boolean, after: () => QueueState): QueueAnswer {
    const before = state;
    requests++;
    if (holds) {
      writes++;
      state = after();
    }
    return { done: holds, before };
  }

  return {
    get state() {
      return state;
    },
    reserved,
    broken,
    get writes() {
      return writes;
    },
    get requests() {
      return requests;
    },
    seenBy(instance, clock, fault) {
      let clockIsWrong = false;
      async function ask(request: () => QueueAnswer): Promise<QueueAnswer> {
        const askedAt = clock.wall();
        const happens = fault();
        if (happens === 'hang') {
          await server.sleep(HANG);
          throw new Error('no answer');
        }
        await server.sleep(1 + server.random() * 6);
        if (happens === 'refuse') throw new Error('refused');
        const answer = request();
        const date = new Date(server.wall()).toUTCString();
        const back = typeof happens === 'number' ? happens : 1 + server.random() * 6;
        await server.sleep(happens === 'slow' ? server.random() * HANG : back);
        if (happens === 'lose') throw new Error('lost');
        clockIsWrong = isWrong(date, askedAt, clock.wall()) ?? clockIsWrong;
        return answer;
      }
      const next = () => state.next_at ?? Number.NaN;
      return {
        get clockIsWrong() {
          return clockIsWrong;
        },
        startAt: (now, span) =>
          ask(() =>
            write(state.next_at === undefined || next() < now, () => reserve(now, now + span, instance)),
          ),
        extend: (span, now, latest) =>
          ask(() => write(next() >= now && next() <= latest, () => reserve(next(), next() + span, instance))),
        giveBack: (end, to) => ask(() => write(next() === end, () => giveBack(to, instance))),
        slow: (level, now, reservedAt) =>
          ask(() =>
            write(
              state.slowed_at === undefined || state.slowed_at < reservedAt || state.slowed_at > now + SLACK,
              () => ({ ...state, level, slowed_at: now }),
            ),
          ),
      };
    },
  };
}
