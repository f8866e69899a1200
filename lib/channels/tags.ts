import type { NotificationKey } from '../notifications/key';
import type { Reference } from './channel';

/** What SES takes as the value of a tag: letters, digits, `_` and `-`, at most 256. Source: SES API reference, `MessageTag`. */
const LONGEST_VALUE = 256;

/** The topic, the status and what else is in a key; without the channel that stands in front where it is not e-mail. */
function wordsOf({ notification }: NotificationKey): string[] {
  const [first, ...rest]: string[] = JSON.parse(notification);
  return first === undefined || first === 'sms' || first === 'push' ? rest : [first, ...rest];
}

/** A long reference takes several tags: `entry`, `entry-2`, `entry-3` … */
const nameOf = (index: number): string => (index === 0 ? 'entry' : `entry-${index + 1}`);

/**
 * Makes the tags of a message, which all its later events carry. `entry` names its entry in the notification log and its customer exactly,
 * whatever the ids are made of: base64url of a JSON array. `topic`, `status` and `order_id` are for people who read the events, `trace_id` for
 * their log lines.
 *
 * @param longest characters that the provider takes as one value
 */
export function tagsOf({ key, userId, traceId }: Reference, longest = LONGEST_VALUE): Record<string, string> {
  const readable = (value: string): string => value.slice(0, longest).replaceAll(/[^\w-]/g, '_');
  const reference = Buffer.from(JSON.stringify([key.orderId, key.notification, userId])).toString(
    'base64url',
  );
  const [topic = '', status = ''] = wordsOf(key);
  const tags: Record<string, string> = {
    topic: readable(topic),
    status: readable(status),
    order_id: readable(key.orderId),
  };
  for (let index = 0; index * longest < reference.length; index++) {
    tags[nameOf(index)] = reference.slice(index * longest, (index + 1) * longest);
  }
  if (traceId) tags.trace_id = traceId;
  return tags;
}

/**
 * Reads the reference back, from the tags of an event: each is an array of values there.
 *
 * @returns undefined for a mail that has none: another program sent it, or an earlier version.
 * @throws SyntaxError, TypeError for one that cannot be read
 */
export function referenceOf(tags: Readonly<Record<string, readonly string[]>>): Reference | undefined {
  if (!tags[nameOf(0)]) return undefined;
  let reference = '';
  for (let index = 0; tags[nameOf(index)]; index++) reference += tags[nameOf(index)]?.[0] ?? '';
  const parts: unknown = JSON.parse(Buffer.from(reference, 'base64url').toString('utf8'));
  if (!Array.isArray(parts) || parts.length !== 3 || !parts.every((part) => typeof part === 'string' && part))
    throw new TypeError('The tags named entry are not those of this service');
  const [orderId, notification, userId] = parts;
  return { key: { orderId, notification } satisfies NotificationKey, userId };
}
