import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { ready } from '../../local/kafka/broker';
import { kafkaProducer } from '../../local/kafka/kafka-client';
import { kafkaSource } from '../../local/kafka/kafka-source';
import type { Condition } from '../../local/kafka/mapping';
import type { Deliver } from '../../local/kafka/on-failure';
import { startPoller } from '../../local/kafka/poller';
import { mappingProperties } from '../../local/kafka/properties';
import type { EventRecord, InvokeEvent } from '../../local/kafka/record';
import { FAULTS, type FaultSettings, RETRIES, type RetrySettings } from '../../local/kafka/settings';
import type { NewRecord, Producer, RecordSource } from '../../local/kafka/source';
import { topicLog } from '../../local/kafka/topic-log';
import type { Invocation } from '../../local/kafka/verdict';

/** A record of a test's topic: `partition@offset`. */
export type Place = `${number}@${number}`;

export const placeOf = ({ partition, offset }: Pick<EventRecord, 'partition' | 'offset'>): Place =>
  `${partition}@${offset}`;

/** Where the topics of a test are. */
export interface Cluster {
  /** A topic of its own, with what is needed to consume it. */
  topic(partitions: number, config?: Readonly<Record<string, string>>): Promise<TestTopic>;
}

export interface TestTopic {
  readonly name: string;
  readonly producer: Producer;
  source(from: ReturnType<typeof mappingProperties>['startingPosition']): RecordSource;
  /** What the group has committed, by partition; undefined where it has not. */
  committed(): Promise<Array<number | undefined>>;
  close(): Promise<void>;
}

let nextTopic = 1;

export const inMemory: Cluster = {
  async topic(partitions) {
    const name = `topic.with-dashes-${nextTopic++}`;
    const log = topicLog([name], partitions);
    const sources: RecordSource[] = [];
    return {
      name,
      producer: log,
      source: (from) => {
        const source = log.consumer('group', [name], from);
        sources.push(source);
        return source;
      },
      committed: async () => log.committed('group', name),
      close: async () => {},
    };
  },
};

export const onKafka = (kafka: Kafka, brokers: readonly string[]): Cluster => ({
  async topic(partitions, config = {}) {
    const name = `topic.with-dashes-${nextTopic++}`;
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    await admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic: name, numPartitions: partitions, configEntries }],
    });
    await ready(admin, [name]);
    const producer = kafkaProducer(kafka);
    const group = `group-${name}`;
    return {
      name,
      producer,
      source: (from) =>
        kafkaSource({
          kafka,
          brokers,
          group,
          topics: [name],
          from,
          report: (message) => process.stderr.write(`${message}\n`),
        }),
      async committed() {
        const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [name] });
        const byPartition = new Map(
          offsets?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
        );
        return Array.from({ length: partitions }, (_, partition) => {
          const offset = byPartition.get(partition) ?? -1;
          return offset < 0 ? undefined : offset;
        });
      },
      async close() {
        await producer.disconnect();
        await admin.disconnect();
      },
    };
  },
});

/** What a function answers to its `nth` invocation (from 0) with these records. */
export type Script = (places: readonly Place[], nth: number) => Invocation | Promise<Invocation>;

const answer = (payload: string): Invocation => ({ status: 200, functionError: undefined, payload });

export const ok: Invocation = answer('{"batchItemFailures":[]}');
export const says = (payload: string): Invocation => answer(payload);
/** A function error, or a time-out: `{"errorMessage":"… Task timed out …"}` with the same header. */
export const error: Invocation = {
  status: 200,
  functionError: 'Unhandled',
  payload: '{"errorMessage":"oh"}',
};
export const throttled: Invocation = { status: 429, functionError: undefined, payload: '' };
export const unavailable: Invocation = { ...throttled, status: 503 };

export const report =
  (topic: string) =>
  (...places: readonly Place[]): Invocation =>
    answer(
      JSON.stringify({
        batchItemFailures: places.map((place) => {
          const [partition, offset] = place.split('@');
          return { itemIdentifier: { partition: `${topic}-${partition}`, offset: Number(offset) } };
        }),
      }),
    );

export interface Trial {
  readonly cluster: Cluster;
  readonly partitions?: number;
  readonly topicConfig?: Readonly<Record<string, string>>;
  /** Over the defaults below, in CloudFormation's words. */
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly retries?: Partial<RetrySettings>;
  readonly faults?: Partial<FaultSettings>;
  readonly records: ReadonlyArray<Partial<NewRecord>>;
  readonly script: (topic: string) => Script;
  /** Takes what is given up, once it is noted. */
  readonly deliver?: Deliver;
  /** The mapping's clock; without it, the time. */
  readonly now?: (seen: Seen) => number;
  /** When the trial is over; without it, when everything is committed. */
  readonly until?: (seen: Seen, topic: TestTopic) => boolean | Promise<boolean>;
}

export interface Seen {
  /** The records of each invocation, in the order in which they began. */
  readonly invocations: Place[][];
  readonly events: InvokeEvent[];
  readonly discarded: Array<{ readonly condition: Condition; readonly places: Place[] }>;
  /** Most invocations at once, and whether one partition was ever in two of them. */
  concurrency: number;
  overlapped: boolean;
  readonly reports: string[];
  committed: Array<number | undefined>;
  topic: string;
}

const DEFAULTS = {
  FunctionName: 'fn',
  EventSourceArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/test/1',
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0.25,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MaximumRetryAttempts: -1,
  ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 },
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::bucket' } },
};

const QUICK: Partial<RetrySettings> = { gap: 20, throttleGap: 20 };

/** Publishes the records, then runs one mapping over them with a scripted function until the trial is over. */
export async function tryOut(trial: Trial): Promise<Seen> {
  const { cluster, partitions = 1, records } = trial;
  const topic = await cluster.topic(partitions, trial.topicConfig);
  const script = trial.script(topic.name);
  const resource = { ...DEFAULTS, Topics: [topic.name], ...trial.properties };
  const properties = mappingProperties('Mapping', resource, 'fn');
  for (const record of records) {
    const { key = null, value = Buffer.from('{}'), headers = [], partition = 0, timestamp } = record;
    await topic.producer.send(topic.name, [
      { key, value, headers, partition, ...(timestamp !== undefined && { timestamp }) },
    ]);
  }
  const seen: Seen = {
    invocations: [],
    events: [],
    discarded: [],
    concurrency: 0,
    overlapped: false,
    reports: [],
    committed: [],
    topic: topic.name,
  };
  const underWay = new Set<readonly string[]>();
  const source = topic.source(properties.startingPosition);
  const poller = await startPoller({
    properties,
    source,
    retries: { ...RETRIES, ...QUICK, ...trial.retries },
    faults: { ...FAULTS, ...trial.faults },
    report: (_, message) => seen.reports.push(message),
    now: () => trial.now?.(seen) ?? Date.now(),
    async invoke(_, event) {
      const places = Object.values(event.records).flat().map(placeOf);
      const mine = Object.keys(event.records);
      seen.overlapped ||= [...underWay].flat().some((one) => mine.includes(one));
      underWay.add(mine);
      seen.concurrency = Math.max(seen.concurrency, underWay.size);
      seen.events.push(event);
      const nth = seen.invocations.push(places) - 1;
      try {
        return await script(places, nth);
      } finally {
        underWay.delete(mine);
      }
    },
    deliver: properties.limits.hasDestination
      ? async (discard) => {
          seen.discarded.push({ condition: discard.condition, places: discard.batch.records.map(placeOf) });
          await trial.deliver?.(discard);
        }
      : undefined,
  });
  const ends = Array.from(
    { length: partitions },
    (_, partition) => records.filter((one) => (one.partition ?? 0) === partition).length,
  );
  const allCommitted = async () =>
    (await topic.committed()).every((offset, partition) => (offset ?? 0) === ends[partition]);
  try {
    while (!(await (trial.until ? trial.until(seen, topic) : allCommitted()))) await sleep(20);
    seen.committed = await topic.committed();
  } finally {
    await poller.stop();
    await topic.close();
  }
  return seen;
}

/** A few records in one partition or, by their numbers, in several. */
export const inPartitions = (...partitions: readonly number[]): Array<Partial<NewRecord>> =>
  partitions.map((partition) => ({ partition }));
