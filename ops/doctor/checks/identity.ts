import { type Check, type Line, ok, warning, wrong } from '../check';
import type { Identity } from '../sender';

function dkimLine({ name, DkimAttributes: { Status, SigningEnabled } = {} }: Identity): Line {
  if (SigningEnabled && Status === 'SUCCESS') return ok(`DKIM: mails of ${name} are signed`);
  return warning(
    `DKIM: mails of ${name} are not signed (${SigningEnabled ? `the records are ${Status ?? 'unknown'}` : 'signing is off'}): they look forged to mailboxes`,
    'publish the CNAME records, in the SES console under Identities; with createSenderIdentity they are outputs of the stack',
  );
}

function mailFromLine({ name, MailFromAttributes: mailFrom }: Identity): Line {
  const domain = mailFrom?.MailFromDomain;
  if (!domain)
    return warning(
      `MAIL FROM: ${name} has none of its own, so SPF says nothing for it, and DMARC rests on DKIM alone`,
      'https://docs.aws.amazon.com/ses/latest/dg/mail-from.html',
    );
  if (mailFrom.MailFromDomainStatus === 'SUCCESS') return ok(`MAIL FROM: ${domain}`);
  const text = `MAIL FROM: the MX record of ${domain} is ${mailFrom.MailFromDomainStatus ?? 'unknown'}`;
  const fix = 'publish the MX record that the SES console shows under Identities';
  return mailFrom.BehaviorOnMxFailure === 'REJECT_MESSAGE'
    ? wrong(`${text}: SES refuses every mail`, fix)
    : warning(`${text}: SES uses its own domain`, fix);
}

export const identity: Check = {
  name: 'identity',
  looksFor: 'whether SES has verified the sender; DKIM and the MAIL FROM domain',
  needs: ['ses:GetEmailIdentity', 'lambda:GetFunctionConfiguration'],
  async run(context) {
    const { SENDER_EMAIL = '' } = await context.environment();
    const found = await context.identity();
    if (!found)
      return [
        wrong(
          `SES knows neither ${SENDER_EMAIL} nor its domain in ${await context.clients.ses.config.region()}: every mail is refused`,
          'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html',
        ),
      ];
    return [
      found.VerifiedForSendingStatus
        ? ok(`SES has verified ${found.name}`)
        : wrong(
            `SES has not verified ${found.name} (${found.VerificationStatus ?? 'unknown'}): every mail is refused`,
            'publish its DNS records, or follow the link in the mail of AWS; in the SES console under Identities',
          ),
      dkimLine(found),
      mailFromLine(found),
    ];
  },
};
