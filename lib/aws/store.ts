import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { nameOf, StoreUnavailableError } from '../runtime/errors';
import { withTimeout } from '../runtime/timeout';
import type { Timing } from '../runtime/timing';
import { attempts, TimedHandler, withoutLog } from './sdk';

/** Makes a client that cuts off its attempts; the SDK's own default waits for ever. */
export function connectStore(timing: Timing, maxSockets: number, overrides: DynamoDBClientConfig = {}) {
  return withoutLog(
    new DynamoDBClient({
      retryStrategy: attempts(3, timing.storePause),
      cacheMiddleware: true,
      requestHandler: new TimedHandler(timing.storeAttempt, {
        httpsAgent: { maxSockets },
        httpAgent: { maxSockets },
      }),
      ...overrides,
    }),
  );
}

/** An item as DynamoDB writes it. */
export type Item = Parameters<typeof unmarshall>[0];

/** Reads an item. A number that JavaScript does not have is no reason to fail: somebody may have written it by hand. */
export const fieldsOf = (item: Item): Record<string, unknown> =>
  unmarshall(item, { wrapNumbers: (value) => Number(value) });

const CODE_OF = {
  contacts: 'contacts_unavailable',
  recipients: 'contacts_unavailable',
  'notification log': 'log_unavailable',
} as const;

/**
 * Waits for one call to a table, for `timing.storeCall` and no longer. All its attempts fit into that.
 * `table` names the table in errors.
 *
 * @throws ConditionalCheckFailedException as it is: an answer, not a failure.
 * @throws StoreUnavailableError for everything else.
 */
export async function call<T>(table: keyof typeof CODE_OF, timing: Timing, answer: Promise<T>): Promise<T> {
  try {
    return await withTimeout(timing.storeCall, answer);
  } catch (error) {
    if (nameOf(error) === 'ConditionalCheckFailedException') throw error;
    throw new StoreUnavailableError(CODE_OF[table], `${table}: DynamoDB failed (${nameOf(error)})`, {
      cause: error,
    });
  }
}
