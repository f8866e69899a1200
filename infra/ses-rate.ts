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
 * Computes the static share of one instance, in mails per second: what it keeps to while DynamoDB does not answer, and the
 * least that it gets while all instances have mails.
 */
export const shareOf = (parameters: Parameters): number =>
  parameters.sesMaxSendRate / instancesOf(parameters);

/** The part of the account's rate that the instances share. */
const USED = 0.98;

/** Computes the most turns that an instance with so many mails reserves at once. */
function blockOf(parameters: Parameters, mails: number): number {
  const { sesMaxSendRate, maxConcurrentSends } = parameters;
  const rate = USED * sesMaxSendRate;
  const places = maxConcurrentSends ?? Math.min(100, Math.max(8, sesMaxSendRate));
  const most = Math.min(mails, Math.max(14, rate / 8), rate, (20 * rate) / instancesOf(parameters), places);
  return Math.max(1, Math.floor(most));
}

/** Computes the seconds that a newcomer waits at most: each instance has reserved one block. */
export const roundOf = (parameters: Parameters, mails = parameters.batchSize): number =>
  (instancesOf(parameters) * blockOf(parameters, mails)) / (USED * parameters.sesMaxSendRate);

/** Computes how many mails of a batch of `mails` an instance surely sends in one invocation. */
const sentOf = (parameters: Parameters, mails: number): number =>
  Math.floor(shareOf(parameters) * (parameters.timeout - RESERVE - roundOf(parameters, mails)));

/** Finds the largest batch that fits into one invocation, up to the one that is given; 0 where not even one mail does. */
export function largestBatch(parameters: Parameters): number {
  let mails = parameters.batchSize;
  while (mails > 0 && sentOf(parameters, mails) < mails) mails--;
  return mails;
}

const shown = (value: number) => Number(value.toFixed(4));

/** Checks that a full batch fits into one invocation. @returns why it does not, with the arithmetic and what would fit. */
export function rateProblem({ parameters }: Deployment): string | undefined {
  const { batchSize, timeout, sesMaxSendRate, maximumPollers } = parameters;
  const fits = largestBatch(parameters);
  if (batchSize === fits) return undefined;
  const share = shown(shareOf(parameters));
  const instances = instancesOf(parameters);
  const block = blockOf(parameters, batchSize);
  const wait = shown(roundOf(parameters));
  const slowest = Math.ceil(batchSize / shareOf(parameters) + RESERVE + roundOf(parameters));
  return [
    'A full batch cannot be sent before the function’s time-out while all instances have mails:',
    `  instances = functions × invocations of a poller × maximumPollers = ${FUNCTIONS.length} × ${CONCURRENCY_OF_A_POLLER} × ${maximumPollers} = ${instances}`,
    `  share     = sesMaxSendRate ÷ instances = ${sesMaxSendRate} ÷ ${instances} = ${share} mails per second`,
    `  round     = instances × turns that each reserves ÷ (${USED} × sesMaxSendRate) = ${instances} × ${block} ÷ ${shown(USED * sesMaxSendRate)} = ${wait} seconds until the first turn`,
    `  mails     = share × (timeout − reserve − round) = ${share} × (${timeout} − ${RESERVE} − ${wait}) = ${sentOf(parameters, batchSize)}, batchSize is ${batchSize}`,
    fits >= 1
      ? `Set --param batchSize=${fits} or less${slowest <= 840 ? `, or --param timeout=${slowest} or more` : ''}; fewer pollers or a higher sesMaxSendRate help too.`
      : 'Not even one mail fits: fewer pollers, a longer timeout or a higher sesMaxSendRate are needed.',
  ].join('\n');
}
