import { type Limits, largestBlock, spanOf } from '../lib/channels/rate/block';
import { sendsAtOnce } from '../lib/config';
import type { ChannelName } from '../lib/notifications/notification';
import { pushAnswer, TIMING, wholeAttempt } from '../lib/runtime/timing';
import type { Deployment } from './deployment';
import { FUNCTIONS } from './functions';
import type { Parameters } from './parameters/parameters';

/** Invocations that one poller may have under way. Source: Lambda developer guide, `kafka-scaling-modes`. */
export const CONCURRENCY_OF_A_POLLER = 5;

/** What a channel's rate is called, what it counts, and the longest answer of the provider. Without a channel, all here is about mails. */
const RATES = {
  email: { parameter: 'sesMaxSendRate', messages: 'mails', slowestAnswer: TIMING.sendAnswer },
  sms: { parameter: 'smsMaxSendRate', messages: 'texts', slowestAnswer: TIMING.sendAnswer },
  push: { parameter: 'pushMaxSendRate', messages: 'pushes', slowestAnswer: pushAnswer(TIMING) },
} as const satisfies Record<
  ChannelName,
  { readonly parameter: keyof Parameters; messages: string; slowestAnswer: number }
>;

const rateOf = (parameters: Parameters, channel: ChannelName): number => parameters[RATES[channel].parameter];

/** Computes the seconds at the end of an invocation in which no attempt starts: the longest attempt, and the time kept free to return the response. */
export const reserveOf = (channel: ChannelName = 'email'): number =>
  Math.ceil((wholeAttempt(TIMING, RATES[channel].slowestAnswer) + TIMING.margin) / 1_000);

export const instancesOf = ({ maximumPollers }: Parameters) =>
  FUNCTIONS.length * CONCURRENCY_OF_A_POLLER * maximumPollers;

/** Computes the static share of one instance, in messages per second: what it keeps to while DynamoDB does not answer. */
export const shareOf = (parameters: Parameters, channel: ChannelName = 'email'): number =>
  rateOf(parameters, channel) / instancesOf(parameters);

const placesOf = (parameters: Parameters, channel: ChannelName): number =>
  (channel === 'email' && parameters.maxConcurrentSends) || sendsAtOnce(rateOf(parameters, channel));

/** Computes the most turns that an instance with so many messages reserves at once, and the seconds that they take. */
function blockOf(parameters: Parameters, messages: number, channel: ChannelName) {
  const limits: Limits = {
    rate: rateOf(parameters, channel),
    instances: instancesOf(parameters),
    places: placesOf(parameters, channel),
  };
  const turns = Math.min(messages, largestBlock(limits, 1));
  return { turns, seconds: spanOf(turns, limits, 1) / 1_000 };
}

/** Computes the seconds that a newcomer waits at most: each instance has reserved one block. */
export const roundOf = (
  parameters: Parameters,
  messages = parameters.batchSize,
  channel: ChannelName = 'email',
): number => instancesOf(parameters) * blockOf(parameters, messages, channel).seconds;

/**
 * Computes how many messages of a batch an instance surely sends in one invocation: its turns in each round after the
 * first. That is a little less than the static share, since the queue leaves a part of the rate free and has whole milliseconds.
 */
function sentOf(parameters: Parameters, messages: number, channel: ChannelName): number {
  const round = roundOf(parameters, messages, channel);
  const { turns } = blockOf(parameters, messages, channel);
  return Math.floor((turns * (parameters.timeout - reserveOf(channel) - round)) / round);
}

/** Finds the largest batch that fits into one invocation, up to the one that is given; 0 where not even one message does. */
export function largestBatch(parameters: Parameters, channel: ChannelName = 'email'): number {
  let messages = parameters.batchSize;
  while (messages > 0 && sentOf(parameters, messages, channel) < messages) messages--;
  return messages;
}

const shown = (value: number) => Number(value.toFixed(4));

function rateProblem(parameters: Parameters, channel: ChannelName): string | undefined {
  const { batchSize, timeout, maximumPollers } = parameters;
  const { parameter, messages } = RATES[channel];
  const fits = largestBatch(parameters, channel);
  if (batchSize === fits) return undefined;
  const instances = instancesOf(parameters);
  const { turns, seconds } = blockOf(parameters, batchSize, channel);
  const reserve = reserveOf(channel);
  const round = shown(roundOf(parameters, batchSize, channel));
  const slowest = Math.ceil((batchSize / turns + 1) * roundOf(parameters, batchSize, channel) + reserve);
  return [
    `A full batch cannot be sent before the function’s time-out while all instances have ${messages}:`,
    `  instances = functions × invocations of a poller × maximumPollers = ${FUNCTIONS.length} × ${CONCURRENCY_OF_A_POLLER} × ${maximumPollers} = ${instances}`,
    `  turns     = what each reserves at once, of ${batchSize} ${messages} at ${parameter} ${rateOf(parameters, channel)} = ${turns}, which take ${shown(seconds)} seconds`,
    `  round     = instances × seconds of the turns = ${instances} × ${shown(seconds)} = ${round} seconds until the first turn`,
    `  ${messages.padEnd(9)} = turns × (timeout − reserve − round) ÷ round = ${turns} × (${timeout} − ${reserve} − ${round}) ÷ ${round} = ${sentOf(parameters, batchSize, channel)}, batchSize is ${batchSize}`,
    fits >= 1
      ? `Set --param batchSize=${Math.max(1, Math.floor(fits / 2))}, half of what just fits (${fits})${slowest <= 840 ? `, or --param timeout=${slowest} or more` : ''}; fewer pollers or a higher ${parameter} help too.`
      : `Not even one of the ${messages} fits: fewer pollers, a longer timeout or a higher ${parameter} are needed.`,
  ].join('\n');
}

/** Checks that a full batch fits into one invocation on each channel. @returns why it does not, with the arithmetic and what would fit. */
export const rateProblems = ({ parameters }: Deployment): string[] =>
  parameters.channels.flatMap((channel) => rateProblem(parameters, channel) ?? []);
