import { type Entry, judge, type Takeover, unansweredOf } from '../lib/log/entry';

const NO_CLAIMS: ReadonlySet<string> = new Set();

/** What an entry allows, seen by somebody who only reads the log and so has no claims of their own. */
export const allowedBy = (entry: Entry, now: number, takeover?: Takeover) =>
  judge(entry, NO_CLAIMS, now, takeover);

/** How many sends there were, or may have been; of what was not sent, those that are not known to be over. */
export const sendsOf = (entry: Entry): number =>
  entry.status === 'sent' ? (entry.attempts ?? 1) : unansweredOf(entry).size;
