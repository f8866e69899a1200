import PostalMime from 'postal-mime';
import { checkAddress, checkRecipients, recipientsOf, required, tagsOf } from './form';
import type { Draft } from './inbox';
import { membersOf, SesError } from './protocol';

const DESTINATIONS = ['Destination.ToAddresses', 'Destination.CcAddresses', 'Destination.BccAddresses'];

/** Reads the mail of a `SendEmail` request. @throws SesError for what SES refuses. */
export function readForm(form: URLSearchParams, raw: string): Draft {
  const from = required(form, 'Source');
  checkAddress(from);
  const to = recipientsOf(form, DESTINATIONS);
  const replyTo = membersOf(form, 'ReplyToAddresses');
  replyTo.forEach(checkAddress);
  const subject = required(form, 'Message.Subject.Data');
  if (/[\r\n]/.test(subject)) throw new SesError('InvalidParameterValue', 'Subject contains line breaks');
  const html = form.get('Message.Body.Html.Data') ?? '';
  const text = form.get('Message.Body.Text.Data') ?? '';
  if (html === '' && text === '') throw new SesError('InvalidParameterValue', 'Message has no body');
  const configurationSet = form.get('ConfigurationSetName');
  return { from, to, replyTo, subject, html, text, tags: tagsOf(form), configurationSet, raw };
}

/** Reads the mail of a `SendRawEmail` request. @throws SesError for what SES refuses. */
export async function readMime(form: URLSearchParams): Promise<Draft> {
  const raw = Buffer.from(required(form, 'RawMessage.Data'), 'base64');
  const mime = await PostalMime.parse(raw);
  const addresses = (list: typeof mime.to) => (list ?? []).flatMap(({ address }) => address ?? []);
  const named = membersOf(form, 'Destinations');
  const to = named.length > 0 ? named : [mime.to, mime.cc, mime.bcc].flatMap(addresses);
  checkRecipients(to);
  return {
    from: form.get('Source') ?? mime.from?.address ?? '',
    to,
    replyTo: addresses(mime.replyTo),
    subject: mime.subject ?? '',
    html: mime.html ?? '',
    text: mime.text ?? '',
    tags: tagsOf(form),
    configurationSet: form.get('ConfigurationSetName'),
    raw: raw.toString('utf8'),
  };
}
