import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { call } from '../aws/store';
import type { Timing } from '../runtime/timing';

/** Names an address or a device of one user without telling it: 22 characters. */
export const hashOf = (userId: string, address: string): string =>
  createHash('sha256')
    .update(JSON.stringify([userId, address]))
    .digest()
    .subarray(0, 16)
    .toString('base64url');

/** What is learned of one address or device of a user. */
export interface Lesson {
  /** The map of the item that it stands in. */
  readonly attribute: 'bad_addresses' | 'gone_devices';
  readonly hash: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** How many are remembered of one user: a `user_id` that many guests share must not fill its item. */
  readonly most: number;
  /** What is written over: all that is known already, or only that whose attribute has this value; nothing by default. */
  readonly replaces?: 'all' | { readonly attribute: string; readonly value: string } | undefined;
}

/** Makes what writes into the table of recipients. @throws StoreUnavailableError */
export function learner(client: DynamoDBClient, table: string, timing: Timing) {
  const update = (userId: string, request: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
    call(
      'recipients',
      timing,
      client.send(
        new UpdateItemCommand({ TableName: table, Key: marshall({ user_id: userId }), ...request }),
      ),
    );

  /** @param tries left */
  async function learn(userId: string, lesson: Lesson, tries: number): Promise<'added' | 'known' | 'full'> {
    const { attribute, hash, value, most, replaces } = lesson;
    // A path into a map that is not there yet is an error.
    await update(userId, {
      UpdateExpression: 'SET #map = if_not_exists(#map, :none)',
      ExpressionAttributeNames: { '#map': attribute },
      ExpressionAttributeValues: marshall({ ':none': {} }),
    });
    const isNew = '(attribute_not_exists(#map.#hash) AND size(#map) < :most)';
    const one = typeof replaces === 'object' ? replaces : undefined;
    const orReplaced = one
      ? ' OR #map.#hash.#one = :one'
      : replaces === 'all'
        ? ' OR attribute_exists(#map.#hash)'
        : '';
    try {
      await update(userId, {
        UpdateExpression: 'SET #map.#hash = :value',
        ConditionExpression: isNew + orReplaced,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ExpressionAttributeNames: { '#map': attribute, '#hash': hash, ...(one && { '#one': one.attribute }) },
        ExpressionAttributeValues: marshall(
          { ':value': value, ':most': most, ...(one && { ':one': one.value }) },
          { removeUndefinedValues: true },
        ),
      });
      return 'added';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const map = error.Item && unmarshall(error.Item)[attribute];
      // Somebody has forgotten all of it between the two requests.
      if (map === undefined && tries > 1) return learn(userId, lesson, tries - 1);
      return hash in Object(map) ? 'known' : 'full';
    }
  }

  return (userId: string, lesson: Lesson) => learn(userId, lesson, 2);
}
