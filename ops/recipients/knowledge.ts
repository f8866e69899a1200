import { parseAddress } from '../../lib/notifications/address';
import { type BadAddress, hashOf } from '../../lib/recipients/bad-addresses';
import { contactOf } from '../../lib/recipients/contact';
import { recipientOf } from '../../lib/recipients/recipient-item';

/** What the table of contacts has. `unavailable` where it could not be asked. */
export type ContactKnowledge =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'no address' | 'unreadable' | 'unavailable'; readonly reason: string };

export interface KnownAddress extends BadAddress {
  /** Whether it is the address that the contact has now; undefined where the contact cannot be read. */
  readonly isContact: boolean | undefined;
}

/** All that is known of a customer. */
export interface Knowledge {
  readonly userId: string;
  readonly contact: ContactKnowledge;
  /** The first one comes first. */
  readonly badAddresses: readonly KnownAddress[];
  /** How many devices no longer have the app. */
  readonly goneDevices: number;
  /** What the customer chose on the preference page, by channel, or by topic and channel. The first one comes first. */
  readonly choices: ReadonlyArray<{ readonly cell: string; readonly wanted: boolean; readonly at: number }>;
  /** Why the item of the table of recipients cannot be read. */
  readonly unreadable?: string;
}

export type Item = Record<string, unknown>;

/** Of a table: its item where there is one, or why it could not be asked. */
export type Answer = { readonly item: Item | undefined } | { readonly problem: string };

function contactKnowledge(asked: Answer): ContactKnowledge {
  if ('problem' in asked) return { kind: 'unavailable', reason: asked.problem };
  if (!asked.item) return { kind: 'none' };
  const found = contactOf(asked.item);
  if (found.kind === 'unreadable') return found;
  const email = found.kind === 'contact' ? found.contact.email : undefined;
  if (email === undefined) return { kind: 'no address', reason: 'no e-mail address' };
  const parsed = parseAddress(email);
  return parsed.kind === 'address' ? parsed : { kind: 'no address', reason: `expected ${parsed.reason}` };
}

/** Reads what both tables have. Pure. @param item of the table of recipients */
export function knowledgeOf(userId: string, contactAsked: Answer, item: Item | undefined): Knowledge {
  const contact = contactKnowledge(contactAsked);
  const recipient = recipientOf(item ?? {});
  if (recipient.kind === 'unreadable')
    return { userId, contact, badAddresses: [], goneDevices: 0, choices: [], unreadable: recipient.reason };
  const isContact = (hash: string) => {
    if (contact.kind === 'unreadable' || contact.kind === 'unavailable') return undefined;
    return contact.kind === 'address' && hash === hashOf(userId, contact.address);
  };
  const badAddresses = Object.entries(recipient.recipient.bad_addresses ?? {})
    .map(([hash, bad]) => ({ ...bad, isContact: isContact(hash) }))
    .sort((a, b) => a.at - b.at);
  const choices = Object.entries(recipient.recipient.choices ?? {})
    .map(([cell, choice]) => ({ cell, ...choice }))
    .sort((a, b) => a.at - b.at);
  const goneDevices = Object.keys(recipient.recipient.gone_devices ?? {}).length;
  return { userId, contact, badAddresses, goneDevices, choices };
}
