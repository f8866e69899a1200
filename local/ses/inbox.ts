import { randomUUID } from 'node:crypto';
import type { MailState } from '../../lib/log/mail-status';

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
export interface Inbox {
  /** Newest first; the last 5,000. */
  readonly messages: readonly ReceivedMail[];
  keep(draft: Draft): ReceivedMail;
  /** Adds what became of a mail; one that is no longer kept is left alone. */
  note(id: string, happening: Happening): void;
  clear(): void;
  /** Calls the listener after every change. @returns what ends that. */
  onChange(listener: () => void): () => void;
}

const MAX_KEPT = 5_000;

/** Makes an empty inbox, in memory. */
export function newInbox(): Inbox {
  let messages: ReceivedMail[] = [];
  const listeners = new Set<() => void>();
  const change = (next: ReceivedMail[]) => {
    messages = next;
    for (const listener of listeners) listener();
  };
  return {
    get messages() {
      return messages;
    },
    keep(draft) {
      const id = `${Date.now().toString(16).padStart(16, '0')}-${randomUUID()}`;
      const mail = { id, receivedAt: new Date().toISOString(), ...draft, events: [] };
      change([mail, ...messages].slice(0, MAX_KEPT));
      return mail;
    },
    note(id, happening) {
      const place = messages.findIndex((mail) => mail.id === id);
      const mail = messages[place];
      if (mail) change(messages.with(place, { ...mail, events: [...mail.events, happening] }));
    },
    clear: () => change([]),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
