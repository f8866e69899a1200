import { parseAddress } from '../../notifications/address';
import type { Message } from '../../notifications/notification';
import { hashOf, type Why } from '../../recipients/bad-addresses';
import type { Contact } from '../../recipients/contact';
import type { Address, Reach } from '../../recipients/decide';
import { type Failure, fail, type Skip, skip } from '../../runtime/outcome';

/** Tells whether a recipient is allowed. `allowed`: addresses and `*@domain` in lower case, or `*` for everybody. */
export function isAllowed(recipient: string, allowed: ReadonlySet<string>): boolean {
  const address = recipient.toLowerCase();
  return (
    allowed.has('*') || allowed.has(address) || allowed.has(`*${address.slice(address.lastIndexOf('@'))}`)
  );
}

function addressOf(message: Message, contact: Contact | undefined): Address<string> | Failure {
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
}

/** A customer may mend an address that bounced, and then the record can be redriven. One that complained wants no mail. */
const OF_BAD_ADDRESS: Readonly<Record<Why, Skip | Failure>> = {
  bounced: fail('address_bounced', 'recipient: an earlier mail to this address bounced for good'),
  complained: skip('address_complained', 'an earlier mail to this address was called spam'),
};

/**
 * Finds the e-mail address of a customer: that of the message, else that of the contact. On a stage that is not open to all, only some
 * customers get mail; and none goes to an address that bounced for good or complained.
 */
export const reachByEmail =
  (allowed: ReadonlySet<string>): Reach<string> =>
  (message, contact, { bad_addresses: bad }) => {
    const reached = addressOf(message, contact);
    if (reached.kind !== 'address') return reached;
    if (!isAllowed(reached.address, allowed)) return skip('recipient_not_allowed', 'recipient not allowed');
    const found = bad?.[hashOf(message.user_id, reached.address)];
    return found ? OF_BAD_ADDRESS[found.why] : reached;
  };
