import { domainToASCII } from 'node:url';

/** An e-mail address that is safe to hand to SES: ASCII, one mailbox, no display name. */
export type AddressResult =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'invalid'; readonly reason: string };

// RFC 5321, 4.5.3.1: local part 64 octets, path 256 with its angle brackets.
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;

/** Shows an address without telling it. @example maskOf('ada@example.com') // 'a…@example.com' */
export const maskOf = (address: string): string =>
  `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;

/** RFC 5322, 3.2.3: dot-atom. Quoted local parts are legal, but only attackers use them. */
const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** RFC 1035, 2.3.1: letters, digits, hyphen. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const refuse = (reason: string): AddressResult => ({ kind: 'invalid', reason });

/**
 * Normalises one address: the domain in lower case and in punycode. The reasons name what is wrong and
 * never quote the address.
 *
 * Source: SES API reference, `SendEmail`, `Destination`: 7-bit ASCII; local part not encodable, domain by punycode.
 */
export function parseAddress(raw: string): AddressResult {
  if (/\p{C}/u.test(raw)) return refuse('an e-mail address without line breaks or control characters');
  if (/[\s,;<>"()]/u.test(raw)) {
    return refuse('one e-mail address without display name, spaces, commas or quotes');
  }
  const at = raw.lastIndexOf('@');
  if (at < 1 || at === raw.length - 1) return refuse('an e-mail address like name@example.com');
  const local = raw.slice(0, at);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the definition of ASCII
  if (!/^[\x00-\x7f]*$/.test(local)) {
    return refuse('an e-mail address with ASCII only before the @ (Amazon SES takes no other)');
  }
  if (local.length > MAX_LOCAL)
    return refuse(`an e-mail address with at most ${MAX_LOCAL} characters before the @`);
  if (!DOT_ATOM.test(local)) return refuse('an e-mail address like name@example.com');
  const written = raw.slice(at + 1);
  // domainToASCII reads a URL's host: it would end the domain at / \ ? # and undo percent-encoding.
  if (/[/\\?#%]/.test(written)) return refuse('an e-mail address with a valid domain name after the @');
  const domain = domainToASCII(written);
  if (local.length + 1 + domain.length > MAX_ADDRESS) {
    return refuse(`an e-mail address of at most ${MAX_ADDRESS} characters`);
  }
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1) ?? '')) {
    return refuse('an e-mail address with a valid domain name after the @');
  }
  return { kind: 'address', address: `${local}@${domain}` };
}
