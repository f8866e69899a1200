import { createHmac, timingSafeEqual } from 'node:crypto';

/** Old mails must still lead to the page: 90 days, in milliseconds. */
export const VALID_FOR = 90 * 24 * 60 * 60 * 1_000;

/** A token is at most so long: an id of 64 characters, each of which may take several bytes. */
export const LONGEST_TOKEN = 600;

/** `<signature>.<content>`, each base64url. The content ends with a letter or a digit, so that mail programs take no end off. */
const TOKEN = /^(?<signature>[\w-]{43})\.(?<content>[\w-]+)$/;

const signatureOf = (content: string, key: string): string =>
  createHmac('sha256', key).update(content).digest('base64url');

/**
 * Makes the token that leads one customer to their page.
 *
 * @param until milliseconds since the epoch
 */
export function tokenOf(userId: string, until: number, key: string): string {
  const content = Buffer.from(JSON.stringify([userId, Math.ceil(until / 1_000)])).toString('base64url');
  return `${signatureOf(content, key)}.${content}`;
}

/** Compares in a time that tells nothing. Both as text: base64url has several ways to write the same bytes. */
const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

export type Link =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'expired' }
  /** No key of these signed it. */
  | { readonly kind: 'forged' };

const FORGED: Link = { kind: 'forged' };

/** Tells whose page a token leads to. What is in it is read only once its signature is right. `now` in milliseconds since the epoch. */
export function linkOf(token: string, keys: readonly string[], now: number): Link {
  const { signature = '', content = '' } = TOKEN.exec(token.slice(0, LONGEST_TOKEN + 1))?.groups ?? {};
  if (content === '' || token.length > LONGEST_TOKEN) return FORGED;
  if (!keys.some((key) => isSame(signature, signatureOf(content, key)))) return FORGED;
  const [userId, until]: [string, number] = JSON.parse(Buffer.from(content, 'base64url').toString('utf8'));
  return now < until * 1_000 ? { kind: 'user', userId } : { kind: 'expired' };
}
