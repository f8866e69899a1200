import { type IHeaders, Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { Problem } from '../../tools/command';
import { addressesOf } from '../../tools/options';
import type { NewRecord, Producer } from './source';

/** Reads `host:port`, several with commas between them. @throws UsageError */
export const brokersOf = (given: string, name = 'KAFKA_BROKERS'): string[] => addressesOf(name, given);

/** Quick to notice that a broker is back; kafkajs doubles pauses up to half a minute. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 20 };

/** kafkajs speaks plaintext here: to a broker on this machine. Its own log is left out, our reports say what matters. */
export const kafkaClient = (brokers: readonly string[], clientId = 'local-event-source-mapping'): Kafka =>
  new Kafka({
    clientId,
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: RETRY,
  });

/**
 * @param topics that must be there: kafkajs would look for a missing one a quarter of a minute.
 * @throws Problem where no broker answers, or a topic is missing.
 */
export async function requireBroker(
  brokers: readonly string[],
  topics: readonly string[] = [],
): Promise<void> {
  const admin = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { retries: 1 },
  }).admin();
  try {
    await admin.connect();
    const known = await admin.listTopics();
    const missing = topics.find((topic) => !known.includes(topic));
    if (missing !== undefined)
      throw new Problem(
        `There is no topic ${missing} at ${brokers.join(', ')}; there are ${known.filter((one) => !one.startsWith('__')).join(', ') || 'none'}. ` +
          `"npm run kafka -- --topic ${missing}" creates it.`,
      );
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      `No Kafka broker answers at ${brokers.join(', ')}. Start one with "npm run kafka" in another terminal, ` +
        'or use the topic log in memory: leave out KAFKA_BROKERS and --kafka.',
    );
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

function headersOf(headers: NewRecord['headers']): IHeaders {
  const byName: Record<string, Buffer[]> = {};
  for (const { name, value } of headers) byName[name] = [...(byName[name] ?? []), value];
  return byName;
}

/** A broker takes 1 MB in one record batch by default, and kafkajs makes one of all that it is given. In bytes. */
const MAXIMUM_SEND = 500_000;

function slices(messages: readonly Message[]): Message[][] {
  const all: Message[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = (message.value?.length ?? 0) + (message.key?.length ?? 0);
    if (bytes + size > MAXIMUM_SEND) {
      all.push([]);
      bytes = 0;
    }
    bytes += size;
    all.at(-1)?.push(message);
  }
  return all;
}

/** A producer that connects with its first record. Keys go to the partitions that Java producers choose. */
export function kafkaProducer(kafka: Kafka): Producer & { disconnect(): Promise<void> } {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  let connected: Promise<void> | undefined;
  return {
    async send(topic, records) {
      connected ??= producer.connect().catch((error) => {
        // The next record tries again.
        connected = undefined;
        throw error;
      });
      await connected;
      const messages = records.map(({ key, value, headers, timestamp, partition }) => ({
        key,
        value,
        headers: headersOf(headers),
        ...(timestamp !== undefined && { timestamp: String(timestamp) }),
        ...(partition !== undefined && { partition }),
      }));
      const positions = [];
      for (const slice of slices(messages)) {
        const written = await producer.send({ topic, messages: slice, acks: -1 });
        // kafkajs leaves out, without a word, what is meant for a partition that does not exist.
        const missed = slice.find(
          (message) =>
            'partition' in message && !written.some(({ partition }) => partition === message.partition),
        );
        if (missed) throw new Problem(`${topic} has no partition ${missed.partition}.`);
        positions.push(
          ...written.map(({ partition, baseOffset }) => ({ topic, partition, offset: Number(baseOffset) })),
        );
      }
      return positions;
    },
    disconnect: async () => {
      if (connected) await producer.disconnect();
    },
  };
}
