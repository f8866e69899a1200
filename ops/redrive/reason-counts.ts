import { plural } from '../../tools/text';

/** Records of each reason, by its code as tables show it; within it by its sentence. */
export type ReasonCounts = Map<string, Map<string, number>>;

export function addReason(counts: ReasonCounts, label: string, sentence: string): void {
  const sentences = counts.get(label) ?? new Map<string, number>();
  counts.set(label, sentences.set(sentence, (sentences.get(sentence) ?? 0) + 1));
}

const totalOf = (sentences: ReadonlyMap<string, number>): number =>
  [...sentences.values()].reduce((sum, count) => sum + count, 0);

const byCount = ([a, x]: readonly [string, number], [b, y]: readonly [string, number]): number =>
  y - x || (a < b ? -1 : 1);

/** The most frequent sentence of one code, and how many others it has. */
function inWords(sentences: ReadonlyMap<string, number>): string {
  const [[first] = [''], ...others] = [...sentences].sort(byCount);
  return others.length === 0 ? first : `${first} (and ${plural(others.length, 'other sentence')})`;
}

/** The most frequent first, at most `max`, each as two cells: `12 × code`, and its sentence; the rest is summed up. */
export function reasonCells(counts: ReasonCounts, max: number): Array<[string, string]> {
  const sorted = Array.from(counts, ([label, sentences]) => [label, totalOf(sentences)] as const).sort(
    byCount,
  );
  const shown = sorted
    .slice(0, max)
    .map(([label, count]): [string, string] => [
      `${count} × ${label}`,
      inWords(counts.get(label) ?? new Map()),
    ]);
  const rest = sorted.slice(max);
  if (rest.length === 0) return shown;
  const records = rest.reduce((sum, [, count]) => sum + count, 0);
  return [...shown, [`${records} × ${plural(rest.length, 'other reason')}`, '']];
}
