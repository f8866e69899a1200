import type { Clock } from '../runtime/clock';
import type { Timing } from '../runtime/timing';
import { TimedHandler } from './sdk';

/** By how much the clock of this machine may differ from that of AWS, in milliseconds. */
const MOST = 2_000;
/** A Date has whole seconds: the moment it was made is up to so much later. */
const WITHIN_SECOND = 999;

type Handle = TimedHandler['handle'];

/**
 * Tells whether a clock is wrong, by the Date of an answer (RFC 9110, 6.6.1) and by its own times of asking and of being answered. An
 * answer that took long may hide it, but never makes a right clock look wrong.
 */
export function isWrong(date: string | undefined, askedAt: number, answeredAt: number): boolean | undefined {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return undefined;
  return askedAt - (at + WITHIN_SECOND) > MOST || at - answeredAt > MOST;
}

/** A handler that compares the clock of this machine with each answer. */
export class DatedHandler extends TimedHandler {
  /** Whether the last answer found it wrong. */
  clockIsWrong = false;

  constructor(
    { storeAttempt, idleConnection }: Pick<Timing, 'storeAttempt' | 'idleConnection'>,
    private readonly clock: Pick<Clock, 'wall'>,
  ) {
    super(storeAttempt, {}, { most: idleConnection, clock });
  }

  override async handle(...request: Parameters<Handle>): ReturnType<Handle> {
    const askedAt = this.clock.wall();
    const answer = await super.handle(...request);
    const wrong = isWrong(answer.response.headers.date, askedAt, this.clock.wall());
    this.clockIsWrong = wrong ?? this.clockIsWrong;
    return answer;
  }
}
