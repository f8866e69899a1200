import type { ChannelName, Message, Notification } from '../notifications/notification';
import { type Failure, fail, type Skip, skip } from '../runtime/outcome';
import { preferencesOf } from './choices';
import type { Contact, Reader } from './contact';
import type { Customer } from './customers';
import { wants } from './preferences';
import type { RecipientItem } from './recipient-item';

/** Where a customer is reached on one channel: an e-mail address, a telephone number, their devices. */
export interface Address<Where = unknown> {
  readonly kind: 'address';
  readonly address: Where;
}

/** Tells where this customer is reached on a channel, or why not. `atAnyHour`: also by night. Pure. */
export type Reach<Where = unknown> = (
  message: Message,
  contact: Contact | undefined,
  recipient: RecipientItem,
  atAnyHour?: boolean,
) => Address<Where> | Skip | Failure;

/** Whom to write to: an address, and the reader to greet. */
export interface Recipient extends Address {
  readonly reader: Reader;
}

/**
 * Tells whether a record is too old. A record without a time has no age.
 * `time` and `now` in milliseconds since the epoch, `maxAge` in seconds, 0 is off.
 */
export function isTooOld(time: number | undefined, now: number, maxAge: number): boolean {
  return maxAge > 0 && time !== undefined && now - time > maxAge * 1_000;
}

/**
 * Decides whether to send. The name in the message comes before that of the contact; what the customer chose comes before the contact's
 * preferences. What is mandatory waits for no hour where no mail tells it. `mail`: where the customer is reached by e-mail.
 */
export function decide(
  { topic, mandatory }: Pick<Notification, 'topic' | 'mandatory'>,
  message: Message,
  customer: Customer,
  channel: { readonly name: ChannelName; readonly reach: Reach },
  mail?: Reach,
): Recipient | Skip | Failure {
  const { contact: found, recipient: learned } = customer;
  if (found.kind === 'unreadable') return fail('contact_invalid', found.reason);
  if (learned.kind === 'unreadable') return fail('recipient_invalid', learned.reason);
  const contact = found.kind === 'contact' ? found.contact : undefined;
  const offer = { topic, channel: channel.name, mandatory: mandatory?.includes(message.status) ?? false };
  const said = [preferencesOf(learned.recipient.choices), contact?.preferences];
  if (!wants(offer, ...said)) return skip('opted_out', 'opted out');
  const getsMail = () =>
    mail?.(message, contact, learned.recipient).kind === 'address' &&
    wants({ ...offer, channel: 'email' }, ...said);
  const reached = channel.reach(message, contact, learned.recipient, offer.mandatory && !getsMail());
  if (reached.kind !== 'address') return reached;
  return {
    ...reached,
    reader: { name: message.name ?? contact?.name, locale: contact?.locale, timezone: contact?.timezone },
  };
}

/** Tells whether a mail goes to the customer's own address: one that the message brought may be somebody else's, and many guests may share a user. */
export const isOwnAddress = ({ email }: Message, { contact: found }: Customer): boolean =>
  found.kind === 'contact' &&
  (email === undefined || email.toLowerCase() === found.contact.email?.toLowerCase());
