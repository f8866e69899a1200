import {
  bounced,
  COMPLAINED,
  DELIVERED,
  delayed,
  REJECTED,
  type Step,
  SUPPRESSED_COMPLAINT,
  suppressedAs,
} from './steps';
import type { Reason } from './suppression';

const MAILBOX_FULL = 'smtp; 452 4.2.2 The email account that you tried to reach is over quota';

/** The addresses of the mailbox simulator. Source: SES developer guide, `send-an-email-from-console`. */
const SIMULATOR: Readonly<Record<string, readonly Step[]>> = {
  success: [DELIVERED],
  bounce: [
    bounced('Permanent', 'General', { status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }),
  ],
  complaint: [DELIVERED, COMPLAINED],
  // An automatic reply comes back as a bounce that is none: the mail was delivered.
  ooto: [DELIVERED, bounced('Transient', 'General')],
  // The list of all senders, which SES has beside that of the account.
  suppressionlist: [
    suppressedAs(
      'Suppressed',
      'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
    ),
  ],
};

/** The same at `faults.local`, and what the mailbox simulator has no address for. */
const FAULTS: typeof SIMULATOR = {
  ...SIMULATOR,
  delayed: [
    delayed('TransientCommunicationFailure', '4.4.1', 'smtp; 421 4.4.1 Unable to connect to remote host'),
    DELIVERED,
  ],
  mailboxfull: [
    delayed('MailboxFull', '4.2.2', MAILBOX_FULL),
    bounced('Transient', 'MailboxFull', { status: '4.2.2', diagnosticCode: MAILBOX_FULL }),
  ],
  virus: [REJECTED],
};

/** On the list of the account, by why it is there. Source: SES developer guide, `sending-email-suppression-list`. */
const ON_THE_LIST: Readonly<Record<Reason, readonly Step[]>> = {
  BOUNCE: [
    suppressedAs(
      'OnAccountSuppressionList',
      'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
    ),
  ],
  COMPLAINT: [SUPPRESSED_COMPLAINT],
};

const mailbox = (address: string, domain: string): string =>
  new RegExp(`^([a-z]+)(?:\\+[^@]*)?@${domain.replaceAll('.', '\\.')}$`, 'i')
    .exec(address)?.[1]
    ?.toLowerCase() ?? '';

const of = (mailboxes: typeof SIMULATOR, name: string) =>
  Object.hasOwn(mailboxes, name) ? mailboxes[name] : undefined;

const ofSimulator = (address: string) => of(SIMULATOR, mailbox(address, 'simulator.amazonses.com'));

/** Tells whether SES never puts the address onto its list. */
export const isOfSimulator = (address: string): boolean => ofSimulator(address) !== undefined;

/** Tells what becomes of a mail to this address, in order; `listed` says why it is on the list of the account. Pure. */
export function stepsOf(address: string, listed: Reason | undefined): readonly Step[] {
  const simulated = ofSimulator(address);
  if (simulated) return simulated;
  if (listed) return ON_THE_LIST[listed];
  return of(FAULTS, mailbox(address, 'faults.local')) ?? [DELIVERED];
}
