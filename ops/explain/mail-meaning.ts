import { type MailState, stateOf } from '../../lib/log/mail-status';
import type { Reason } from '../reasons';
import { type Commands, withCommands } from './commands';
import type { Mail, Section } from './sections';

/** What became of a mail, and what there is to do about it. */
export interface MailMeaning extends Reason {
  readonly kind: MailState | 'nothing known yet';
}

interface Row extends Reason {
  /** The customer has no mail, so a person may want to send it after all. */
  readonly undelivered?: true;
}

const CORRECT =
  'Let the customer correct the address. Until then, later mails to it fail as address_bounced. If it is right after all: {recipients} --forget --keep-choices (it is then mailed again).';
const UNLESS_WANTED =
  'Later mails to this address are skipped as address_complained. If the customer asks for mail again: {recipients} --forget --keep-choices (the address is then mailed again).';

/** Source of the types of bounces: SES developer guide, `notification-contents`, "Bounce types". */
const ROWS = {
  'nothing known yet': {
    means:
      'SES has not told yet what became of it. It tells within seconds as a rule; now and then it does not.',
    next: 'If it was sent a moment ago: look again in a minute. Otherwise ask the customer; the provider of the mailbox can look for the message id.',
  },
  delayed: {
    means: 'The server of the mailbox does not take it yet, and SES goes on trying for hours.',
    next: 'Look again later: it ends as delivered or bounced.',
  },
  delivered: {
    means: 'The server of the mailbox took it.',
    next: 'Nothing. If the customer does not find it: look in the spam folder; the provider of the mailbox can look for the message id.',
  },
  'replied to': {
    means:
      'The server of the mailbox took it. What came back is probably an automatic reply, such as a note of absence.',
    next: 'Nothing.',
  },
  'suppressed for a bounce': {
    means:
      'SES took it and did not send it: the address is on the suppression list, since an earlier mail to it bounced. The customer did not get it.',
    next: CORRECT,
    undelivered: true,
  },
  'suppressed for a complaint': {
    means:
      'SES took it and did not send it: the address is on the suppression list, since an earlier mail to it was called spam. The customer did not get it.',
    next: UNLESS_WANTED,
    undelivered: true,
  },
  'suppressed by validation': {
    means:
      'SES took it and did not send it: Auto Validation is on in this account, and doubts that the address is right. The customer did not get it.',
    next: `${CORRECT} Before that, lower the threshold of Auto Validation in the SES console, or SES suppresses the next one too.`,
    undelivered: true,
  },
  rejected: {
    means: 'SES took it, found a virus in it and did not send it. The customer did not get it.',
    next: 'Find out what its message brought into the mail; its producer must mend that.',
    undelivered: true,
  },
  bounced: {
    means:
      'It bounced, though the address may be right: the mailbox was full, or did not take this mail. It may also be an automatic reply. The customer probably did not get it.',
    next: 'Ask the customer. Later mails are sent to this address as before.',
    undelivered: true,
  },
  'bounced for good': {
    means:
      'It bounced for good: there is no such mailbox, or it takes no mail from us. The customer did not get it.',
    next: CORRECT,
    undelivered: true,
  },
  complained: { means: 'The customer got it and called it spam.', next: `Nothing. ${UNLESS_WANTED}` },
} as const satisfies Record<string, Row>;

function rowOf(mail: Mail, kind: MailMeaning['kind']): Row {
  if (kind === 'suppressed') {
    if (mail.suppressed?.sub_type === 'EmailValidationSuppressed') return ROWS['suppressed by validation'];
    return ROWS[
      mail.suppressed?.type === 'Complaint' ? 'suppressed for a complaint' : 'suppressed for a bounce'
    ];
  }
  if (kind !== 'bounced') return ROWS[kind];
  if (mail.bounced?.type === 'Permanent') return ROWS['bounced for good'];
  return ROWS[mail.delivered ? 'replied to' : 'bounced'];
}

const kindOf = (mail: Mail): MailMeaning['kind'] => stateOf(mail) ?? 'nothing known yet';

const isUndelivered = (mail: Mail): boolean => rowOf(mail, kindOf(mail)).undelivered === true;

/** Nothing, where another mail has arrived, or may still, and where the entry has an advice of its own. */
function howToSend(mail: Mail, { key, entry, mails }: Section, commands: Commands): string {
  const isLast = mail === mails.at(-1);
  if (!isLast || !mails.every(isUndelivered) || (entry && entry.status !== 'sent')) return '';
  const alone = ' This mail is not sent again by itself. To send it after all,';
  return entry
    ? `${alone} delete its entry, which says sent, and publish its message again: ${commands.deleteEntry(key)}`
    : `${alone} publish its message again.`;
}

/** Tells what became of a mail of this section, in words to be shown as they are. */
export function mailMeaningOf(mail: Mail, section: Section, commands: Commands): MailMeaning {
  const kind = kindOf(mail);
  const { means, next } = rowOf(mail, kind);
  return {
    kind,
    means,
    next: withCommands(next, commands, section.userId) + howToSend(mail, section, commands),
  };
}
