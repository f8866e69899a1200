import { groupBy } from '../group';
import { counted, moment, plural, printable, table } from '../text';
import type { Survey } from './survey';
import type { Tally } from './tally';

const MAX_REASONS = 8;

/** A row a topic; further reasons in rows of their own. */
function withReasons(cells: readonly string[], reasons: readonly string[]): string[][] {
  const [first = '', ...more] = reasons;
  return [[...cells, first], ...more.map((reason) => [...cells.map(() => ''), reason])];
}

function count(values: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** What was found: topic, count, oldest, reasons. */
export function findings({ documents, unreadable, foreign, leftOut }: Survey): string {
  const found = documents.flatMap((document) => document.records.map((record) => ({ document, record })));
  const byTopic = [...groupBy(found, ({ record }) => record.topic)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = byTopic.flatMap(([topic, all]) => {
    const holders = new Set(all.map(({ document }) => document));
    const oldest = [...holders].reduce(
      (least, { failedAt }) => Math.min(least, failedAt),
      Number.POSITIVE_INFINITY,
    );
    const reasons = count(all.map(({ record }) => record.reason));
    return withReasons(
      [topic, String(all.length), String(holders.size), moment(oldest)],
      counted(reasons, MAX_REASONS),
    );
  });
  const columns = [
    { head: 'topic' },
    { head: 'records', right: true },
    { head: 'documents', right: true },
    { head: 'oldest' },
    { head: 'why' },
  ];
  const tooOld = found.filter(({ record }) => record.tooOld).length;
  const notes = [
    ...(tooOld > 0
      ? [`${plural(tooOld, 'record')} older than --max-age: to be skipped, and taken out of the documents.`]
      : []),
    ...(leftOut > 0 ? [`${plural(leftOut, 'record')} left out by the options.`] : []),
    ...(foreign > 0 ? [`${plural(foreign, 'document')} of other functions left alone.`] : []),
    ...unreadable.map(
      ({ key, reason }) => `Cannot be read, and kept: ${printable(key)}: ${printable(reason)}`,
    ),
  ];
  return [rows.length > 0 ? table(columns, rows) : '', ...notes.map((note) => `${note}\n`)].join('');
}

/** How it ended. */
export function endings(tally: Tally): string {
  const rows = [...tally.topics]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([topic, { sent, skipped, kept, why }]) =>
      withReasons([topic, String(sent), String(skipped), String(kept)], counted(why, MAX_REASONS)),
    );
  const columns = [
    { head: 'topic' },
    { head: 'sent', right: true },
    { head: 'skipped', right: true },
    { head: 'kept', right: true },
    { head: 'why' },
  ];
  const orders = [...tally.examples].map(
    ([reason, ids]) =>
      `For instance, ${plural(ids.length, 'order')} ${ids.map(printable).join(', ')}: ${printable(reason)}\n`,
  );
  return [table(columns, rows), ...orders].join('');
}
