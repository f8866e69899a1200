import { type Limits, largestBlock, spanOf } from '../lib/channels/rate/block';
import { sendsAtOnce } from '../lib/config';
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

/** Computes the static share of one instance, in mails per second: what it keeps to while DynamoDB does not answer. */
export const shareOf = (parameters: Parameters): number =>
  parameters.sesMaxSendRate / instancesOf(parameters);

/** Computes the most turns that an instance with so many mails reserves at once, and the seconds that they take. */
function blockOf(parameters: Parameters, mails: number) {
  const limits: Limits = {
    rate: parameters.sesMaxSendRate,
    instances: instancesOf(parameters),
    places: parameters.maxConcurrentSends ?? sendsAtOnce(parameters.sesMaxSendRate),
  };
  const turns = Math.min(mails, largestBlock(limits, 1));
  return { turns, seconds: spanOf(turns, limits, 1) / 1_000 };
}

/** Computes the seconds that a newcomer waits at most: each instance has reserved one block. */
export const roundOf = (parameters: Parameters, mails = parameters.batchSize): number =>
  instancesOf(parameters) * blockOf(parameters, mails).seconds;

/**
 * Computes how many mails of a batch of `mails` an instance surely sends in one invocation: its turns in each round after the
 * first. That is a little less than the static share, since the queue leaves a part of the rate free and has whole milliseconds.
 */
function sentOf(parameters: Parameters, mails: number): number {
  const round = roundOf(parameters, mails);
  return Math.floor((blockOf(parameters, mails).turns * (parameters.timeout - RESERVE - round)) / round);
}

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
  const instances = instancesOf(parameters);
  const { turns, seconds } = blockOf(parameters, batchSize);
  const round = shown(roundOf(parameters));
  const slowest = Math.ceil((batchSize / turns + 1) * roundOf(parameters) + RESERVE);
  return [
    'A full batch cannot be sent before the function’s time-out while all instances have mails:',
    `  instances = functions × invocations of a poller × maximumPollers = ${FUNCTIONS.length} × ${CONCURRENCY_OF_A_POLLER} × ${maximumPollers} = ${instances}`,
    `  turns     = what each reserves at once, of ${batchSize} mails at sesMaxSendRate ${sesMaxSendRate} = ${turns}, which take ${shown(seconds)} seconds`,
    `  round     = instances × seconds of the turns = ${instances} × ${shown(seconds)} = ${round} seconds until the first turn`,
    `  mails     = turns × (timeout − reserve − round) ÷ round = ${turns} × (${timeout} − ${RESERVE} − ${round}) ÷ ${round} = ${sentOf(parameters, batchSize)}, batchSize is ${batchSize}`,
    fits >= 1
      ? `Set --param batchSize=${fits} or less${slowest <= 840 ? `, or --param timeout=${slowest} or more` : ''}; fewer pollers or a higher sesMaxSendRate help too.`
      : 'Not even one mail fits: fewer pollers, a longer timeout or a higher sesMaxSendRate are needed.',
  ].join('\n');
}
