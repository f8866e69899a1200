import * as z from 'zod/mini';
import { optional } from '../notifications/fields';
import type { ChannelName } from '../notifications/notification';

const flag = z.boolean({ error: 'true or false' });
const map = { error: 'a map' };

/** `{"email": true, "topics": {"payment_notification": false}}`; what is absent is wanted. */
export const preferences = z.object(
  { email: optional(flag), topics: optional(z.record(z.string(), optional(flag), map)) },
  map,
);

export type Preferences = z.infer<typeof preferences>;

/** Tells whether a customer wants to be told of this topic on this channel. */
export function wants(given: Preferences | undefined, topic: string, channel: ChannelName): boolean {
  const ofChannel: Readonly<Partial<Record<ChannelName, boolean | undefined>>> = given ?? {};
  return ofChannel[channel] !== false && given?.topics?.[topic] !== false;
}
