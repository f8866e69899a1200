import { type Entry, REDRIVE } from '../../lib/log/entry';
import type { ReasonCode } from '../../lib/runtime/outcome';
import { allowedBy, sendsOf } from '../entries';
import { isReasonCode, REASONS, type Reason } from '../reasons';

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

function kindOf(entry: Entry, now: number): Meaning {
  switch (allowedBy(entry, now, REDRIVE)) {
    case 'sent': {
      const { means, next } = REASONS.sent;
      return { kind: 'sent', code: 'sent', means: sendsOf(entry) > 1 ? SENT_TWICE : means, next };
    }
    case 'held':
    case 'mine':
      return { kind: 'being sent', code: 'claimed_elsewhere', ...BEING_SENT };
    case 'spent': {
      const delivered = allowedBy(entry, now) === 'free';
      return {
        kind: 'may have been sent',
        code: 'may_have_been_sent',
        ...(delivered ? ONCE_UNANSWERED : OFTEN_UNANSWERED),
      };
    }
    case 'free': {
      const kind = entry.status === 'skipped' ? 'skipped' : 'failed';
      const { code } = entry;
      return isReasonCode(code) ? { kind, code, ...REASONS[code] } : { kind, ...BY_STATUS[kind] };
    }
  }
}

/**
 * What an entry means, in words to be shown as they are.
 *
 * @param redrive the command that sends what failed of this order
 */
export function meaningOf(entry: Entry, now: number, redrive: string): Meaning {
  const { next, ...meaning } = kindOf(entry, now);
  return { ...meaning, next: next.replaceAll('`', '').replaceAll('{redrive}', () => redrive) };
}
