import * as z from 'zod/mini';
import { nullAsAbsent, optional } from '../notifications/fields/optional';
import type { ChannelName } from '../notifications/notification';

const flag = z.boolean({ error: 'true or false' });
const wanted = optional(flag, nullAsAbsent);
const map = { error: 'a map' };

/** `{"email": true, "topics": {"payment_notification": false}}`; what is absent is wanted. */
export const preferences = z.object(
  { email: wanted, topics: optional(z.record(z.string(), wanted, map), nullAsAbsent) },
  map,
);

export type Preferences = z.infer<typeof preferences>;

/** Tells whether a customer wants to be told of this topic on this channel. */
export function wants(given: Preferences | undefined, topic: string, channel: ChannelName): boolean {
  const ofChannel: Readonly<Partial<Record<ChannelName, boolean | undefined>>> = given ?? {};
  return ofChannel[channel] !== false && given?.topics?.[topic] !== false;
}
