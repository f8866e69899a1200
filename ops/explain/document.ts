import type { Entry } from '../../lib/log/entry';
import { type OrderLog, sendsOf } from '../entries';
import { channelOf, publishInstead } from './channel';
import type { Commands } from './commands';
import { mailMeaningOf } from './mail-meaning';
import { meaningOf } from './meaning';
import { type Section, sectionsOf } from './sections';

const mailsOf = (section: Section, commands: Commands) =>
  section.mails.map((mail) => ({ ...mail, meaning: mailMeaningOf(mail, section, commands) }));

/** An entry as it is, with its code and the number of its sends, also where the entry has no field for them. JSON has no sets. */
function entryDocument(section: Section, entry: Entry, now: number, commands: Commands) {
  const { besideSent, key, mails } = section;
  const own = besideSent ? publishInstead(commands, key.notification) : commands;
  const meaning = meaningOf(entry, mails, now, own);
  return {
    channel: channelOf(key.notification),
    code: meaning.code,
    ...entry,
    unanswered: entry.unanswered && [...entry.unanswered],
    attempts: sendsOf(entry),
    meaning,
    mails: mailsOf(section, commands),
  };
}

/** All that is known of an order, for other programs. `mails` are those whose entry the log does not have. */
export function documentOf(orderId: string, log: OrderLog, now: number, commands: Commands) {
  const sections = sectionsOf(orderId, log);
  return {
    orderId,
    entries: sections.flatMap((section) =>
      section.entry ? [entryDocument(section, section.entry, now, commands)] : [],
    ),
    mails: sections.flatMap((section) => (section.entry ? [] : mailsOf(section, commands))),
    unreadable: log.unreadable,
  };
}
