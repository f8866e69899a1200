import { randomUUID } from 'node:crypto';
import type { MailState } from '../../lib/log/mail-status';
import { type Kept, newKept } from '../kept';

/** What became of a mail. */
export interface Happening {
  readonly state: MailState;
  /** What SES calls it: `Permanent General 5.1.1`. Empty where there is nothing to say. */
  readonly type: string;
  readonly recipient: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A mail as `GET /api/messages` gives it. */
export interface ReceivedMail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | null;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** The request as it came: its form for SendEmail, the MIME message for SendRawEmail. */
  readonly raw: string;
  /** What became of it, in order. */
  readonly events: readonly Happening[];
}

/** The mail of one request, before SES takes it. */
export type Draft = Omit<ReceivedMail, 'id' | 'receivedAt' | 'events'>;

/** The mails that the local SES took. */
export interface Inbox extends Omit<Kept<ReceivedMail>, 'keep' | 'replace'> {
  keep(draft: Draft): ReceivedMail;
  /** Adds what became of a mail; one that is no longer kept is left alone. */
  note(id: string, happening: Happening): void;
}

/** Makes an empty inbox, in memory. */
export function newInbox(): Inbox {
  const kept = newKept<ReceivedMail>();
  return {
    get messages() {
      return kept.messages;
    },
    keep(draft) {
      const id = `${Date.now().toString(16).padStart(16, '0')}-${randomUUID()}`;
      return kept.keep({ id, receivedAt: new Date().toISOString(), ...draft, events: [] });
    },
    note(id, happening) {
      const mail = kept.messages.find((one) => one.id === id);
      if (mail) kept.replace(mail, { ...mail, events: [...mail.events, happening] });
    },
    clear: kept.clear,
    onChange: kept.onChange,
  };
}
