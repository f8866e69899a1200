import { parseAddress } from '../../notifications/address';
import type { Reach } from '../../recipients/decide';
import { fail, skip } from '../../runtime/outcome';

/** Tells whether a recipient is allowed. `allowed`: addresses and `*@domain` in lower case, or `*` for everybody. */
export function isAllowed(recipient: string, allowed: ReadonlySet<string>): boolean {
  const address = recipient.toLowerCase();
  return (
    allowed.has('*') || allowed.has(address) || allowed.has(`*${address.slice(address.lastIndexOf('@'))}`)
  );
}

const addressOf: Reach = (message, contact) => {
  if (message.email !== undefined) return { kind: 'address', address: message.email };
  if (contact?.email !== undefined) {
    const parsed = parseAddress(contact.email);
    return parsed.kind === 'address'
      ? parsed
      : fail('address_invalid', `contact: email: expected ${parsed.reason}`);
  }
  return contact
    ? fail('address_missing', 'recipient: neither the message nor the contact has an e-mail address')
    : fail('contact_missing', 'recipient: no contact for this user_id, and no e-mail address in the message');
};

/** Finds the e-mail address of a customer: that of the message, else that of the contact. On a stage that is not open to all, only some customers get mail. */
export const reachByEmail =
  (allowed: ReadonlySet<string>): Reach =>
  (message, contact) => {
    const reached = addressOf(message, contact);
    if (reached.kind !== 'address' || isAllowed(reached.address, allowed)) return reached;
    return skip('recipient_not_allowed', 'recipient not allowed');
  };
