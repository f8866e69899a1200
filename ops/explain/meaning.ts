import { type Entry, REDRIVE } from '../../lib/log/entry';
import type { ReasonCode } from '../../lib/runtime/outcome';
import { allowedBy, sendsOf } from '../entries';
import { isReasonCode, REASONS, type Reason } from '../reasons';
import { type Commands, withCommands } from './commands';
import type { Mail } from './sections';

/** What an entry means, and what there is to do about it. */
export interface Meaning extends Reason {
  readonly kind: 'sent' | 'being sent' | 'may have been sent' | 'skipped' | 'failed';
  /** For programs. None where the entry has none, or none that this version knows. */
  readonly code?: ReasonCode;
}

/** Of an entry without a code that is known: what its status alone says. */
const BY_STATUS: Readonly<Record<'skipped' | 'failed', Reason>> = {
  skipped: {
    means: 'There was no mail to send.',
    next: 'Nothing. If the record comes again, the service decides again.',
  },
  failed: { means: 'The last try sent nothing.', next: 'Mend what caused it. Then: `{redrive}`' },
};

const SEE_MAIL = 'See below what became of the mail.';

const SENT_TWICE =
  'SES accepted the mail. An earlier send was never answered, or never recorded: the customer may have got it twice.';

const BEING_SENT: Reason = {
  means: 'A function is sending it now, or died while it was sending, within the last half minute.',
  next: 'Look again in a minute.',
};

const ONCE_UNANSWERED: Reason = {
  means: 'SES never answered, or its answer was never recorded.',
  next: REASONS.no_answer.next,
};

const OFTEN_UNANSWERED: Reason = {
  means: 'More than one send was never answered, or the answers were never recorded. It is not tried again.',
  next: REASONS.may_have_been_sent.next,
};

const TOLD_LATER: Reason = {
  means:
    'SES never answered, or its answer was never recorded. But it told later of the mail below: that one was sent.',
  next: `${SEE_MAIL} A redrive with --resend-unknown would send another one.`,
};

/** Clocks of the functions and of SES differ by less, in milliseconds. */
const CLOCKS = 60_000;

/** Whether SES told of a mail of this entry, not of one that was deleted since. */
const isTold = ({ created_at }: Entry, mails: readonly Mail[]): boolean =>
  mails.some(({ sent_at = 0 }) => sent_at > created_at - CLOCKS);

function kindOf(entry: Entry, mails: readonly Mail[], now: number): Meaning {
  switch (allowedBy(entry, now, REDRIVE)) {
    case 'sent': {
      const means = sendsOf(entry) > 1 ? SENT_TWICE : REASONS.sent.means;
      return { kind: 'sent', code: 'sent', means, next: SEE_MAIL };
    }
    case 'held':
    case 'mine':
      return { kind: 'being sent', code: 'claimed_elsewhere', ...BEING_SENT };
    case 'spent': {
      const isTriedAgain = allowedBy(entry, now) === 'free';
      const reason = isTriedAgain ? ONCE_UNANSWERED : OFTEN_UNANSWERED;
      return {
        kind: 'may have been sent',
        code: 'may_have_been_sent',
        ...(isTold(entry, mails) ? TOLD_LATER : reason),
      };
    }
    case 'free': {
      const kind = entry.status === 'skipped' ? 'skipped' : 'failed';
      const { code } = entry;
      return isReasonCode(code) ? { kind, code, ...REASONS[code] } : { kind, ...BY_STATUS[kind] };
    }
  }
}

/** Tells what an entry means, in words to be shown as they are. @param mails those of its notification */
export function meaningOf(entry: Entry, mails: readonly Mail[], now: number, commands: Commands): Meaning {
  const { next, ...meaning } = kindOf(entry, mails, now);
  return { ...meaning, next: withCommands(next, commands, entry.user_id) };
}
