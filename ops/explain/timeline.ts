import type { Entry } from '../../lib/log/entry';
import { type Happening, MAIL_STATES } from '../../lib/log/mail-status';
import { moment, plural, printable } from '../../tools/text';
import { type OrderLog, sendsOf } from '../entries';
import { channelOf, mailKeyOf, publishInstead } from './channel';
import type { Commands } from './commands';
import { mailMeaningOf } from './mail-meaning';
import { meaningOf } from './meaning';
import { type Mail, type Section, sectionsOf } from './sections';

type Fact = readonly [name: string, value: string];

const linesOf = (indent: string, facts: readonly Fact[]): string =>
  facts.map(([name, value]) => `${indent}${name.padEnd(10)}  ${printable(value)}\n`).join('');

/** Leaves out what is not known. */
const known = (facts: ReadonlyArray<readonly [name: string, value: string | undefined]>): Fact[] =>
  facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));

/** Channel other than e-mail, topic, status and discriminator, as the sort key has them; the key itself where it has been written by hand. */
function partsOf(notification: string): { title: string; discriminator: string | undefined } {
  try {
    const [topic, status, discriminator] = JSON.parse(mailKeyOf(notification));
    const channel = channelOf(notification);
    if (typeof topic === 'string' && typeof status === 'string') {
      return { title: `${channel === 'email' ? '' : `${channel} `}${topic}, ${status}`, discriminator };
    }
  } catch {
    // Told as it is.
  }
  return { title: notification, discriminator: undefined };
}

/** @example duration(1_300) // '1.3 s' */
const duration = (ms: number): string =>
  ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;

function happeningText({ at, type, sub_type, status, reply, took }: Happening): string {
  const words = [type, sub_type, status, reply && `reply ${reply}`].filter(Boolean).join(', ');
  const after = took === undefined ? '' : `, ${duration(took)} after SES took it`;
  return `${moment(at)}${after}${words && `: ${words}`}`;
}

/** All that events told of a mail, in the order in which it happened. */
const happeningsOf = (mail: Mail): Fact[] =>
  MAIL_STATES.flatMap((state) => mail[state] ?? [])
    .toSorted((a, b) => a.at - b.at)
    .map((happening) => [
      MAIL_STATES.find((state) => mail[state] === happening) ?? '',
      happeningText(happening),
    ]);

function entryFacts(entry: Entry, { mails, key, besideSent }: Section, now: number, commands: Commands) {
  const own = besideSent ? publishInstead(commands, key.notification) : commands;
  const { kind, code, means, next } = meaningOf(entry, mails, now, own);
  const facts = known([
    ['means', means],
    ['to do', next],
    ['code', code ?? entry.code],
    // What may have been sent by an earlier try: the entry's reason is that of the last one.
    [kind === 'may have been sent' ? 'last try' : 'why', entry.status === 'sent' ? undefined : entry.reason],
    ['id', partsOf(key.notification).discriminator],
    ['message id', entry.message_id],
    ['attempts', String(sendsOf(entry))],
    ['record', `${entry.topic}, partition ${entry.partition}, offset ${entry.offset}`],
    ['trace', entry.trace_id],
    ['user', entry.user_id],
    ['first seen', moment(entry.created_at)],
    ['kept until', moment(entry.expires_at * 1_000)],
  ]);
  return { kind, facts };
}

/** A notification without an entry: what its mails say of it. */
const mailsAlone = ({ key, userId }: Section) => ({
  kind: 'sent',
  facts: known([
    ['means', 'SES told of a mail whose entry the log does not have: not yet, or not any more.'],
    ['id', partsOf(key.notification).discriminator],
    ['user', userId],
  ]),
});

/** What is told of one mail. */
interface MailChapter {
  readonly id: string;
  readonly kind: string;
  readonly facts: readonly Fact[];
}

/** What is told of one notification. */
export interface Chapter {
  /** Its last change. */
  readonly at: string;
  readonly title: string;
  /** How it ended. */
  readonly kind: string;
  readonly facts: readonly Fact[];
  readonly mails: readonly MailChapter[];
}

function chapterOf(section: Section, now: number, commands: Commands): Chapter {
  const { entry, mails, key, at } = section;
  const told = entry ? entryFacts(entry, section, now, commands) : mailsAlone(section);
  return {
    at: moment(at),
    title: partsOf(key.notification).title,
    kind: told.kind,
    facts: told.facts,
    mails: mails.map((mail) => {
      const { kind, means, next } = mailMeaningOf(mail, section, commands);
      const facts: Fact[] = [['means', means], ['to do', next], ...happeningsOf(mail)];
      return { id: mail.message_id, kind, facts };
    }),
  };
}

/** What became of an order's notifications, in the order of their last change. Nothing in it is printable yet. */
export const chaptersOf = (orderId: string, log: OrderLog, now: number, commands: Commands): Chapter[] =>
  sectionsOf(orderId, log).map((section) => chapterOf(section, now, commands));

/** What there is to be said of entries that somebody has changed. */
export const unreadableOf = ({ unreadable }: OrderLog): string[] =>
  unreadable.map((key) => `The entry ${printable(key)} cannot be read: somebody has changed it.`);

const mailText = ({ id, kind, facts }: MailChapter): string =>
  `\n  mail ${printable(id)}: ${kind}\n${linesOf('    ', facts)}`;

function chapterText({ at, title, kind, facts, mails }: Chapter): string {
  const head = `${at}  ${printable(title)}: ${[kind, ...mails.map((mail) => mail.kind)].join(', ')}\n`;
  return head + linesOf('  ', facts) + mails.map(mailText).join('');
}

/** Tells what became of an order's notifications, in the order of their last change. */
export function timeline(orderId: string, log: OrderLog, now: number, commands: Commands): string {
  const chapters = chaptersOf(orderId, log, now, commands);
  const broken = unreadableOf(log);
  const total = plural(chapters.length + broken.length, 'notification');
  const texts = [...chapters.map(chapterText), ...broken.map((text) => `${text}\n`)];
  return [`Order ${printable(orderId)}: ${total}\n`, ...texts].join('\n');
}
