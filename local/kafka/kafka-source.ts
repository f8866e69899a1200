import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import type { StartingPosition } from './properties';
import { partitionKey, type TopicRecord } from './record';
import type { Listener, RecordSource, TopicPartition } from './source';

export interface KafkaSourceOptions {
  readonly kafka: Kafka;
  readonly brokers: readonly string[];
  readonly group: string;
  readonly topics: readonly string[];
  readonly from: StartingPosition;
  readonly report: (message: string) => void;
}

/** A broker that is away is asked again after this time, in milliseconds. */
const AGAIN = 500;
/** For how long a rebalance fault keeps partitions away, in milliseconds. */
const AWAY = 500;
/** A rebalance fault that has not joined by then is over; the broker may be away. In milliseconds. */
const JOIN_PATIENCE = 15_000;

const CONSUMER = {
  sessionTimeout: 10_000,
  rebalanceTimeout: 10_000,
  heartbeatInterval: 1_000,
  maxWaitTimeInMs: 250,
  retry: {
    initialRetryTime: 100,
    maxRetryTime: 1_000,
    retries: 10,
    // One way to begin anew, for every error: kafkajs would do it by itself for some, and give up for good on others.
    restartOnFailure: async () => false,
  },
};

/** kafkajs leaves out of its types what the records of a batch have in common. */
type FetchedMessage = KafkaMessage & { readonly batchContext?: { readonly timestampType?: number } };

/** `CreateTime` is 0 and `LogAppendTime` 1. Source: Apache Kafka, `TimestampType`. */
const LOG_APPEND_TIME = 1;

function toRecord(topic: string, partition: number, message: FetchedMessage): TopicRecord {
  const headers = Object.entries(message.headers ?? {}).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => ({ name, value: Buffer.from(value) })),
  );
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    timestampType:
      message.batchContext?.timestampType === LOG_APPEND_TIME ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
    key: message.key,
    value: message.value,
    headers,
  };
}

/**
 * For a consumer that was disconnected while it joined: kafkajs joins all the same, and it would hold partitions and
 * read nothing. The moment is for kafkajs to notice that it has joined.
 */
function leave(consumer: Consumer): void {
  setTimeout(() => void consumer.disconnect().catch(() => {}), 100);
}

/** Real Kafka as the source of a mapping: a consumer of the group that commits nothing by itself. */
export function kafkaSource(options: KafkaSourceOptions): RecordSource {
  const { kafka, group, topics, from, report } = options;
  let listener: Listener | undefined;
  let consumer: Consumer | undefined;
  let paused = new Map<string, TopicPartition>();
  let restarting = Promise.resolve();

  const toArgument = ({ topic, partition }: TopicPartition) => [{ topic, partitions: [partition] }];
  const pauseFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  /**
   * A group that has committed nothing begins where the mapping says, from now on: committed at once, so that a
   * consumer that dies before its first commit does not miss what came meanwhile.
   */
  async function settleStart(): Promise<void> {
    if (from.at === 'TRIM_HORIZON') return;
    const admin = kafka.admin();
    await admin.connect();
    try {
      for (const topic of topics) {
        const [known] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
        const fresh = known?.partitions.filter(({ offset }) => offset === '-1') ?? [];
        if (fresh.length === 0) continue;
        const starts =
          from.at === 'AT_TIMESTAMP'
            ? await admin.fetchTopicOffsetsByTimestamp(topic, from.timestamp)
            : await admin.fetchTopicOffsets(topic);
        const partitions = starts.filter(({ partition }) => fresh.some((one) => one.partition === partition));
        await admin.setOffsets({ groupId: group, topic, partitions });
      }
    } finally {
      await admin.disconnect();
    }
  }

  async function join(): Promise<void> {
    const joining = kafka.consumer({ groupId: group, ...CONSUMER });
    consumer = joining;
    joining.on(joining.events.GROUP_JOIN, ({ payload }) => {
      if (consumer !== joining || !listener) {
        leave(joining);
        return;
      }
      for (const one of paused.values()) joining.resume(toArgument(one));
      paused = new Map();
      listener.assigned(
        Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        ),
      );
    });
    joining.on(joining.events.CRASH, () => {
      if (consumer === joining && listener) void crash();
    });
    await joining.connect();
    await joining.subscribe({ topics: [...topics], fromBeginning: from.at !== 'LATEST' });
    await joining.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch: { topic, partition, messages }, resolveOffset, heartbeat }) => {
        const last = messages.at(-1);
        if (consumer !== joining || !listener || !last) return;
        listener.received(messages.map((message) => toRecord(topic, partition, message)));
        resolveOffset(last.offset);
        await heartbeat();
      },
    });
  }

  async function joinUntilItWorks(): Promise<void> {
    for (let tries = 1; listener; tries++) {
      try {
        await settleStart();
        await join();
        return;
      } catch (error) {
        const failed = consumer;
        consumer = undefined;
        await failed?.disconnect().catch(() => {});
        if (tries === 1) report(`${topics.join(', ')}: ${error}; trying again until it works`);
        await pauseFor(AGAIN);
      }
    }
  }

  async function replace(gone: Consumer | undefined): Promise<void> {
    // Another crash of the same consumer came first.
    if (consumer !== gone) return;
    consumer = undefined;
    await gone?.disconnect().catch(() => {});
    await joinUntilItWorks();
  }

  /** One after the other: a consumer may crash when it has just joined, and that must not go unheard. */
  function crash(): Promise<void> {
    const gone = consumer;
    restarting = restarting.then(() => replace(gone));
    return restarting;
  }

  return {
    bootstrapServers: options.brokers.join(','),
    async start(wanted) {
      listener = wanted;
      await joinUntilItWorks();
    },
    async commit(positions) {
      if (!consumer) throw new Error('not a member of the group');
      await consumer.commitOffsets(
        positions.map((position) => ({ ...position, offset: String(position.offset) })),
      );
    },
    pause(one) {
      paused.set(partitionKey(one), one);
      consumer?.pause(toArgument(one));
    },
    resume(one) {
      if (paused.delete(partitionKey(one))) consumer?.resume(toArgument(one));
    },
    /** Another member comes into the group and leaves it again. */
    async rebalance() {
      const other = kafka.consumer({ groupId: group, ...CONSUMER });
      try {
        await other.connect();
        await other.subscribe({ topics: [...topics], fromBeginning: from.at !== 'LATEST' });
        const joined = new Promise<void>((resolve) => {
          other.on(other.events.GROUP_JOIN, () => resolve());
          setTimeout(resolve, JOIN_PATIENCE).unref();
        });
        await other.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
        await joined;
        await pauseFor(AWAY);
      } finally {
        await other.disconnect().catch(() => {});
      }
    },
    crash,
    async stop() {
      listener = undefined;
      const last = consumer;
      consumer = undefined;
      await last?.disconnect().catch(() => {});
    },
  };
}
