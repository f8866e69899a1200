import { choiceOf, LONGEST_WAIT, numberOf, pairs } from '../settings';

/**
 * What AWS leaves open about retries. The service must keep its promise in every setting.
 *
 * `in place`: the records of a partition wait until what failed before them has ended.
 * `overtaken`: they do not.
 * `pessimistic`: as in place, and a failure replays the batch from the lowest failed offset of its partition,
 * what had succeeded behind it included.
 */
export type RetryOrder = 'in place' | 'overtaken' | 'pessimistic';

export interface RetrySettings {
  readonly order: RetryOrder;
  /** Before a retry, in milliseconds. */
  readonly gap: number;
  /** Before a throttled invocation is tried again, in milliseconds. */
  readonly throttleGap: number;
  /** Whether splitting a batch uses up one of its retries. */
  readonly splitsCount: boolean;
  /** What records that come again come in: `records` alone, without where they come from, or a whole event. */
  readonly event: 'records' | 'whole';
}

/** Shares of invocations, 0 to 1, that something happens to. */
export interface FaultSettings {
  /** The function is invoked twice at once with the same event. */
  readonly duplicate: number;
  /** The consumer group rebalances while the function works: the same records come again. */
  readonly rebalance: number;
  /** The poller dies after the function has answered and before anything is committed. */
  readonly crash: number;
  /** Milliseconds that every invocation is held back. */
  readonly slow: number;
  /** Of the shares: the same seed hits the same invocations. */
  readonly seed: number;
}

export const RETRIES: RetrySettings = {
  order: 'in place',
  gap: 1_000,
  throttleGap: 1_000,
  splitsCount: false,
  event: 'records',
};
export const FAULTS: FaultSettings = { duplicate: 0, rebalance: 0, crash: 0, slow: 0, seed: 1 };

const ORDERS: Readonly<Record<string, RetryOrder>> = {
  'in-place': 'in place',
  overtaken: 'overtaken',
  pessimistic: 'pessimistic',
};

export const RETRIES_HELP =
  'order=in-place|overtaken|pessimistic, gap=<ms>, throttle-gap=<ms>, splits-count=yes|no, event=records|whole';
export const FAULTS_HELP = 'duplicate=<0-1>, rebalance=<0-1>, crash=<0-1>, slow=<ms>, seed=<n>';

/** @throws SettingsError that says what was expected and what was found. */
export function readRetries(text = ''): RetrySettings {
  const given = pairs('retries', text, ['order', 'gap', 'throttle-gap', 'splits-count', 'event']);
  return {
    order: choiceOf('retries: order', given.order, ORDERS, RETRIES.order),
    gap: numberOf('retries: gap', given.gap, RETRIES.gap, LONGEST_WAIT),
    throttleGap: numberOf('retries: throttle-gap', given['throttle-gap'], RETRIES.throttleGap, LONGEST_WAIT),
    splitsCount: choiceOf(
      'retries: splits-count',
      given['splits-count'],
      { yes: true, no: false },
      RETRIES.splitsCount,
    ),
    event: choiceOf(
      'retries: event',
      given.event,
      { records: 'records', whole: 'whole' } as const,
      RETRIES.event,
    ),
  };
}

/** @throws SettingsError that says what was expected and what was found. */
export function readFaults(text = ''): FaultSettings {
  const given = pairs('faults', text, ['duplicate', 'rebalance', 'crash', 'slow', 'seed']);
  return {
    duplicate: numberOf('faults: duplicate', given.duplicate, FAULTS.duplicate, 1),
    rebalance: numberOf('faults: rebalance', given.rebalance, FAULTS.rebalance, 1),
    crash: numberOf('faults: crash', given.crash, FAULTS.crash, 1),
    slow: numberOf('faults: slow', given.slow, FAULTS.slow, LONGEST_WAIT),
    seed: numberOf('faults: seed', given.seed, FAULTS.seed),
  };
}
