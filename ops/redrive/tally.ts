import { labelOf, type Why } from './codes';
import { addReason, type ReasonCounts } from './reason-counts';

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
