import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { nameOf, StoreUnavailableError } from '../runtime/errors';
import { within } from '../runtime/timeout';
import type { Timing } from '../runtime/timing';
import { attempts, TimedHandler, withoutLog } from './sdk';

/** A client whose attempts are cut off; the SDK's own default waits for ever. */
export function connectStore(timing: Timing, maxSockets: number, overrides: DynamoDBClientConfig = {}) {
  return withoutLog(
    new DynamoDBClient({
      retryStrategy: attempts(3),
      cacheMiddleware: true,
      requestHandler: new TimedHandler(timing.storeAttempt, {
        httpsAgent: { maxSockets },
        httpAgent: { maxSockets },
      }),
      ...overrides,
    }),
  );
}

/**
 * One call to a table, which is waited for until `timing.storeCall` and no longer; all its attempts fit into that.
 * `name` says which table in errors.
 *
 * @throws ConditionalCheckFailedException as it is: an answer, not a failure.
 * @throws StoreUnavailableError for everything else.
 */
export async function call<T>(name: string, timing: Timing, answer: Promise<T>): Promise<T> {
  try {
    return await within(timing.storeCall, answer);
  } catch (error) {
    if (nameOf(error) === 'ConditionalCheckFailedException') throw error;
    throw new StoreUnavailableError(`${name}: DynamoDB failed (${nameOf(error)})`, { cause: error });
  }
}
