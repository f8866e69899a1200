import { randomUUID } from 'node:crypto';
import { type Kept, newKept } from '../kept';

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
}

/** The mail of one request, before SES takes it. */
export type Draft = Omit<ReceivedMail, 'id' | 'receivedAt'>;

/** The mails that the local SES took. */
export interface Inbox extends Omit<Kept<ReceivedMail>, 'keep'> {
  keep(draft: Draft): ReceivedMail;
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
      return kept.keep({ id, receivedAt: new Date().toISOString(), ...draft });
    },
    clear: kept.clear,
    onChange: kept.onChange,
  };
}
