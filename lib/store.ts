import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { StoreUnavailableError } from './errors';
import { attempts, TimedHandler, withoutLog } from './sdk';
import { type Timing, within } from './timing';

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

/** Zod's begins with a $. */
const ERROR_NAME = /^\$?([A-Za-z]{1,64})$/;

/** An error's name is safe to log, its message is not: the SDK and AWS quote what they were given. */
export function nameOf(error: unknown): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return ERROR_NAME.exec(name)?.[1] ?? 'Error';
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
