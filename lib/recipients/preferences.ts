import * as z from 'zod/mini';
import { nullAsAbsent, optional } from '../notifications/fields/optional';
import type { ChannelName } from '../notifications/notification';

const map = { error: 'a map' };
const flag = z.boolean({ error: 'true or false' });
const wanted = optional(flag, nullAsAbsent);
const byChannel = { email: wanted, sms: wanted, push: wanted };

const ofTopic = z.union([flag, z.object(byChannel)], { error: 'true, false, or a map of channels' });

/** `{"email": true, "sms": true, "topics": {"payment_notification": false, "delivery_notification": {"sms": false}}}` */
export const preferences = z.object(
  {
    ...byChannel,
    topics: optional(z.record(z.string(), optional(ofTopic, nullAsAbsent), map), nullAsAbsent),
  },
  map,
);

type Flags = Readonly<Partial<Record<ChannelName, boolean | undefined>>>;

export type Preferences = Flags & {
  readonly topics?: Readonly<Record<string, boolean | Flags | undefined>> | undefined;
};

/** What a customer is asked about: one notification on one channel. */
export interface Offer {
  readonly topic: string;
  readonly channel: ChannelName;
  /** The customer must know of it, whatever they said of its topic: a payment that failed. */
  readonly mandatory: boolean;
}

/** A text message costs money, and many countries want a consent: nobody gets one without having said so. */
const UNASKED: Readonly<Record<ChannelName, boolean>> = { email: true, push: true, sms: false };

/** Each cell by itself: the first of the given that says something there. */
function cellsOf(given: ReadonlyArray<Preferences | undefined>, { topic, channel }: Offer) {
  const first = (cell: (preferences: Preferences) => boolean | undefined) => {
    for (const preferences of given) {
      const said = preferences && cell(preferences);
      if (said !== undefined) return said;
    }
    return undefined;
  };
  const cellOf = ({ topics }: Preferences) => topics?.[topic];
  return {
    topicAndChannel: first((preferences) => {
      const cell = cellOf(preferences);
      return typeof cell === 'object' ? cell[channel] : undefined;
    }),
    topic: first((preferences) => {
      const cell = cellOf(preferences);
      return typeof cell === 'boolean' ? cell : undefined;
    }),
  };
}

/** Tells whether a customer wants a channel at all, whatever they said of single topics. */
export const wantsChannel = (
  channel: ChannelName,
  ...given: ReadonlyArray<Preferences | undefined>
): boolean =>
  given.find((preferences) => preferences?.[channel] !== undefined)?.[channel] ?? UNASKED[channel];

/** Whose word counts for a channel: after the first who ends all of it, nobody is heard. */
function heardOf(channel: ChannelName, given: ReadonlyArray<Preferences | undefined>) {
  const end = given.findIndex((preferences) => preferences?.[channel] === false);
  return end < 0 ? given : given.slice(0, end + 1);
}

/**
 * Tells whether a customer wants to be told of this on this channel. What was said of topic and channel together counts first; else a no
 * for the topic or for the channel is a no. A text message needs a yes for texts. What is mandatory ignores a no for its topic, and
 * never one for the channel. A no of the customer for all of a channel ends it, whatever the contact says of single topics.
 *
 * @param given what was said, by the customer first
 */
export function wants(offer: Offer, ...given: ReadonlyArray<Preferences | undefined>): boolean {
  const { topicAndChannel, topic } = cellsOf(heardOf(offer.channel, given), offer);
  if (topicAndChannel || (topicAndChannel === false && !offer.mandatory)) return topicAndChannel;
  if (topic === false && !offer.mandatory) return false;
  return wantsChannel(offer.channel, ...given);
}
