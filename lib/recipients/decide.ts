import { type AddressResult, parseAddress } from '../notifications/address';
import type { Message } from '../notifications/notification';
import { type Failed, failed, type Skipped, skipped } from '../runtime/outcome';
import type { Contact, Found, Reader } from './contact';

/** Write to this address, greeting this reader. */
export interface Send {
  readonly status: 'send';
  readonly recipient: string;
  readonly reader: Reader;
}

/**
 * Whether a record's time is over. A record without a timestamp (Kafka writes -1) has no age.
 * `timestamp` and `now` in milliseconds, `maxAge` in seconds, 0 is off.
 */
export function isTooOld(timestamp: unknown, now: number, maxAge: number): boolean {
  return maxAge > 0 && typeof timestamp === 'number' && timestamp > 0 && now - timestamp > maxAge * 1_000;
}

export function isAllowed(recipient: string, allowed: ReadonlySet<string>): boolean {
  const address = recipient.toLowerCase();
  return (
    allowed.has('*') || allowed.has(address) || allowed.has(`*${address.slice(address.lastIndexOf('@'))}`)
  );
}

function recipientOf(message: Message, contact: Contact | undefined): AddressResult {
  if (message.email !== undefined) return { ok: true, address: message.email };
  if (contact?.email !== undefined) {
    const parsed = parseAddress(contact.email);
    return parsed.ok ? parsed : { ok: false, reason: `contact: email: expected ${parsed.reason}` };
  }
  return {
    ok: false,
    reason: contact
      ? 'recipient: neither the message nor the contact has an e-mail address'
      : 'recipient: no contact for this user_id, and no e-mail address in the message',
  };
}

/** Send or skip. The message's own address and name come before the contact's; preferences are always the contact's. */
export function decide(
  topic: string,
  message: Message,
  found: Found,
  allowed: ReadonlySet<string>,
): Send | Skipped | Failed {
  if (found.kind === 'unreadable') return failed('permanent', found.reason);
  const contact = found.kind === 'contact' ? found.contact : undefined;
  const preferences = contact?.preferences;
  if (preferences?.email === false || preferences?.topics?.[topic] === false) return skipped('opted out');
  const recipient = recipientOf(message, contact);
  if (!recipient.ok) return failed('permanent', recipient.reason);
  if (!isAllowed(recipient.address, allowed)) return skipped('recipient not allowed');
  return {
    status: 'send',
    recipient: recipient.address,
    reader: { name: message.name ?? contact?.name, locale: contact?.locale },
  };
}
