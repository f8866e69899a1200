import { join } from 'node:path';
import { FUNCTIONS } from '../../infra/functions';
import { brokersOf, kafkaClient, kafkaProducer, requireBroker } from './kafka-client';
import { kafkaSource } from './kafka-source';
import { lambdaAt } from './lambda';
import { deliverTo } from './on-failure';
import { type Poller, type Report, startPoller } from './poller';
import { type MappingProperties, mappingProperties } from './properties';
import { startPublishServer } from './publish-server';
import { originOf } from './record';
import { readFaults, readRetries } from './settings';
import type { Producer, RecordSource } from './source';
import { topicLog } from './topic-log';

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
  /** The folder that stands in for S3 (default: `.local/on-failure`). */
  readonly onFailureFolder: string | undefined;
  readonly report: Report;
}

export interface Mappings {
  /** For a person: what is polled, and where from. */
  readonly summary: string;
  stop(): Promise<void>;
}

/** Stands in for the on-failure bucket; `npm run redrive -- --local` reads it. */
const ON_FAILURE = join(__dirname, '../../.local/on-failure');

/** Where the topics are: real Kafka, or this process's memory. */
interface Topics {
  readonly name: string;
  readonly producer: Producer;
  source(properties: MappingProperties): RecordSource;
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
    close: () => producer.disconnect(),
  };
}

function topicsInMemory(mappings: readonly MappingProperties[]): Topics {
  const log = topicLog(topicsOf(mappings));
  return {
    name: 'a topic log in memory (a development convenience; for real Kafka: npm run kafka)',
    producer: log,
    source: ({ consumerGroup, topics, startingPosition }) =>
      log.consumer(consumerGroup, topics, startingPosition),
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
  const server = await startPublishServer(publishPort, namedByNotification(topics.producer, mappings));
  const pollers: Poller[] = await Promise.all(
    polled.map((properties) => {
      const source = topics.source(properties);
      const origin = originOf(properties, source);
      const deliver = deliverTo(properties, origin, options.onFailureFolder || ON_FAILURE);
      return startPoller({ properties, source, invoke, deliver, retries, faults, report });
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
