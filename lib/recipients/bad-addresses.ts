import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { call } from '../aws/store';
import type { Timing } from '../runtime/timing';

/** Why an address gets no mail: its server refused it for good, or its reader called a mail spam. */
export const WHYS = ['bounced', 'complained'] as const;
export type Why = (typeof WHYS)[number];

const badAddress = z.object(
  {
    why: z.enum(WHYS),
    /** When it happened, as SES says: milliseconds since the epoch. */
    at: z.int(),
    /** What SES calls it, such as `General` or `OnAccountSuppressionList`. */
    sub_type: z.optional(z.string()),
    /** Of the mail that it happened to. */
    message_id: z.optional(z.string()),
  },
  { error: 'a map' },
);

export type BadAddress = z.infer<typeof badAddress>;

/** By `hashOf`. */
export const badAddresses = z.record(z.string(), badAddress, { error: 'a map' });

/** A user has hardly more; a `user_id` that many guests share must not fill its item. */
export const MOST_BAD_ADDRESSES = 50;

/** Names an address of one user without telling it. Upper and lower case are one, as they are for SES. 22 characters. */
export const hashOf = (userId: string, address: string): string =>
  createHash('sha256')
    .update(JSON.stringify([userId, address.toLowerCase()]))
    .digest()
    .subarray(0, 16)
    .toString('base64url');

export interface BadAddresses {
  /**
   * Remembers an address that gets no more mail. A complaint counts more than a bounce; else the first counts.
   *
   * @returns `full` for a user who has as many of them as are remembered. @throws StoreUnavailableError
   */
  add(userId: string, address: string, bad: BadAddress): Promise<'added' | 'known' | 'full'>;
}

export function badAddressesIn(client: DynamoDBClient, table: string, timing: Timing): BadAddresses {
  const update = (userId: string, request: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
    call(
      'recipients',
      timing,
      client.send(
        new UpdateItemCommand({ TableName: table, Key: marshall({ user_id: userId }), ...request }),
      ),
    );

  return {
    async add(userId, address, bad) {
      const hash = hashOf(userId, address);
      // A path into a map that is not there yet is an error.
      await update(userId, {
        UpdateExpression: 'SET bad_addresses = if_not_exists(bad_addresses, :none)',
        ExpressionAttributeValues: marshall({ ':none': {} }),
      });
      const isNew = '(attribute_not_exists(bad_addresses.#hash) AND size(bad_addresses) < :most)';
      const isWorse = ' OR bad_addresses.#hash.why = :bounced';
      const complained = bad.why === 'complained';
      try {
        await update(userId, {
          UpdateExpression: 'SET bad_addresses.#hash = :bad',
          ConditionExpression: isNew + (complained ? isWorse : ''),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ExpressionAttributeNames: { '#hash': hash },
          ExpressionAttributeValues: marshall(
            { ':bad': bad, ':most': MOST_BAD_ADDRESSES, ...(complained && { ':bounced': 'bounced' }) },
            { removeUndefinedValues: true },
          ),
        });
        return 'added';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return hash in Object(error.Item && unmarshall(error.Item).bad_addresses) ? 'known' : 'full';
      }
    },
  };
}
