import { FUNCTIONS } from '../../infra/functions';
import { brokersOf, kafkaClient, kafkaProducer, requireBroker } from './kafka-client';
import { kafkaSource } from './kafka-source';
import { lambdaAt } from './lambda';
import { deliverTo, onFailureFolder } from './on-failure';
import { type Poller, type Report, startPoller } from './poller';
import { type MappingProperties, mappingProperties } from './properties';
import { startPublishServer } from './publish-server';
import { originOf } from './record';
import { recordBook } from './record-book';
import { readFaults, readRetries } from './settings';
import type { Producer, RecordSource } from './source';
import { topicLog } from './topic-log';
import { positionsAt, type TopicPosition } from './topic-positions';
import type { MappingsView } from './wire';

/** A mapping of the compiled template, and the name of the function it is for. */
export interface CompiledMapping {
  readonly id: string;
  readonly properties: unknown;
  readonly functionName: string;
}

export interface MappingsOptions {
  readonly mappings: readonly CompiledMapping[];
  readonly lambdaUrl: string;
  readonly publishPort: number;
  /** `host:port`, comma-separated; without it, a topic log in memory. */
  readonly brokers: string | undefined;
  /** As `MAPPING_RETRIES` and `MAPPING_FAULTS` have them. */
  readonly retries: string | undefined;
  readonly faults: string | undefined;
  readonly report: Report;
}

export interface Mappings {
  /** For a person: what is polled, and where from. */
  readonly summary: string;
  stop(): Promise<void>;
}

/** Where the topics are: real Kafka, or this process's memory. */
interface Topics {
  readonly name: string;
  readonly producer: Producer;
  source(properties: MappingProperties): RecordSource;
  /** How far the group of a mapping has come. */
  positions(properties: MappingProperties): Promise<TopicPosition[]>;
  close(): Promise<void>;
}

const topicsOf = (mappings: readonly MappingProperties[]): string[] => [
  ...new Set(mappings.flatMap(({ topics }) => topics)),
];

async function topicsIn(
  brokers: string,
  mappings: readonly MappingProperties[],
  report: Report,
): Promise<Topics> {
  const addresses = brokersOf(brokers);
  const known = new Set(topicsOf(mappings));
  await requireBroker(addresses, [...known]);
  const kafka = kafkaClient(addresses);
  const producer = kafkaProducer(kafka);
  const positions = positionsAt(kafka);
  return {
    name: `Kafka at ${addresses.join(', ')}`,
    producer: {
      async send(topic, records) {
        if (!known.has(topic)) await requireBroker(addresses, [topic]);
        known.add(topic);
        return producer.send(topic, records);
      },
    },
    source: ({ consumerGroup: group, topics, startingPosition: from }) =>
      kafkaSource({
        kafka,
        brokers: addresses,
        group,
        topics,
        from,
        report: (message) => report('warn', message),
      }),
    positions: ({ consumerGroup, topics }) => positions.of(consumerGroup, topics),
    async close() {
      await Promise.all([producer.disconnect(), positions.disconnect()]);
    },
  };
}

function topicsInMemory(mappings: readonly MappingProperties[]): Topics {
  const log = topicLog(topicsOf(mappings));
  return {
    name: 'a topic log in memory (a development convenience; for real Kafka: npm run kafka)',
    producer: log,
    source: ({ consumerGroup, topics, startingPosition }) =>
      log.consumer(consumerGroup, topics, startingPosition),
    positions: async ({ consumerGroup, topics }) =>
      topics.flatMap((topic) => {
        const ends = log.ends(topic);
        return log.committed(consumerGroup, topic).map((committed, partition) => {
          const end = ends[partition] ?? committed;
          return { topic, partition, committed, end, lag: end - committed };
        });
      }),
    close: async () => {},
  };
}

/** Takes records by the name of a notification as well, whatever the topic of its mapping is called. */
function namedByNotification(producer: Producer, mappings: readonly MappingProperties[]): Producer {
  const names = new Map(
    FUNCTIONS.map(({ name, topic }) => [
      topic,
      mappings.find(({ functionName }) => functionName.endsWith(`-${name}`))?.topics[0] ?? topic,
    ]),
  );
  return { send: (topic, records) => producer.send(names.get(topic) ?? topic, records) };
}

/**
 * Runs every event source mapping against Kafka or the topic log, and takes records from `npm run publish`.
 *
 * @throws Error for a mapping that AWS would refuse, a setting that is none, a broker that does not answer, or a topic that is not there.
 */
export async function startMappings(options: MappingsOptions): Promise<Mappings> {
  const { lambdaUrl, publishPort, brokers, report } = options;
  const retries = readRetries(options.retries);
  const faults = readFaults(options.faults);
  const mappings = options.mappings.map(({ id, properties, functionName }) =>
    mappingProperties(id, properties, functionName),
  );
  const polled = mappings.filter(({ enabled }) => enabled);
  const topics = brokers ? await topicsIn(brokers, polled, report) : topicsInMemory(mappings);
  const invoke = lambdaAt(lambdaUrl);
  const book = recordBook();
  const view = async (): Promise<MappingsView> => ({
    from: topics.name,
    partitions: (await Promise.all(polled.map(topics.positions))).flat(),
    records: book.list(),
  });
  const server = await startPublishServer(publishPort, namedByNotification(topics.producer, mappings), view);
  const pollers: Poller[] = await Promise.all(
    polled.map((properties) => {
      const source = topics.source(properties);
      const origin = originOf(properties, source);
      const deliver = deliverTo(properties, origin, onFailureFolder());
      return startPoller({ properties, source, invoke, deliver, retries, faults, report, book });
    }),
  );
  return {
    summary: `${polled.flatMap(({ topics: names }) => names).join(', ') || 'nothing, no mapping is enabled,'} from ${topics.name}`,
    async stop() {
      await server.close();
      await Promise.all(pollers.map((poller) => poller.stop()));
      await topics.close();
    },
  };
}
