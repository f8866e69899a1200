import { randomUUID } from 'node:crypto';
import { newPauses } from '../taking';
import { eventOf, type SesEvent } from './event';
import type { Inbox, ReceivedMail } from './inbox';
import { isOfSimulator, stepsOf } from './mailboxes';
import type { Step } from './steps';
import type { SuppressionList } from './suppression';

export interface HappeningOptions {
  /** From the answer to a send until the first thing becomes of the mail, and between two; in milliseconds (default: 20). */
  readonly eventDelayMs?: number;
  /** Given every event of a mail that has a configuration set; SES tells of no other. */
  readonly onEvent?: (event: SesEvent) => void;
}

/** What becomes of the mails that SES took. */
export interface Happenings {
  /** Begins with a mail that was taken. `recipients` are bare addresses. */
  begin(mail: ReceivedMail, recipients: readonly string[]): void;
  /** Ends all waiting. */
  stop(): void;
}

/** Shows each step in the inbox, fills the list of the account, and tells of it by an event. */
export function newHappenings(
  inbox: Inbox,
  list: SuppressionList,
  { eventDelayMs = 20, onEvent }: HappeningOptions,
): Happenings {
  const { later, stop } = newPauses();

  function happen(mail: ReceivedMail, recipient: string, step: Step): void {
    const at = Date.now();
    const timestamp = new Date(at).toISOString();
    const feedbackId = `${mail.id.slice(0, 16)}-${randomUUID()}-000000`;
    if (step.suppresses && !isOfSimulator(recipient))
      list.put({ address: recipient, reason: step.suppresses, at, messageId: mail.id, feedbackId });
    inbox.note(mail.id, { state: step.state, type: step.type, recipient, at: timestamp });
    if (mail.configurationSet === null) return;
    onEvent?.(
      eventOf(mail, step, { recipient, timestamp, feedbackId, took: at - Date.parse(mail.receivedAt) }),
    );
  }

  return {
    begin(mail, recipients) {
      for (const recipient of recipients)
        for (const [index, step] of stepsOf(recipient, list.find(recipient)?.reason).entries())
          later(eventDelayMs * (index + 1), () => happen(mail, recipient, step));
    },
    stop,
  };
}
