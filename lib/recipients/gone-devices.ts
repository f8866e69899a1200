import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Clock } from '../runtime/clock';
import { shortHash } from '../runtime/short-hash';
import type { Timing } from '../runtime/timing';
import { addressOf, type Device } from './device';
import { learner } from './learned';

const goneDevice = z.object(
  {
    /** When FCM said so: milliseconds since the epoch. */
    at: z.int(),
  },
  { error: 'a map' },
);

/** By the hash of user and token. */
export const goneDevices = z.record(z.string(), goneDevice, { error: 'a map' });
type Gone = z.infer<typeof goneDevices>;

/** Old ones are of no use once the user service has forgotten their tokens; a user has hardly more. */
export const MOST_GONE_DEVICES = 50;

export interface GoneDevices {
  /**
   * Remembers a device that no longer has the app. The last time counts.
   *
   * @returns `full` for a user who has as many of them as are remembered. @throws StoreUnavailableError
   */
  add(userId: string, device: Device): Promise<'added' | 'known' | 'full'>;
}

/** Tells whether a device that was gone then, if it ever was, was not seen since. `at`: milliseconds since the epoch. */
export const isGoneSince = (at: number | undefined, { seen_at }: Device): boolean =>
  at !== undefined && !(seen_at !== undefined && seen_at > at);

/** Tells whether a device is gone, and was not seen since. */
export const isGone = (userId: string, device: Device, gone: Gone | undefined): boolean =>
  isGoneSince(gone?.[shortHash(userId, addressOf(device))]?.at, device);

export function goneDevicesIn(
  client: DynamoDBClient,
  table: string,
  clock: Pick<Clock, 'wall'>,
  timing: Timing,
): GoneDevices {
  const learn = learner(client, table, timing);
  return {
    add: (userId, device) =>
      learn(userId, {
        attribute: 'gone_devices',
        hash: shortHash(userId, addressOf(device)),
        value: { at: clock.wall() },
        most: MOST_GONE_DEVICES,
        replaces: 'all',
      }),
  };
}
