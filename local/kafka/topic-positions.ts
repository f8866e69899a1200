import type { Admin, Kafka } from 'kafkajs';
import type { TopicPartition } from './source';

/** How far a consumer group has come in one partition, in offsets. */
export interface TopicPosition extends TopicPartition {
  /** The next one that the group reads when it begins anew; null where it has committed nothing. */
  readonly committed: number | null;
  /** The next one that is written. */
  readonly end: number;
  /** Records that are there and have not ended. */
  readonly lag: number;
}

/** As the protocol has it for a group that has committed nothing. Source: Apache Kafka, `OffsetFetchResponse`. */
const NOTHING_COMMITTED = '-1';

async function positionsIn(admin: Admin, group: string, topic: string): Promise<TopicPosition[]> {
  const [ends, [known]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  ]);
  return ends
    .map(({ partition, low, high }) => {
      const offset = known?.partitions.find((one) => one.partition === partition)?.offset;
      const committed = offset === undefined || offset === NOTHING_COMMITTED ? null : Number(offset);
      return {
        topic,
        partition,
        committed,
        end: Number(high),
        lag: Number(high) - (committed ?? Number(low)),
      };
    })
    .sort((a, b) => a.partition - b.partition);
}

/** Asks a broker how far groups have come. It connects with the first question. */
export function positionsAt(kafka: Kafka) {
  const admin = kafka.admin();
  let connected: Promise<void> | undefined;
  return {
    async of(group: string, topics: readonly string[]): Promise<TopicPosition[]> {
      connected ??= admin.connect().catch((error) => {
        // The next question tries again.
        connected = undefined;
        throw error;
      });
      await connected;
      return (await Promise.all(topics.map((topic) => positionsIn(admin, group, topic)))).flat();
    },
    async disconnect(): Promise<void> {
      if (connected) await admin.disconnect();
    },
  };
}
