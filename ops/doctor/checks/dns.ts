import { type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';
import { domainOf, domainsUpFrom } from '../sender';

const DMARC_PAGE = 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html';

/** No such name, or no such record of it; not that nobody answered. Source: Node.js, `dns`, error codes. */
const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOTFOUND', 'ENODATA'].includes(String(error.code));

/** The TXT records of a name that begin with a word, each in one piece. */
async function recordsOf({ dns }: Context, name: string, beginning: string): Promise<string[]> {
  try {
    const records = await dns.resolveTxt(name);
    return records.map((parts) => parts.join('')).filter((text) => text.toLowerCase().startsWith(beginning));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Source: RFC 7208, 4.5: of several records none counts. SES developer guide, `send-email-authentication-spf`. */
async function spfLine(context: Context, mailFrom: string): Promise<Line> {
  const records = await recordsOf(context, mailFrom, 'v=spf1');
  const wanted = `publish the TXT record of ${mailFrom}: "v=spf1 include:amazonses.com ~all"`;
  if (records.length > 1)
    return wrong(`SPF: ${mailFrom} has ${records.length} records, and then none counts`, wanted);
  const [record] = records;
  if (record === undefined) return warning(`SPF: ${mailFrom} has no record`, wanted);
  if (record.includes('include:amazonses.com')) return ok(`SPF: ${mailFrom} permits Amazon SES`);
  return /\b(?:include:|redirect=)/.test(record)
    ? warning(`SPF: the record of ${mailFrom} names Amazon SES at best by another record`, wanted)
    : wrong(`SPF: the record of ${mailFrom} does not permit Amazon SES`, wanted);
}

async function spfLines(context: Context): Promise<Line[]> {
  const mailFrom = (await context.identity())?.MailFromAttributes?.MailFromDomain;
  return mailFrom ? [await spfLine(context, mailFrom)] : [];
}

/** The record of the domain itself, or of one above it. Source: RFC 7489, 6.6.3. */
async function dmarcLine(context: Context, domain: string): Promise<Line> {
  for (const one of domainsUpFrom(domain)) {
    const records = await recordsOf(context, `_dmarc.${one}`, 'v=dmarc1');
    if (records.length > 1)
      return wrong(`DMARC: _dmarc.${one} has ${records.length} records, and then none counts`, DMARC_PAGE);
    const [, policy] = /;\s*p\s*=\s*(\w+)/i.exec(records[0] ?? '') ?? [];
    if (records.length === 1 && policy === undefined)
      return wrong(`DMARC: the record of _dmarc.${one} has no policy (p=)`, DMARC_PAGE);
    if (policy) return ok(`DMARC: the policy of ${one} is ${policy.toLowerCase()}`);
  }
  return warning(
    `DMARC: ${domain} has no record. Gmail, Yahoo and Outlook want one of who sends more than 5,000 mails a day`,
    `publish the TXT record of _dmarc.${domain}: "v=DMARC1; p=none". ${DMARC_PAGE}`,
  );
}

export const dns: Check = {
  name: 'dns',
  looksFor: 'SPF of the MAIL FROM domain and DMARC of the sender, as DNS has them',
  needs: ['ses:GetEmailIdentity', 'lambda:GetFunctionConfiguration'],
  async run(context) {
    const { SENDER_EMAIL = '' } = await context.environment();
    return [spfLines(context), dmarcLine(context, domainOf(SENDER_EMAIL))];
  },
};
