import { type Column, table } from '../../tools/text';
import type { Tally } from '../samples';
import type { SampleResult } from './run-sample';

const COLUMNS: readonly Column[] = [
  { head: '' },
  { head: 'event' },
  { head: 'records', right: true },
  { head: 'sent', right: true },
  { head: 'skipped', right: true },
  { head: 'failed', right: true },
  { head: 'why' },
];

/** Whether a sample event ended as its name says. */
export const endedAsNamed = ({ sample: { expected }, sent, skipped, failed }: SampleResult): boolean =>
  sent === expected.sent && skipped === expected.skipped && failed === expected.failed;

function countCodes(codes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Array.from(counts, ([code, count]) => (count > 1 ? `${count} × ${code}` : code)).join(', ');
}

const tallyOf = ({ sent, skipped, failed }: Tally): string =>
  `${sent} sent, ${skipped} skipped, ${failed} failed`;

/** Writes how the sample events ended: a table, then what did not end as its name says. */
export function reportOf(results: readonly SampleResult[]): string {
  const rows = results.map((result) => {
    const { sample, sent, skipped, failed, codes } = result;
    const numbers = [sample.records, sent, skipped, failed].map(String);
    return [endedAsNamed(result) ? '✓' : '✗', sample.name, ...numbers, countCodes(codes)];
  });
  const wrong = results.filter((result) => !endedAsNamed(result));
  const lines = wrong.map(
    (result) =>
      `✗ ${result.sample.name}: expected ${tallyOf(result.sample.expected)}; found ${tallyOf(result)}.\n`,
  );
  const verdict =
    wrong.length === 0
      ? 'Every sample event ended as its name says.'
      : 'Not every sample event ended as its name says.';
  return `${table(COLUMNS, rows)}${lines.join('')}\n${verdict}\n`;
}
