import type { ChannelName } from '../../lib/notifications/notification';
import type { OrderLog } from '../entries';
import type { Commands } from './commands';

/** How sentences speak of a channel. */
export interface Words {
  readonly provider: string;
  /** What it sends. */
  readonly message: string;
  /** What there is to do about one that was sent. */
  readonly sent: string;
}

export const WORDS: Readonly<Record<ChannelName, Words>> = {
  email: { provider: 'SES', message: 'mail', sent: 'See below what became of the mail.' },
  sms: {
    provider: 'AWS End User Messaging',
    message: 'text',
    sent: 'Nothing. What became of a text is not known here: the events of its configuration set tell it, where there is one.',
  },
  push: {
    provider: 'FCM',
    message: 'push',
    sent: 'Nothing. Whether a device has shown it is not known; one that is off may show it later: FCM keeps few messages for it.',
  },
};

/** The channel of a delivery's key; the keys of mails have none in front. */
export function channelOf(notification: string): ChannelName {
  if (notification.startsWith('["sms",')) return 'sms';
  return notification.startsWith('["push",') ? 'push' : 'email';
}

/** The key without its channel: that of the mail of the same notification. */
export const mailKeyOf = (notification: string): string => notification.replace(/^\["(?:sms|push)",/, '[');

/**
 * Whether this is a text or a push of a record that ended well without it, which a redrive does not find: the mail was sent, or it was
 * skipped and another text or push was sent.
 */
export function isBesideSent(notification: string, { entries }: OrderLog): boolean {
  if (channelOf(notification) === 'email') return false;
  const mailKey = mailKeyOf(notification);
  const mail = entries.find((entry) => entry.notification === mailKey);
  if (mail?.status !== 'skipped') return mail?.status === 'sent';
  return entries.some((entry) => mailKeyOf(entry.notification) === mailKey && entry.status === 'sent');
}

/** The commands for such a text or push: only its record, published again, sends it. */
export const publishInstead = (commands: Commands, notification: string): Commands => ({
  ...commands,
  triedAgain: false,
  redrive: `publish the record again (what was sent is already_sent, the ${WORDS[channelOf(notification)].message} goes)`,
});
