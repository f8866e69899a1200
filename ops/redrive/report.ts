import { type Column, moment, plural, printable, table } from '../../tools/text';
import { labelOf } from './codes';
import type { Survey } from './survey';
import { addReason, groupBy, type ReasonCounts, reasonCells, type Tally } from './tally';

const MAX_REASONS = 8;

/** Of each table: the code of the reason, and its sentence. */
const REASON_COLUMNS: readonly Column[] = [{ head: 'why' }, { head: 'in words' }];

/** A row per topic; further reasons in rows of their own. */
function withReasons(cells: readonly string[], counts: ReasonCounts): string[][] {
  const [first = ['', ''], ...more] = reasonCells(counts, MAX_REASONS);
  return [[...cells, ...first], ...more.map((reason) => [...cells.map(() => ''), ...reason])];
}

const byTopic = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** What a survey found: topic, count, oldest, reasons. */
export function surveyReport({ documents, unreadable, foreign, leftOut }: Survey): string {
  const found = documents.flatMap((document) => document.records.map((record) => ({ document, record })));
  const topics = [...groupBy(found, ({ record }) => record.topic)].sort(byTopic);
  const rows = topics.flatMap(([topic, all]) => {
    const holders = new Set(all.map(({ document }) => document));
    const oldest = [...holders].reduce(
      (least, { failedAt }) => Math.min(least, failedAt),
      Number.POSITIVE_INFINITY,
    );
    const reasons: ReasonCounts = new Map();
    for (const { record } of all) addReason(reasons, labelOf(record.code), record.reason);
    return withReasons([topic, String(all.length), String(holders.size), moment(oldest)], reasons);
  });
  const columns = [
    { head: 'topic' },
    { head: 'records', right: true },
    { head: 'documents', right: true },
    { head: 'oldest' },
    ...REASON_COLUMNS,
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

/** What is asked before anything is sent. */
export function question(documents: Survey['documents'], place: string, resendUnknown: boolean): string {
  const records = documents.flatMap((document) => document.records);
  const unknown = records.filter(({ code }) => code === 'may_have_been_sent').length;
  const warning =
    unknown === 0
      ? ''
      : resendUnknown
        ? `${plural(unknown, 'record')} may have been sent already: those customers may get a second mail.\n`
        : `${plural(unknown, 'record')} may have been sent already and will be left alone (--resend-unknown sends them).\n`;
  return `${warning}Send ${plural(records.length, 'record')} of ${plural(documents.length, 'document')} in ${place}?`;
}

/** How a redrive ended: topic, counts, reasons, and some orders of what was kept. */
export function tallyReport(tally: Tally): string {
  const rows = [...tally.topics]
    .sort(byTopic)
    .flatMap(([topic, { sent, skipped, kept, why }]) =>
      withReasons([topic, String(sent), String(skipped), String(kept)], why),
    );
  const columns = [
    { head: 'topic' },
    { head: 'sent', right: true },
    { head: 'skipped', right: true },
    { head: 'kept', right: true },
    ...REASON_COLUMNS,
  ];
  const orders = [...tally.examples].map(
    ([label, ids]) =>
      `Kept: ${printable(label)}, for instance ${ids.length === 1 ? 'order' : 'orders'} ${ids.map(printable).join(', ')}\n`,
  );
  return [table(columns, rows), ...orders].join('');
}
