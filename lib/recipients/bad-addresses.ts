import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { shortHash } from '../runtime/short-hash';
import type { Timing } from '../runtime/timing';
import { learner } from './learned';

/** Why an address gets no mail: its server refused it for good, or its reader called a mail spam. */
const WHYS = ['bounced', 'complained'] as const;
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

/** A user has hardly more. */
export const MOST_BAD_ADDRESSES = 50;

/** Names an address of one user without telling it. Upper and lower case are one, as they are for SES. */
export const hashOf = (userId: string, address: string): string => shortHash(userId, address.toLowerCase());

export interface BadAddresses {
  /**
   * Remembers an address that gets no more mail. A complaint counts more than a bounce; else the first counts.
   *
   * @returns `full` for a user who has as many of them as are remembered. @throws StoreUnavailableError
   */
  add(userId: string, address: string, bad: BadAddress): Promise<'added' | 'known' | 'full'>;
}

export function badAddressesIn(client: DynamoDBClient, table: string, timing: Timing): BadAddresses {
  const learn = learner(client, table, timing);
  return {
    add: (userId, address, bad) =>
      learn(userId, {
        attribute: 'bad_addresses',
        hash: hashOf(userId, address),
        value: bad,
        most: MOST_BAD_ADDRESSES,
        replaces: bad.why === 'complained' ? { attribute: 'why', value: 'bounced' } : undefined,
      }),
  };
}
