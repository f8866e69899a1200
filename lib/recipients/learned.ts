import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Timing } from '../runtime/timing';
import { mapChanger } from './item-maps';

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
  const change = mapChanger(client, table, timing);

  return async (userId: string, lesson: Lesson): Promise<'added' | 'known' | 'full'> => {
    const { attribute, hash, value, most, replaces } = lesson;
    const isNew = '(attribute_not_exists(#map.#hash) AND size(#map) < :most)';
    const one = typeof replaces === 'object' ? replaces : undefined;
    const orReplaced = one
      ? ' OR #map.#hash.#one = :one'
      : replaces === 'all'
        ? ' OR attribute_exists(#map.#hash)'
        : '';
    const refusedBy = await change(userId, attribute, {
      set: 'SET #map.#hash = :value',
      when: isNew + orReplaced,
      names: { '#hash': hash, ...(one && { '#one': one.attribute }) },
      values: { ':value': value, ':most': most, ...(one && { ':one': one.value }) },
    });
    if (!refusedBy) return 'added';
    return hash in refusedBy ? 'known' : 'full';
  };
}
