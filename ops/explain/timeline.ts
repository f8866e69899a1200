import type { Entry } from '../../lib/log/entry';
import { moment, plural, printable } from '../../tools/text';
import { sendsOf } from '../entries';
import { meaningOf } from './meaning';

/** Topic, status and discriminator, as the sort key has them; the key itself where it has been written by hand. */
function partsOf(notification: string): { title: string; discriminator: string | undefined } {
  try {
    const [topic, status, discriminator] = JSON.parse(notification);
    if (typeof topic === 'string' && typeof status === 'string') {
      return { title: `${topic}, ${status}`, discriminator };
    }
  } catch {
    // Told as it is.
  }
  return { title: notification, discriminator: undefined };
}

function section(entry: Entry, now: number, redrive: string): string {
  const { title, discriminator } = partsOf(entry.notification);
  const { kind, code, means, next } = meaningOf(entry, now, redrive);
  const facts: Array<[string, string | undefined]> = [
    ['means', means],
    ['to do', next],
    ['code', code ?? entry.code],
    // What may have been sent by an earlier try: the entry's reason is that of the last one.
    [kind === 'may have been sent' ? 'last try' : 'why', entry.status === 'sent' ? undefined : entry.reason],
    ['id', discriminator],
    ['message id', entry.message_id],
    ['attempts', String(sendsOf(entry))],
    ['record', `${entry.topic}, partition ${entry.partition}, offset ${entry.offset}`],
    ['trace', entry.trace_id],
    ['user', entry.user_id],
    ['first seen', moment(entry.created_at)],
    ['kept until', moment(entry.expires_at * 1_000)],
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name.padEnd(10)}  ${printable(value)}\n`],
  );
  return `${moment(entry.updated_at)}  ${printable(title)}: ${kind}\n${lines.join('')}`;
}

/** What became of an order's notifications, in the order of their last change. */
export function timeline(
  orderId: string,
  entries: readonly Entry[],
  unreadable: readonly string[],
  now: number,
  redrive: string,
): string {
  const sections = entries
    .toSorted((a, b) => a.updated_at - b.updated_at)
    .map((entry) => section(entry, now, redrive));
  const broken = unreadable.map(
    (key) => `The entry ${printable(key)} cannot be read: somebody has changed it.\n`,
  );
  const total = plural(entries.length + unreadable.length, 'notification');
  return [`Order ${printable(orderId)}: ${total}\n`, ...sections, ...broken].join('\n');
}
