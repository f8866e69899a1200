import type { LogLine } from '../start/log-line';

/** What a function last told of a record that it did not send. */
export interface ToldOutcome {
  readonly kind: 'sent' | 'skipped' | 'failed';
  readonly code: string | undefined;
  readonly reason: string | undefined;
  readonly orderId: string | undefined;
}

/** What the functions told of records, for people to look at. */
export interface Journal {
  /** Takes a line of a function. */
  line(line: LogLine): void;
  /** @param place topic, partition and offset: `order_notification-0@42` */
  outcomeOf(place: string): ToldOutcome | undefined;
  /** Orders that something was told of, and when: ISO 8601. The last one comes last. */
  readonly orders: ReadonlyMap<string, string>;
  /** Calls the listeners: something has happened that no line tells. */
  changed(): void;
  /** Calls the listener after every change. @returns what ends that. */
  onChange(listener: () => void): () => void;
}

const MOST = 5_000;

/** Puts it behind all others, and forgets the first where there are too many. */
function putLast<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [first] = map.keys();
  if (map.size > MOST && first !== undefined) map.delete(first);
}

/** Makes an empty journal, in memory. */
export function newJournal(): Journal {
  const outcomes = new Map<string, ToldOutcome>();
  const orders = new Map<string, string>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return {
    orders,
    line(line) {
      const { 'kafka.topic': topic, 'kafka.partition': partition, 'kafka.offset': offset } = line;
      const { 'labels.outcome': kind, 'labels.order_id': orderId } = line;
      if (orderId !== undefined) putLast(orders, orderId, line['@timestamp']);
      if (kind !== undefined && topic !== undefined)
        putLast(outcomes, `${topic}-${partition}@${offset}`, {
          kind,
          code: line['event.code'],
          reason: line['event.reason'],
          orderId,
        });
      changed();
    },
    outcomeOf: (place) => outcomes.get(place),
    changed,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
