import { type Entry, REDRIVE } from '../../lib/log/entry';
import type { NotificationKey } from '../../lib/notifications/key';
import type { ChannelName } from '../../lib/notifications/notification';
import type { ReasonCode } from '../../lib/runtime/outcome';
import { allowedBy, sendsOf } from '../entries';
import { isReasonCode, REASONS, type Reason } from '../reasons';
import { channelOf, WORDS, type Words } from './channel';
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
    means: 'There was nothing to send.',
    next: 'Nothing. If the record comes again, the service decides again.',
  },
  failed: { means: 'The last try sent nothing.', next: 'Mend what caused it. Then: `{redrive}`' },
};

const BEING_SENT: Reason = {
  means: 'A function is sending it now, or died while it was sending, within the last half minute.',
  next: 'Look again in a minute.',
};

const sentTwice = ({ provider, message }: Words): string =>
  `${provider} accepted the ${message}. An earlier send was never answered, or never recorded: the customer may have got it twice.`;

const unansweredOnce = ({ provider }: Words): Reason => ({
  means: `${provider} never answered, or its answer was never recorded.`,
  next: REASONS.no_answer.next,
});

const OFTEN_UNANSWERED: Reason = {
  means: 'More than one send was never answered, or the answers were never recorded. It is not tried again.',
  next: REASONS.may_have_been_sent.next,
};

const TOLD_LATER: Reason = {
  means:
    'SES never answered, or its answer was never recorded. But it told later of the mail below: that one was sent.',
  next: `${WORDS.email.sent} A redrive with --resend-unknown would send another one.`,
};

/** Of a text or push; what a redrive with --resend-unknown does for mails, this does too, wherever its record is. */
const howToRepeat = (
  isTriedAgain: boolean,
  { orderId, notification }: NotificationKey,
  commands: Commands,
) =>
  isTriedAgain
    ? 'Ask the customer. If nothing arrived: publish the record again, which sends it once more.'
    : `Ask the customer. If nothing arrived: delete its entry, and publish the record again: ${commands.deleteEntry({ orderId, notification })}`;

/** What FCM did not answer is tried again in the same invocation: a repeat replaces the first. */
const PUSH_UNANSWERED: Reason = {
  means: 'FCM did not answer; the customer may have the push.',
  next: 'If that matters: `{redrive}`. A second push replaces the first on the device.',
};

/** Clocks of the functions and of SES differ by less, in milliseconds. */
const CLOCKS = 60_000;

/** Whether SES told of a mail of this entry, not of one that was deleted since. */
const isTold = ({ created_at }: Entry, mails: readonly Mail[]): boolean =>
  mails.some(({ sent_at = 0 }) => sent_at > created_at - CLOCKS);

function failedOrSkipped(entry: Entry, channel: ChannelName, { triedAgain }: Commands): Meaning {
  const kind = entry.status === 'skipped' ? 'skipped' : 'failed';
  const { code } = entry;
  if (!isReasonCode(code)) return { kind, ...BY_STATUS[kind] };
  const reason: Reason = channel === 'push' && code === 'no_answer' ? PUSH_UNANSWERED : REASONS[code];
  const { means, next, nextAlone = next } = reason;
  return { kind, code, means, next: triedAgain ? next : nextAlone };
}

function withoutAnswer(
  entry: Entry,
  mails: readonly Mail[],
  channel: ChannelName,
  now: number,
  commands: Commands,
) {
  const isTriedAgain = allowedBy(entry, now) === 'free';
  const reason = isTriedAgain ? unansweredOnce(WORDS[channel]) : OFTEN_UNANSWERED;
  const { order_id: orderId, notification } = entry;
  if (channel !== 'email')
    return { ...reason, next: howToRepeat(isTriedAgain, { orderId, notification }, commands) };
  return isTold(entry, mails) ? TOLD_LATER : reason;
}

function kindOf(entry: Entry, mails: readonly Mail[], now: number, commands: Commands): Meaning {
  const channel = channelOf(entry.notification);
  const words = WORDS[channel];
  switch (allowedBy(entry, now, REDRIVE)) {
    case 'sent': {
      const means =
        sendsOf(entry) > 1 ? sentTwice(words) : `${words.provider} accepted the ${words.message}.`;
      return { kind: 'sent', code: 'sent', means, next: words.sent };
    }
    case 'held':
    case 'mine':
      return { kind: 'being sent', code: 'claimed_elsewhere', ...BEING_SENT };
    case 'spent':
      return {
        kind: 'may have been sent',
        code: 'may_have_been_sent',
        ...withoutAnswer(entry, mails, channel, now, commands),
      };
    case 'free':
      return failedOrSkipped(entry, channel, commands);
  }
}

/** Tells what an entry means, in words to be shown as they are. @param mails those of its notification */
export function meaningOf(entry: Entry, mails: readonly Mail[], now: number, commands: Commands): Meaning {
  const { next, ...meaning } = kindOf(entry, mails, now, commands);
  return { ...meaning, next: withCommands(next, commands, entry.user_id) };
}
