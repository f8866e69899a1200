import { figureTable } from '../../tools/text';
import { cellOf, coldStartsOf, figuresOf, type Results } from '../results';
import { SUBJECT_NAMES } from '../subjects';
import { inWords, spreadOf } from './statistics';

/** Cold start above a bare Node.js, and what is loaded for it. */
export function startTable(results: Results): string {
  const rows = SUBJECT_NAMES.flatMap((name) => {
    const starts = coldStartsOf(results, name);
    const bytes = results.bundles[name]?.bytes;
    if (starts.length === 0 || bytes === undefined) return [];
    return [[name, inWords(spreadOf(starts), 0), (bytes / 1_000).toFixed(0)]];
  });
  const bare = results.coldStarts?.bare ?? [];
  if (bare.length === 0) return '';
  const title = `Cold start: to the first answer, above bare Node.js (${inWords(spreadOf(bare), 0)} ms)`;
  return `${title}\n${figureTable(['subject', 'ms', 'bundle kB'], rows)}`;
}

export function functionTable({ functions = {} }: Results): string {
  const rows = Object.entries(functions).map(([name, { bytes }]) => [name, (bytes / 1_000).toFixed(1)]);
  return rows.length > 0 ? figureTable(['function', 'kB minified'], rows) : '';
}

/** From 100 to 10,000 records. */
export function growthTable(results: Results): string {
  const [small, large] = [cellOf(results, 100), cellOf(results, 10_000)];
  const ratio = (name: (typeof SUBJECT_NAMES)[number], figure: 'cpu' | 'peakRss') => {
    const [few, many] = [figuresOf(small, name, figure), figuresOf(large, name, figure)];
    return few.length > 0 && many.length > 0
      ? (spreadOf(many).median / spreadOf(few).median).toFixed(2)
      : undefined;
  };
  const rows = SUBJECT_NAMES.flatMap((name) => {
    const [cpu, rss] = [ratio(name, 'cpu'), ratio(name, 'peakRss')];
    return cpu && rss ? [[name, cpu, rss]] : [];
  });
  return rows.length > 0
    ? `Growth from 100 to 10,000 records\n${figureTable(['subject', 'CPU a record', 'peak RSS'], rows)}`
    : '';
}
