import { TIMING, wholeAttempt } from '../lib/runtime/timing';
import type { Deployment } from './deployment';
import { FUNCTIONS } from './functions';
import type { Parameters } from './parameters/parameters';

/** Invocations that one poller may have under way. Source: Lambda developer guide, `kafka-scaling-modes`. */
export const CONCURRENCY_OF_A_POLLER = 5;

/** Seconds at the end of an invocation in which no attempt starts: the longest attempt, and the time kept free to return the response. */
export const RESERVE = Math.ceil((wholeAttempt(TIMING, TIMING.sesAnswer) + TIMING.margin) / 1_000);

export const instancesOf = ({ maximumPollers }: Parameters) =>
  FUNCTIONS.length * CONCURRENCY_OF_A_POLLER * maximumPollers;

/**
 * Computes the share of one instance, in mails per second. The SES sending rate belongs to the account, and all instances
 * that may run must not exceed it together. The share is rounded down for the same reason.
 */
export const shareOf = (parameters: Parameters): number =>
  Math.floor((parameters.sesMaxSendRate / instancesOf(parameters)) * 1e6) / 1e6;

const round = (value: number) => Number(value.toFixed(4));

/** Checks that a full batch fits into one invocation. @returns why it does not, with the arithmetic and what would fit. */
export function rateProblem({ parameters }: Deployment): string | undefined {
  const { batchSize, timeout, sesMaxSendRate, maximumPollers } = parameters;
  const share = shareOf(parameters);
  const fits = Math.floor(share * (timeout - RESERVE));
  if (batchSize <= fits) return undefined;
  const slowest = batchSize / share + RESERVE;
  return [
    'A full batch cannot be sent before the function’s time-out:',
    `  share of one instance = sesMaxSendRate ÷ (functions × invocations of a poller × maximumPollers)`,
    `                        = ${sesMaxSendRate} ÷ (${FUNCTIONS.length} × ${CONCURRENCY_OF_A_POLLER} × ${maximumPollers}) = ${round(share)} mails per second`,
    `  mails in an invocation = share × (timeout − reserve) = ${round(share)} × (${timeout} − ${RESERVE}) = ${fits}, batchSize is ${batchSize}`,
    fits >= 1
      ? `Set --param batchSize=${fits} or less${slowest <= 840 ? `, or --param timeout=${Math.ceil(slowest)} or more` : ''}; fewer pollers or a higher sesMaxSendRate help too.`
      : 'Not even one mail fits: fewer pollers, a longer timeout or a higher sesMaxSendRate are needed.',
  ].join('\n');
}
