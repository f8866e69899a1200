import { plural } from '../../tools/text';
import { labelOf, type Why } from './codes';

/** `Map.groupBy`, which Node.js 20 does not have. */
export function groupBy<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

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

/** How a redrive ends for a record: `kept` is still in its document, whether it was tried or not. */
export type End = 'sent' | 'skipped' | 'kept';

/** How the records of one topic ended. */
export interface TopicTally extends Record<End, number> {
  /** Why they were skipped or kept. */
  readonly why: ReasonCounts;
}

export interface Tally {
  readonly topics: ReadonlyMap<string, TopicTally>;
  /** Records that are still in their documents. */
  readonly kept: number;
  /** Orders among them, some of each reason. */
  readonly examples: ReadonlyMap<string, readonly string[]>;
  add(topic: string, end: End, why?: Why, orderId?: string): void;
}

const EXAMPLES = 3;

export function newTally(): Tally {
  const topics = new Map<string, TopicTally>();
  const examples = new Map<string, string[]>();
  return {
    topics,
    examples,
    get kept() {
      return [...topics.values()].reduce((sum, { kept }) => sum + kept, 0);
    },
    add(topic, end, why, orderId) {
      const tally = topics.get(topic) ?? { sent: 0, skipped: 0, kept: 0, why: new Map() };
      topics.set(topic, tally);
      tally[end]++;
      if (why === undefined) return;
      const label = labelOf(why.code);
      addReason(tally.why, `${end}: ${label}`, why.reason);
      if (end !== 'kept' || orderId === undefined) return;
      const orders = examples.get(label) ?? [];
      examples.set(label, orders);
      if (orders.length < EXAMPLES && !orders.includes(orderId)) orders.push(orderId);
    },
  };
}
