import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cluster,
  error,
  inPartitions,
  ok,
  type Place,
  report,
  type Script,
  says,
  type Trial,
  throttled,
  tryOut,
  unavailable,
} from './mapping-bench';

type Case = Omit<Trial, 'cluster' | 'script'> & {
  readonly name: string;
  /** The AWS page, in the Lambda developer guide, that has the rule. */
  readonly page: string;
  readonly script: (topic: string) => Script;
  /** The records of each invocation. */
  readonly invocations: readonly Place[][];
  readonly discarded?: ReadonlyArray<{ readonly condition: string; readonly places: readonly Place[] }>;
  /** By partition, at the end; without it, everything. */
  readonly committed?: ReadonlyArray<number | undefined>;
};

const three = inPartitions(0, 0, 0);
const ALL: Place[] = ['0@0', '0@1', '0@2'];

/** The first `times` invocations with that record report it. */
const failing =
  (place: Place, times = Number.POSITIVE_INFINITY) =>
  (topic: string): Script => {
    let failed = 0;
    return (places) => (places.includes(place) && failed++ < times ? report(topic)(place) : ok);
  };

/** Every invocation with that record ends in a function error. */
const poisonous = (place: Place) => (): Script => (places) => (places.includes(place) ? error : ok);

const answering =
  (...answers: ReadonlyArray<Parameters<typeof Promise.resolve>[0]>) =>
  (): Script =>
  (_, nth) =>
    (answers[nth] ?? ok) as ReturnType<Script>;

const success = (name: string, payload: string): Case => ({
  name: `${name} is a complete success`,
  page: 'kafka-retry-configurations',
  records: three,
  script: answering(says(payload)),
  invocations: [ALL],
});

const wholeBatch = (name: string, payload: (topic: string) => unknown): Case => ({
  name: `${name}: the whole batch is retried`,
  page: 'kafka-retry-configurations',
  records: three,
  properties: { BisectBatchOnFunctionError: true },
  script: (topic) => (_, nth) => (nth === 0 ? says(JSON.stringify(payload(topic))) : ok),
  invocations: [ALL, ALL],
});

const failure = (itemIdentifier: unknown) => ({ batchItemFailures: [{ itemIdentifier }] });
// In whole seconds, and younger than what a broker forgets.
const RECENTLY = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
const old = { timestamp: Date.now() - 3_600_000 };
const MEGABYTE = 1024 * 1024;
const LARGE = { 'max.message.bytes': String(16 * MEGABYTE) };
const large = (megabytes: number) => ({ partition: 0, value: Buffer.alloc(megabytes * MEGABYTE, 'x') });

const CASES: readonly Case[] = [
  success('an empty list', '{"batchItemFailures":[]}'),
  success('a null list', '{"batchItemFailures":null}'),
  success('an empty object', '{}'),
  success('null', 'null'),
  success('no answer at all', ''),
  {
    name: 'only what is reported is retried',
    page: 'kafka-retry-configurations',
    records: three,
    script: failing('0@1', 2),
    invocations: [ALL, ['0@1'], ['0@1']],
  },
  wholeBatch('a partition that was not in the event', () => failure({ partition: 'other-0', offset: 0 })),
  wholeBatch('an offset that was not in the event', (topic) =>
    failure({ partition: `${topic}-0`, offset: 9 }),
  ),
  wholeBatch('an identifier that is text', (topic) => failure(`${topic}-0`)),
  wholeBatch('an identifier that is null', () => failure(null)),
  wholeBatch('an offset that is text', (topic) => failure({ partition: `${topic}-0`, offset: '0' })),
  wholeBatch('one invalid identifier among valid ones', (topic) => ({
    batchItemFailures: [
      { itemIdentifier: { partition: `${topic}-0`, offset: 1 } },
      { itemIdentifier: { partition: `${topic}-7`, offset: 1 } },
    ],
  })),
  wholeBatch('a wrong key for the partition', (topic) =>
    failure({ 'topic-partition_number': `${topic}-0`, offset: 0 }),
  ),
  wholeBatch('a wrong key for the offset', (topic) => failure({ partition: `${topic}-0`, Offset: 0 })),
  wholeBatch('a list that is none', () => ({ batchItemFailures: 'all' })),
  wholeBatch('an object for a list', () => ({ batchItemFailures: { 0: {} } })),
  wholeBatch('an answer that is no object', () => 42),
  {
    name: 'without ReportBatchItemFailures the response is ignored',
    page: 'kafka-retry-configurations',
    records: three,
    properties: { FunctionResponseTypes: [] },
    script: failing('0@1'),
    invocations: [ALL],
  },
  {
    name: 'a function error, such as a time-out, fails the whole batch',
    page: 'kafka-retry-configurations',
    records: three,
    script: answering(error),
    invocations: [ALL, ALL],
  },
  {
    name: 'BisectBatchOnFunctionError splits it, until the poisonous record is alone',
    page: 'kafka-retry-configurations',
    records: inPartitions(0, 0, 0, 0),
    properties: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
    script: poisonous('0@2'),
    invocations: [['0@0', '0@1', '0@2', '0@3'], ['0@0', '0@1'], ['0@2', '0@3'], ['0@2'], ['0@2'], ['0@3']],
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@2'] }],
  },
  {
    name: 'a partial batch response is no function error and splits nothing',
    page: 'kafka-retry-configurations',
    records: three,
    properties: { BisectBatchOnFunctionError: true },
    script: (topic) => (_, nth) => (nth === 0 ? report(topic)('0@0', '0@2') : ok),
    invocations: [ALL, ['0@0', '0@2']],
  },
  {
    name: 'splitting uses up retries where it is set to',
    page: 'left open',
    records: inPartitions(0, 0, 0, 0),
    properties: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
    retries: { splitsCount: true },
    script: poisonous('0@2'),
    invocations: [
      ['0@0', '0@1', '0@2', '0@3'],
      ['0@0', '0@1'],
      ['0@2', '0@3'],
    ],
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@2', '0@3'] }],
  },
  {
    name: 'a throttled function is waited for, and that is no retry',
    page: 'kafka-scaling-modes',
    records: three,
    properties: { MaximumRetryAttempts: 0 },
    script: answering(throttled, unavailable, throttled),
    invocations: [ALL, ALL, ALL, ALL],
    discarded: [],
  },
  {
    name: 'MaximumRetryAttempts does not count the first attempt; what has used them up is given up',
    page: 'kafka-retry-configurations',
    records: three,
    properties: { MaximumRetryAttempts: 2 },
    script: failing('0@1'),
    invocations: [ALL, ['0@1'], ['0@1']],
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@1'] }],
  },
  {
    name: 'MaximumRetryAttempts 0 gives up at once',
    page: 'kafka-retry-configurations',
    records: three,
    properties: { MaximumRetryAttempts: 0 },
    script: failing('0@1'),
    invocations: [ALL],
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@1'] }],
  },
  {
    name: 'infinite retries become 10 with an on-failure destination',
    page: 'kafka-on-failure-destination',
    records: inPartitions(0),
    script: failing('0@0'),
    invocations: Array.from({ length: 11 }, () => ['0@0']),
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@0'] }],
  },
  {
    name: 'and stay infinite without one',
    page: 'kafka-on-failure-destination',
    records: inPartitions(0),
    properties: { DestinationConfig: undefined },
    script: failing('0@0', 13),
    invocations: Array.from({ length: 14 }, () => ['0@0']),
  },
  {
    name: 'what is older than MaximumRecordAgeInSeconds is given up without being invoked',
    page: 'kafka-retry-configurations',
    records: [{ partition: 0, ...old }, { partition: 0 }, { partition: 0, ...old }],
    properties: { MaximumRecordAgeInSeconds: 60 },
    script: answering(),
    invocations: [['0@1']],
    discarded: [{ condition: 'RecordAgeExceeded', places: ['0@0', '0@2'] }],
  },
  {
    name: 'and so is what has become too old when it is to be retried',
    page: 'kafka-retry-configurations',
    records: [{ partition: 0, timestamp: Date.now() + 3_600_000 - 60_000 }],
    properties: { MaximumRecordAgeInSeconds: 60 },
    retries: { gap: 100 },
    now: (seen) => Date.now() + (seen.invocations.length === 0 ? 0 : 3_600_000),
    script: failing('0@0'),
    invocations: [['0@0']],
    discarded: [{ condition: 'RecordAgeExceeded', places: ['0@0'] }],
  },
  {
    name: 'what the on-failure destination does not take is gone',
    page: 'monitoring-metrics-types',
    records: three,
    properties: { MaximumRetryAttempts: 0 },
    script: failing('0@1'),
    deliver: async () => {
      throw new Error('access denied');
    },
    invocations: [ALL],
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@1'] }],
  },
  {
    name: 'and so is what is given up without one',
    page: 'kafka-retry-configurations',
    records: three,
    properties: { MaximumRetryAttempts: 0, DestinationConfig: undefined },
    script: failing('0@1'),
    invocations: [ALL],
    discarded: [],
  },
  {
    name: 'a batch has at most BatchSize records',
    page: 'invocation-eventsourcemapping',
    records: inPartitions(0, 0, 0, 0, 0),
    properties: { BatchSize: 2 },
    script: answering(),
    invocations: [['0@0', '0@1'], ['0@2', '0@3'], ['0@4']],
  },
  {
    name: 'a batch that is not full waits for the batching window',
    page: 'invocation-eventsourcemapping',
    records: inPartitions(0, 0, 0),
    properties: { BatchSize: 2, MaximumBatchingWindowInSeconds: 300 },
    script: answering(),
    until: ({ invocations }, topic) =>
      invocations.length === 1 && topic.committed().then(([offset]) => offset === 2),
    invocations: [['0@0', '0@1']],
    committed: [2],
  },
  {
    name: 'which then ends it',
    page: 'invocation-eventsourcemapping',
    records: inPartitions(0),
    properties: { BatchSize: 2, MaximumBatchingWindowInSeconds: 1 },
    script: answering(),
    invocations: [['0@0']],
  },
  {
    name: 'a batch has at most 6 MB',
    page: 'gettingstarted-limits',
    records: [large(2), large(2), large(2), large(1)],
    topicConfig: LARGE,
    // Each is fetched by itself.
    properties: { MaximumBatchingWindowInSeconds: 3 },
    script: answering(),
    invocations: [
      ['0@0', '0@1'],
      ['0@2', '0@3'],
    ],
  },
  {
    name: 'a record that fits into none is given up',
    page: 'kafka-on-failure',
    records: [{ partition: 0 }, large(5), { partition: 0 }],
    topicConfig: LARGE,
    script: answering(),
    invocations: [['0@0'], ['0@2']],
    discarded: [{ condition: 'MaximumPayloadSizeExceeded', places: ['0@1'] }],
  },
  {
    name: 'in place: what comes behind a failed record waits for it',
    page: 'left open',
    records: inPartitions(0, 0, 0),
    properties: { BatchSize: 2 },
    script: failing('0@1', 2),
    invocations: [['0@0', '0@1'], ['0@1'], ['0@1'], ['0@2']],
  },
  {
    name: 'overtaken: it does not',
    page: 'left open',
    records: inPartitions(0, 0, 0),
    properties: { BatchSize: 2 },
    retries: { order: 'overtaken', gap: 3_000 },
    script: failing('0@1', 1),
    invocations: [['0@0', '0@1'], ['0@2'], ['0@1']],
  },
  {
    name: 'pessimistic: everything behind the lowest failed offset of the batch comes again, and nothing before it',
    page: 'left open',
    records: inPartitions(0, 0, 0, 0),
    properties: { MaximumRetryAttempts: 1 },
    retries: { order: 'pessimistic' },
    script: failing('0@1'),
    invocations: [
      ['0@0', '0@1', '0@2', '0@3'],
      ['0@1', '0@2', '0@3'],
    ],
    discarded: [{ condition: 'RetryAttemptsExhausted', places: ['0@1'] }],
  },
  {
    name: 'nothing behind a record that has not ended is committed',
    page: 'with-kafka-process',
    records: inPartitions(0, 0, 0, 0),
    properties: { BatchSize: 2, DestinationConfig: undefined },
    retries: { order: 'overtaken', gap: 3_600_000 },
    script: failing('0@1'),
    until: ({ invocations }, topic) =>
      invocations.length === 2 && topic.committed().then(([offset]) => offset === 1),
    invocations: [
      ['0@0', '0@1'],
      ['0@2', '0@3'],
    ],
    committed: [1],
  },
];

const twelve = Array.from({ length: 12 }, (_, partition) => partition);

/** How an event source mapping behaves, rule by rule; the same for every source of records. */
export function specifyMapping(cluster: () => Cluster): void {
  it.each(CASES.map((one) => [one.name, one.page, one] as const))('%s (%s)', async (_name, _page, one) => {
    const seen = await tryOut({ ...one, cluster: cluster() });

    expect(seen.invocations).toEqual(one.invocations);
    if (one.discarded) expect(seen.discarded).toEqual(one.discarded);
    if (one.committed) expect(seen.committed).toEqual(one.committed);
  });

  it('has at most five invocations under way a poller, and never two with the same partition (kafka-scaling-modes)', async () => {
    const seen = await tryOut({
      cluster: cluster(),
      partitions: 12,
      records: inPartitions(...twelve, ...twelve, ...twelve),
      properties: { BatchSize: 3 },
      script: () => () => sleep(60, ok),
    });

    expect(seen.concurrency).toBe(5);
    expect(seen.overlapped).toBe(false);
    expect(seen.invocations.flat()).toHaveLength(36);
  });

  it.each(['in place', 'overtaken', 'pessimistic'] as const)(
    'delivers every record in the order of its partition and loses none, whatever fails (%s)',
    async (order) => {
      const failures = new Set<string>();
      const seen = await tryOut({
        cluster: cluster(),
        partitions: 12,
        records: Array.from({ length: 240 }, (_, index) => ({ partition: index % 12 })),
        properties: { BatchSize: 20, BisectBatchOnFunctionError: true },
        retries: { order },
        // Every seventh record fails once, and every eleventh batch altogether.
        script: (topic) => (places, nth) => {
          if (nth % 11 === 5) return error;
          const failed = places.filter(
            (place) => Number(place.split('@')[1]) % 7 === 3 && !failures.has(place),
          );
          for (const place of failed) failures.add(place);
          return report(topic)(...failed);
        },
      });

      const first = new Map<string, number[]>();
      for (const place of new Set(seen.invocations.flat())) {
        const [partition = '', offset] = place.split('@');
        first.set(partition, [...(first.get(partition) ?? []), Number(offset)]);
      }
      expect(first.size).toBe(12);
      for (const offsets of first.values())
        expect(offsets).toEqual(Array.from({ length: 20 }, (_, offset) => offset));
      expect(seen.discarded).toEqual([]);
      expect(seen.committed).toEqual(twelve.map(() => 20));
      expect(seen.overlapped).toBe(false);
    },
  );

  it('delivers what with-msk describes: base64, bytes of headers, null keys, tombstones, timestamps', async () => {
    const timestamp = RECENTLY;
    const headers = [
      { name: 'trace', value: Buffer.from('ä') },
      { name: 'empty', value: Buffer.alloc(0) },
      { name: 'twice', value: Buffer.from('1') },
      { name: 'twice', value: Buffer.from('2') },
    ];
    const seen = await tryOut({
      cluster: cluster(),
      partitions: 2,
      records: [
        { partition: 1, key: Buffer.from('k'), value: Buffer.from('{"a":1}'), headers, timestamp },
        { partition: 1, key: null, value: null, timestamp },
      ],
      script: () => () => ok,
    });

    const common = { topic: seen.topic, partition: 1, timestamp, timestampType: 'CREATE_TIME' };
    expect(seen.events).toEqual([
      {
        eventSource: 'aws:kafka',
        eventSourceArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/test/1',
        bootstrapServers: expect.stringMatching(/:\d+$/),
        records: {
          [`${seen.topic}-1`]: [
            {
              ...common,
              offset: 0,
              key: 'aw==',
              value: 'eyJhIjoxfQ==',
              headers: [{ trace: [-61, -92] }, { empty: [] }, { twice: [49] }, { twice: [50] }],
            },
            { ...common, offset: 1, headers: [] },
          ],
        },
      },
    ]);
  });

  it('delivers what with-kafka describes for self-managed Kafka: no ARN', async () => {
    const seen = await tryOut({
      cluster: cluster(),
      records: inPartitions(0),
      properties: { EventSourceArn: undefined },
      script: () => () => ok,
    });

    expect(seen.events[0]).toMatchObject({ eventSource: 'SelfManagedKafka' });
    expect(seen.events[0]).not.toHaveProperty('eventSourceArn');
  });

  it('begins at LATEST with what comes after its start (msk-esm-parameters)', async () => {
    let sent = false;
    const seen = await tryOut({
      cluster: cluster(),
      records: three,
      properties: { StartingPosition: 'LATEST' },
      script: () => () => ok,
      until: async (_, topic) => {
        const [committed] = await topic.committed();
        if (committed === 3 && !sent) {
          sent = true;
          await topic.producer.send(topic.name, [{ key: null, value: null, headers: [] }]);
        }
        return committed === 4;
      },
    });

    expect(seen.invocations).toEqual([['0@3']]);
  });

  it('begins AT_TIMESTAMP with the first record of that time or later (msk-esm-parameters)', async () => {
    const at = RECENTLY;
    const seen = await tryOut({
      cluster: cluster(),
      records: [-1_000, 0, 1_000].map((later) => ({ partition: 0, timestamp: at + later })),
      properties: { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: at / 1_000 },
      script: () => () => ok,
    });

    expect(seen.invocations).toEqual([['0@1', '0@2']]);
  });

  describe('faults', () => {
    it('duplicate: the same records in two invocations at once', async () => {
      const seen = await tryOut({
        cluster: cluster(),
        records: three,
        faults: { duplicate: 1 },
        script: () => () => sleep(20, ok),
      });

      expect(seen.invocations).toEqual([ALL, ALL]);
      expect(seen.overlapped).toBe(true);
    });

    it('crash: what was answered and not committed comes again', async () => {
      const seen = await tryOut({
        cluster: cluster(),
        records: three,
        faults: { crash: 1 },
        script: () => () => ok,
        until: ({ invocations }) => invocations.length >= 2,
      });

      expect(seen.invocations.slice(0, 2)).toEqual([ALL, ALL]);
      expect(seen.committed[0] ?? 0).toBe(0);
    });

    it('rebalance: the same records come again while the first invocation is under way, whose answer counts for nothing', async () => {
      let release = () => {};
      const seen = await tryOut({
        cluster: cluster(),
        records: three,
        // The first invocation has it, and the second has not.
        faults: { rebalance: 0.5, seed: 18 },
        script: (topic) => (_, nth) =>
          nth === 0
            ? new Promise((resolve) => {
                release = () => resolve(report(topic)('0@0'));
              })
            : ok,
        until: async (_, topic) => {
          if ((await topic.committed())[0] !== 3) return false;
          release();
          // Long enough for a retry, if that answer counted.
          await sleep(200);
          return true;
        },
      });

      // A member that comes and goes is two rebalances, and the records may come after each.
      expect(seen.invocations.length).toBeGreaterThanOrEqual(2);
      expect(seen.invocations.every((places) => places.join() === ALL.join())).toBe(true);
      expect(seen.overlapped).toBe(true);
    });

    it('rebalance: an answer that comes at once counts for nothing either', async () => {
      const seen = await tryOut({
        cluster: cluster(),
        records: three,
        faults: { rebalance: 0.5, seed: 18 },
        script: (topic) => (_, nth) => (nth === 0 ? report(topic)('0@0') : ok),
      });

      expect(seen.invocations.slice(0, 2)).toEqual([ALL, ALL]);
    });
  });
}
