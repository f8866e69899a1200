import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DatedHandler } from '../../aws/dated-handler';
import { attempts, withoutLog } from '../../aws/sdk';
import { fieldsOf, type Item } from '../../aws/store';
import type { Clock } from '../../runtime/clock';
import type { Timing } from '../../runtime/timing';
import { type QueueState, SLACK } from './block';

/** The answer to one request: whether it was done, and the queue as it stood before. */
export interface QueueAnswer {
  readonly done: boolean;
  readonly before: QueueState;
}

/**
 * The queue of one channel, one item that all instances share. Each method is one request, which changes nothing where its
 * condition does not hold, and throws where DynamoDB does not answer: then nobody knows whether it was done. Times are whole
 * milliseconds since the epoch.
 */
export interface RateQueue {
  /** Whether the clock of this machine was found wrong by the last answer. */
  readonly clockIsWrong: boolean;
  /** Begins the queue anew at `now`, where its end has passed. */
  startAt(now: number, span: number): Promise<QueueAnswer>;
  /** Takes `span` milliseconds at the end of the queue, where that is between `now` and `latest`. */
  extend(span: number, now: number, latest: number): Promise<QueueAnswer>;
  /** Sets the end back, where it is still `end`. */
  giveBack(end: number, to: number): Promise<QueueAnswer>;
  /** Lowers the rate, where nobody did since `reservedAt`, or only somebody with a wrong clock. */
  slow(level: number, now: number, reservedAt: number): Promise<QueueAnswer>;
}

/** Beside the entries of the notification log: the second key of those begins with a bracket. */
const keyOf = (channel: string) => marshall({ order_id: 'rate', notification: channel });

const NAMES = { next: 'next_at', level: 'level', slowed: 'slowed_at' } as const;

/** There is no `max()` in DynamoDB, so that idle and busy are two requests. */
const REQUESTS = {
  startAt: ['SET #next = :end', 'attribute_not_exists(#next) OR #next < :now'],
  extend: ['SET #next = #next + :span', '#next BETWEEN :now AND :latest'],
  giveBack: ['SET #next = :to', '#next = :end'],
  slow: [
    'SET #level = :level, #slowed = :now',
    'attribute_not_exists(#slowed) OR #slowed < :reserved OR #slowed > :ahead',
  ],
} as const;

/** Somebody may have changed the item by hand: what is no number is not there. */
function stateOf(item: Item | undefined): QueueState {
  const fields = Object.entries(item ? fieldsOf(item) : {});
  return Object.fromEntries(fields.filter(([, value]) => Number.isFinite(value)));
}

/** Makes a client for the queues: a second attempt would come too late, and may take a second block. */
export function connectQueues(timing: Timing, clock: Clock, overrides: DynamoDBClientConfig = {}) {
  const handler = new DatedHandler(timing, clock);
  const client = withoutLog(
    new DynamoDBClient({
      retryStrategy: attempts(1, 0),
      cacheMiddleware: true,
      requestHandler: handler,
      ...overrides,
    }),
  );
  return { client, handler };
}

/** @param channel the name of the channel, whose queue it is */
export function rateQueue(
  { client, handler }: ReturnType<typeof connectQueues>,
  table: string,
  channel: string,
): RateQueue {
  async function ask(request: keyof typeof REQUESTS, values: Record<string, number>): Promise<QueueAnswer> {
    const [UpdateExpression, ConditionExpression] = REQUESTS[request];
    const text = `${UpdateExpression} ${ConditionExpression}`;
    const names = Object.entries(NAMES).flatMap(([name, attribute]) =>
      text.includes(`#${name}`) ? [[`#${name}`, attribute]] : [],
    );
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(channel),
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeNames: Object.fromEntries(names),
          ExpressionAttributeValues: marshall(values),
          ReturnValues: 'ALL_OLD',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { done: true, before: stateOf(Attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { done: false, before: stateOf(error.Item) };
    }
  }

  return {
    get clockIsWrong() {
      return handler.clockIsWrong;
    },
    startAt: (now, span) => ask('startAt', { ':now': now, ':end': now + span }),
    extend: (span, now, latest) => ask('extend', { ':span': span, ':now': now, ':latest': latest }),
    giveBack: (end, to) => ask('giveBack', { ':end': end, ':to': to }),
    slow: (level, now, reservedAt) =>
      ask('slow', { ':level': level, ':now': now, ':reserved': reservedAt, ':ahead': now + SLACK }),
  };
}
