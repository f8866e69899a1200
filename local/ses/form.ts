import { membersOf, SesError } from './protocol';

const MAX_RECIPIENTS = 50;
/** 7-bit ASCII without blanks, bare or in angle brackets behind a display name. */
const ADDRESS = /^(?:[ -;=?-~]*<)?[!-;=?-~]+@[!-;=?-~]+\.[!-;=?-~]+>?$/;
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

const refused = (message: string) => new SesError('InvalidParameterValue', message);

/** Gives a field that must be there. @throws SesError */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '')
    throw new SesError('ValidationError', `Value at '${name}' must not be null`);
  return value;
}

/** Refuses what SES takes for no address. @throws SesError */
export function checkAddress(address: string): void {
  if (!address.includes('@')) throw refused("Missing final '@domain'");
  if (!ADDRESS.test(address)) throw refused('Local address or domain contains illegal characters');
}

/** Refuses no recipient, too many, or one that is no address. @throws SesError */
export function checkRecipients(recipients: readonly string[]): void {
  if (recipients.length === 0) throw refused('Missing required recipient');
  if (recipients.length > MAX_RECIPIENTS) throw refused('Recipient count exceeds 50');
  recipients.forEach(checkAddress);
}

/** Gives the recipients of all these lists. @throws SesError */
export function recipientsOf(form: URLSearchParams, lists: readonly string[]): string[] {
  const recipients = lists.flatMap((list) => membersOf(form, list));
  checkRecipients(recipients);
  return recipients;
}

/** Gives the tags of a mail by name. @throws SesError */
export function tagsOf(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index++) {
    const name = required(form, `Tags.member.${index}.Name`);
    const value = required(form, `Tags.member.${index}.Value`);
    if (!TAG.test(name) || !TAG.test(value)) throw refused('Invalid tag name or value');
    tags[name] = value;
  }
  return tags;
}
