import { addressOf, type Device } from '../../recipients/device';
import { shortHash } from '../../runtime/short-hash';
import type { Reference } from '../channel';

/** What a push says. `link` is opened by a tap; https. */
export interface Push {
  readonly title: string;
  readonly body: string;
  readonly link?: string | undefined;
}

/** Bytes of what a device gets. Source: Firebase reference, `ErrorCode`, INVALID_ARGUMENT. Here the whole message counts, but the token. */
export const LARGEST = 4_096;
const LARGEST_TITLE = 400;
const LARGEST_LINK = 1_000;

/** Seconds that FCM keeps a message for a device that is off: four weeks at most. Source: Firebase reference, `AndroidConfig`. */
const LONGEST_TTL = 2_419_200;

/** In JSON. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const bytesIn = (text: string): number => bytesOf(text) - bytesOf('');

const ELLIPSIS = '…';

/** Cuts a text between two characters, as readers see them, so that it takes at most so many bytes in JSON. */
export function cut(text: string, most: number): string {
  if (bytesIn(text) <= most) return text;
  let left = most - bytesIn(ELLIPSIS);
  if (left < 0) return '';
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= bytesIn(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** Names a delivery: 22 characters, which all platforms take (`apns-collapse-id` has 64 bytes, `Topic` of web push 32 characters). */
const idOf = ({ key, userId }: Reference): string => shortHash(key.orderId, key.notification, userId);

/** How long FCM may still deliver it, in seconds: a device that was off must not show it when it is too old. */
function timeToLive({ expiresAt }: Reference, now: number): number {
  if (expiresAt === undefined) return LONGEST_TTL;
  return Math.min(Math.max(Math.floor((expiresAt - now) / 1_000), 0), LONGEST_TTL);
}

/** What FCM takes, but for the device that it is for. */
export type FcmMessage = ReturnType<typeof shape>;

function shape({ title, body, link }: Push, id: string, ttl: number, now: number) {
  return {
    notification: { title, body },
    ...(link !== undefined && { data: { link } }),
    android: { collapse_key: id, priority: 'HIGH', ttl: `${ttl}s`, notification: { tag: id } },
    apns: {
      headers: {
        'apns-collapse-id': id,
        'apns-expiration': String(Math.floor(now / 1_000) + ttl),
        'apns-priority': '10',
      },
      payload: { aps: { sound: 'default' } },
    },
    webpush: {
      headers: { TTL: String(ttl), Topic: id, Urgency: 'high' },
      notification: { tag: id },
      ...(link !== undefined && { fcm_options: { link } }),
    },
  };
}

/**
 * Makes what makes the message of a push when it is sent, since its time to live runs while it waits for its turn. One that is sent twice
 * replaces the first on the device. Texts that are too long are cut as a last resort. `now`: milliseconds since the epoch.
 * Source: Firebase reference, `projects.messages`.
 */
export function messageOf(push: Push, reference: Reference, now: number): (sentAt: number) => FcmMessage {
  const fits = push.link?.startsWith('https://') && bytesIn(push.link) <= LARGEST_LINK;
  const link = fits ? push.link?.toWellFormed() : undefined;
  const title = cut(push.title.toWellFormed(), LARGEST_TITLE);
  const id = idOf(reference);
  const make = (body: string, at: number) => shape({ title, body, link }, id, timeToLive(reference, at), at);
  // Later the time to live has no more digits.
  const body = cut(push.body.toWellFormed(), LARGEST - bytesOf(make('', now)));
  return (sentAt) => make(body, sentAt);
}

/** Makes the body of the request for one device. */
export const requestFor = (message: FcmMessage, device: Device): string =>
  JSON.stringify({
    message:
      'token' in device ? { token: addressOf(device), ...message } : { fid: addressOf(device), ...message },
  });
