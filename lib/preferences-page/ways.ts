import { parseAddress } from '../notifications/address';
import type { ChannelName } from '../notifications/notification';
import { hashOf } from '../recipients/bad-addresses';
import type { Contact } from '../recipients/contact';
import type { RecipientItem } from '../recipients/recipient-item';

/** A channel that a customer can be reached on. */
export interface Way {
  readonly channel: ChannelName;
  /** Enough of the address to know it, and too little to learn it. */
  readonly shown: string;
}

/** Shows `ada@example.com` as `a…@example.com`. */
export function maskedEmail(address: string): string {
  const [first = ''] = address;
  return `${first}…${address.slice(address.lastIndexOf('@'))}`;
}

function byEmail(userId: string, { email }: Contact, { bad_addresses: bad }: RecipientItem): Way[] {
  const parsed = parseAddress(email ?? '');
  if (parsed.kind !== 'address' || bad?.[hashOf(userId, parsed.address)]) return [];
  return [{ channel: 'email', shown: maskedEmail(parsed.address) }];
}

/** Lists the channels on which this customer is reached: only there is anything to choose. */
export const waysOf = (userId: string, contact: Contact, recipient: RecipientItem): Way[] =>
  byEmail(userId, contact, recipient);
