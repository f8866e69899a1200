import type { Position } from './mapping';
import type { TopicRecord } from './record';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a mapping wants to hear from its source. */
export interface Listener {
  /** At the start and after every rebalance: these and no others, from the committed offsets. */
  assigned(partitions: readonly TopicPartition[]): void;
  /** Records of one assigned partition, in offset order. */
  received(records: readonly TopicRecord[]): void;
}

/** One consumer group's view of the topics of a mapping: real Kafka, or the topic log in memory. */
export interface RecordSource {
  readonly bootstrapServers: string;
  start(listener: Listener): Promise<void>;
  /** May fail while the group rebalances; then the records come again. */
  commit(positions: readonly Position[]): Promise<void>;
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
  /** Fault: partitions change hands while the consumer is at work. */
  rebalance(): Promise<void>;
  /** Fault: the consumer is gone and a new one begins where the group had committed. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** A record on its way into a topic; the log gives it an offset and, without a timestamp, the time. */
export interface NewRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: Buffer }>;
  readonly timestamp?: number;
  /** Without one, the key decides or, without a key, chance. */
  readonly partition?: number;
}

export interface Producer {
  send(topic: string, records: readonly NewRecord[]): Promise<TopicPartitionOffset[]>;
}

export interface TopicPartitionOffset extends TopicPartition {
  readonly offset: number;
}
