/** How the records of one topic ended. */
export interface TopicTally {
  sent: number;
  skipped: number;
  kept: number;
  /** Why they were skipped or kept, and how many. */
  readonly why: Map<string, number>;
}

export interface Tally {
  readonly topics: ReadonlyMap<string, TopicTally>;
  /** Records that are still in their documents, whether tried or not. */
  readonly kept: number;
  /** Orders among them, some of each reason. */
  readonly examples: ReadonlyMap<string, readonly string[]>;
  add(topic: string, ended: 'sent' | 'skipped' | 'kept', reason?: string, orderId?: string): void;
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
    add(topic, ended, reason, orderId) {
      const tally = topics.get(topic) ?? { sent: 0, skipped: 0, kept: 0, why: new Map() };
      topics.set(topic, tally);
      tally[ended]++;
      if (reason === undefined) return;
      const why = `${ended}: ${reason}`;
      tally.why.set(why, (tally.why.get(why) ?? 0) + 1);
      if (ended !== 'kept' || orderId === undefined) return;
      const orders = examples.get(reason) ?? [];
      examples.set(reason, orders);
      if (orders.length < EXAMPLES && !orders.includes(orderId)) orders.push(orderId);
    },
  };
}
