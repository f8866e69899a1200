import { maskOf } from '../../lib/notifications/address';
import type { Why } from '../../lib/recipients/bad-addresses';
import { ports, urlOf } from '../../tools/ports';
import { moment, plural, printable } from '../../tools/text';
import { type Place, recipientsCommand, whereOf } from '../place';
import type { ContactKnowledge, Knowledge, KnownAddress } from './knowledge';
import type { Suppression } from './suppression';

/** What `--forget` did. */
export interface ForgetResult {
  /** How many addresses; undefined where they could not be read. */
  readonly badAddresses: number | undefined;
  readonly goneDevices: number;
  readonly choices: number;
  /** Undefined where the contact has no address to ask about. */
  readonly suppression: Suppression | undefined;
}

const countOf = (count: number): string => (count === 1 ? '1 bad address' : `${count} bad addresses`);

function contactText(contact: ContactKnowledge): string {
  switch (contact.kind) {
    case 'address':
      return maskOf(contact.address);
    case 'none':
      return 'none; only messages that bring an address reach this customer';
    case 'no address':
    case 'unavailable':
      return contact.reason;
    case 'unreadable':
      return `cannot be read (${contact.reason})`;
  }
}

function nameOfAddress({ isContact }: KnownAddress, contact: ContactKnowledge): string {
  if (isContact && contact.kind === 'address')
    return `${maskOf(contact.address)}, the address of the contact`;
  return isContact === false
    ? 'an address that is not the contact’s now'
    : 'an address, perhaps that of the contact';
}

const MEANS: Readonly<Record<Why, string>> = {
  bounced: 'A mail to it bounced for good, so later ones fail as address_bounced.',
  complained: 'A mail to it was called spam, so later ones are skipped as address_complained.',
};

const ADVICE: Readonly<Record<Why, string>> = {
  bounced: 'Let the customer correct the address. If it is right after all:',
  complained: 'Nothing. If the customer asks for mail again:',
};

/** What a bad address means, and what there is to do about it. */
function meaningOf({ why, isContact }: KnownAddress, forget: string) {
  const next =
    isContact === false
      ? 'Nothing, unless a message brings this address, or the contact gets it again.'
      : `${ADVICE[why]} ${forget}`;
  return { means: MEANS[why], next };
}

function addressText(bad: KnownAddress, contact: ContactKnowledge, forget: string): string {
  const { means, next } = meaningOf(bad, forget);
  const facts = [
    ['means', means],
    ['to do', next],
    ['sub type', bad.sub_type],
    ['message id', bad.message_id],
  ] as const;
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name.padEnd(10)}  ${printable(value)}\n`],
  );
  return `\n${moment(bad.at)}  ${nameOfAddress(bad, contact)}: ${bad.why}\n${lines.join('')}`;
}

const forgetCommand = (userId: string, place: Place) =>
  `${recipientsCommand(userId, place)} --forget --keep-choices`;

const devicesText = (count: number): string =>
  count === 0
    ? ''
    : `\nThe app is gone from ${plural(count, 'device')} of this customer: no push goes there until it is seen again.\n`;

/** What the customer chose on the preference page. */
function choicesText(choices: Knowledge['choices']): string {
  if (choices.length === 0) return '';
  const lines = choices.map(
    ({ cell, wanted, at }) => `${moment(at)}  ${wanted ? 'yes' : 'no'} to ${printable(cell)}\n`,
  );
  return `\nThe customer chose, on the preference page:\n\n${lines.join('')}`;
}

/** What is known of a customer. */
export function knowledgeReport(
  { userId, contact, badAddresses, goneDevices, choices, unreadable }: Knowledge,
  place: Place,
): string {
  const forget = forgetCommand(userId, place);
  const head = `Customer ${printable(userId)}\n  contact     ${printable(contactText(contact))}\n`;
  if (unreadable !== undefined)
    return `${head}\nWhat the table of recipients has cannot be read (${printable(unreadable)}): somebody has changed it.\nUntil it is mended, records of this customer fail as recipient_invalid. To remove it, and what the customer chose: ${printable(`${recipientsCommand(userId, place)} --forget`)}\n`;
  const total =
    badAddresses.length === 0
      ? 'No address of this customer is known to be bad.'
      : `${countOf(badAddresses.length)} known:`;
  return `${head}\n${total}\n${badAddresses.map((bad) => addressText(bad, contact, forget)).join('')}${devicesText(goneDevices)}${choicesText(choices)}`;
}

const unsuppressCommand = (place: Place): string =>
  place.kind === 'aws'
    ? `aws sesv2 delete-suppressed-destination --region ${place.region} --email-address <address>`
    : `curl -X DELETE ${urlOf(ports.ses)}/v2/email/suppression/addresses/<address>`;

function suppressionText(
  contact: ContactKnowledge,
  suppression: Suppression | undefined,
  place: Place,
): string {
  if (!suppression || contact.kind !== 'address')
    return `The suppression list of SES was not changed: no address is known to ask about. To take one off: ${unsuppressCommand(place)}`;
  const masked = maskOf(contact.address);
  switch (suppression.kind) {
    case 'removed':
      return `${masked} was on the suppression list of SES, and was taken off.`;
    case 'absent':
      return `${masked} was not on the suppression list of SES, neither as the contact has it nor in lower case.`;
    case 'refused':
      return `${masked} may still be on the suppression list of SES, which was not changed (${suppression.error}). Until it is taken off, SES does not send to it: ${unsuppressCommand(place)}`;
  }
}

/** @example LIST.format(['a', 'b', 'c']) // 'a, b and c' */
const LIST = new Intl.ListFormat('en-GB');

const choicesOf = (count: number): string => (count === 1 ? '1 choice' : `${count} choices`);

function forgottenText({ badAddresses: count, goneDevices, choices }: ForgetResult, userId: string): string {
  const customer = `customer ${printable(userId)}`;
  if (count === undefined) return `Forgotten: what could not be read of ${customer}.`;
  const forgotten = [
    ...(count > 0 ? [countOf(count)] : []),
    ...(goneDevices > 0 ? [plural(goneDevices, 'device')] : []),
    ...(choices > 0 ? [choicesOf(choices)] : []),
  ];
  return forgotten.length === 0
    ? `There was nothing to forget: no address of ${customer} was known to be bad.`
    : `Forgotten: ${LIST.format(forgotten)} of ${customer}.`;
}

/** What `--forget` did, and what is left to do. */
export function forgottenReport(
  { userId, contact, badAddresses }: Knowledge,
  done: ForgetResult,
  place: Place,
): string {
  const others = badAddresses.filter(({ isContact }) => isContact === false).length;
  const complained = badAddresses.some(({ why }) => why === 'complained');
  return [
    forgottenText(done, userId),
    suppressionText(contact, done.suppression, place),
    // Their hashes do not tell them.
    others > 0 && done.suppression
      ? `Of other addresses only hashes are known. To take one off the suppression list of SES: ${unsuppressCommand(place)}`
      : '',
    `A function may count with what it has read before for one minute. Then send what failed: npm run redrive -- ${whereOf(place)} --reason address_bounced,recipient_invalid`,
    // No bucket has what was skipped.
    complained ? 'What was skipped as address_complained goes out once its record is published again.' : '',
  ]
    .flatMap((line) => (line ? `${line}\n` : []))
    .join('');
}

/** The same for other programs. */
export function knowledgeDocument(
  { userId, contact, badAddresses, goneDevices, choices, unreadable }: Knowledge,
  place: Place,
) {
  const forget = forgetCommand(userId, place);
  return {
    userId,
    contact: contact.kind === 'address' ? { ...contact, address: maskOf(contact.address) } : contact,
    badAddresses: badAddresses.map((bad) => ({ ...bad, meaning: meaningOf(bad, forget) })),
    goneDevices,
    choices,
    unreadable,
  };
}
