import type { Entry } from '../../lib/log/entry';
import type { MailStatus } from '../../lib/log/mail-status';
import type { NotificationKey } from '../../lib/notifications/key';
import type { OrderLog } from '../entries';
import { channelOf, isBesideSent } from './channel';

/** A mail that SES took; of one that no event has told about, the id alone is known. */
export type Mail = Pick<MailStatus, 'message_id'> & Partial<MailStatus>;

/** What the log knows of one notification. */
export interface Section {
  readonly key: NotificationKey;
  readonly userId: string;
  /** A text or a push that a redrive does not find: its mail was sent, or another text or push instead. */
  readonly besideSent: boolean;
  /** None where the log has forgotten it, and where the event of its mail came first. */
  readonly entry: Entry | undefined;
  /** More than one after a takeover, and where somebody sent it again. The last one sent comes last. */
  readonly mails: readonly Mail[];
  /** Its last change, or else when its first mail was sent: milliseconds since the epoch. */
  readonly at: number;
}

function sectionOf(
  key: NotificationKey,
  entry: Entry | undefined,
  told: readonly MailStatus[],
  besideSent: boolean,
): Section {
  const sorted = told.toSorted((a, b) => a.sent_at - b.sent_at);
  const sent = entry?.message_id;
  const isMail = channelOf(key.notification) === 'email';
  const untold = isMail && sent !== undefined && !told.some(({ message_id }) => message_id === sent);
  return {
    key,
    userId: entry?.user_id ?? sorted[0]?.user_id ?? '',
    besideSent,
    entry,
    mails: untold ? [...sorted, { message_id: sent }] : sorted,
    at: entry?.updated_at ?? sorted[0]?.sent_at ?? 0,
  };
}

/** Puts each mail to its entry, in the order of their last change. Pure. */
export function sectionsOf(orderId: string, log: OrderLog): Section[] {
  const { entries, mails } = log;
  const keys = new Set([
    ...entries.map(({ notification }) => notification),
    ...mails.map(({ entry }) => entry),
  ]);
  return [...keys]
    .map((notification) =>
      sectionOf(
        { orderId, notification },
        entries.find((entry) => entry.notification === notification),
        mails.filter(({ entry }) => entry === notification),
        isBesideSent(notification, log),
      ),
    )
    .sort((a, b) => a.at - b.at);
}
