import { createHash } from 'node:crypto';
import type { Position } from './mapping';
import type { StartingPosition } from './properties';
import { partitionKey, type TopicRecord } from './record';
import type {
  Listener,
  NewRecord,
  Producer,
  RecordSource,
  TopicPartition,
  TopicPartitionOffset,
} from './source';

interface Group {
  readonly listeners: Set<() => void>;
  readonly committed: Map<string, number>;
}

/**
 * Topics in memory, for a laptop without a broker: partitions, offsets, consumer groups with committed offsets, and
 * nothing else of Kafka. Everything in it ends with its process. It is a development convenience.
 */
export interface TopicLog extends Producer {
  /** A consumer of a group; the only one, so that every partition is its own. */
  consumer(group: string, topics: readonly string[], from: StartingPosition): RecordSource;
  /** The next offset of each partition for a group. */
  committed(group: string, topic: string): number[];
  /** The next offset to be written in each partition. */
  ends(topic: string): number[];
}

/** Most records that are handed over at once. */
const CHUNK = 500;

export function topicLog(topics: readonly string[], partitions = 3, now: () => number = Date.now): TopicLog {
  const logs = new Map<string, TopicRecord[]>();
  for (const topic of topics) {
    for (let partition = 0; partition < partitions; partition++)
      logs.set(partitionKey({ topic, partition }), []);
  }
  const groups = new Map<string, Group>();
  let next = 0;

  function groupOf(name: string): Group {
    const group = groups.get(name) ?? { listeners: new Set(), committed: new Map() };
    groups.set(name, group);
    return group;
  }

  function logOf(topic: string, partition: number): TopicRecord[] {
    const log = logs.get(partitionKey({ topic, partition }));
    if (log) return log;
    if (!topics.includes(topic)) throw new Error(`no topic "${topic}"; there are ${topics.join(', ')}`);
    throw new Error(`no partition ${partition} in "${topic}"; it has ${partitions}`);
  }

  /** The same key goes to the same partition; which one is Kafka's murmur2 there, and not here. */
  function partitionOf({ key, partition }: NewRecord): number {
    if (partition !== undefined) return partition;
    if (key === null) return next++ % partitions;
    return createHash('sha256').update(key).digest().readUInt32BE() % partitions;
  }

  async function send(topic: string, records: readonly NewRecord[]): Promise<TopicPartitionOffset[]> {
    const written = records.map((record) => {
      const partition = partitionOf(record);
      const log = logOf(topic, partition);
      const { key, value, headers, timestamp = now() } = record;
      const offset = log.length;
      log.push({ topic, partition, offset, timestamp, timestampType: 'CREATE_TIME', key, value, headers });
      return { topic, partition, offset };
    });
    for (const { listeners } of groups.values()) for (const wake of listeners) wake();
    return written;
  }

  function consumer(name: string, consumed: readonly string[], from: StartingPosition): RecordSource {
    const group = groupOf(name);
    const mine: TopicPartition[] = consumed.flatMap((topic) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
    );
    const paused = new Set<string>();
    let positions = new Map<string, number>();
    let listener: Listener | undefined;
    let scheduled = false;

    function startOf({ topic, partition }: TopicPartition): number {
      const log = logOf(topic, partition);
      if (from.at !== 'AT_TIMESTAMP') return from.at === 'LATEST' ? log.length : 0;
      const later = log.findIndex(({ timestamp }) => timestamp >= from.timestamp);
      return later === -1 ? log.length : later;
    }

    function deliver(): void {
      scheduled = false;
      for (const one of mine) {
        const key = partitionKey(one);
        const position = positions.get(key) ?? 0;
        const records = logOf(one.topic, one.partition).slice(position, position + CHUNK);
        if (!listener || paused.has(key) || records.length === 0) continue;
        positions.set(key, position + records.length);
        listener.received(records);
        wake();
      }
    }

    function wake(): void {
      if (scheduled || !listener) return;
      scheduled = true;
      setImmediate(deliver);
    }

    async function join(): Promise<void> {
      paused.clear();
      for (const one of mine) {
        const key = partitionKey(one);
        if (!group.committed.has(key)) group.committed.set(key, startOf(one));
      }
      positions = new Map(
        mine.map((one) => [partitionKey(one), group.committed.get(partitionKey(one)) ?? 0]),
      );
      listener?.assigned(mine);
      wake();
    }

    return {
      bootstrapServers: 'in-memory:9092',
      async start(wanted) {
        listener = wanted;
        group.listeners.add(wake);
        await join();
      },
      async commit(commits: readonly Position[]) {
        for (const position of commits) group.committed.set(partitionKey(position), position.offset);
      },
      pause: (one) => void paused.add(partitionKey(one)),
      resume(one) {
        if (paused.delete(partitionKey(one))) wake();
      },
      rebalance: join,
      crash: join,
      async stop() {
        group.listeners.delete(wake);
        listener = undefined;
      },
    };
  }

  const committed = (name: string, topic: string): number[] =>
    Array.from(
      { length: partitions },
      (_, partition) => groupOf(name).committed.get(partitionKey({ topic, partition })) ?? 0,
    );

  const ends = (topic: string): number[] =>
    Array.from({ length: partitions }, (_, partition) => logOf(topic, partition).length);

  return { send, consumer, committed, ends };
}
