import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { FUNCTIONS } from '../../infra/functions';
import { createTopics } from '../../local/kafka/broker';
import { kafkaClient, kafkaProducer } from '../../local/kafka/kafka-client';
import { seededRandom } from '../../local/ses/faults';
import type { ReceivedMail } from '../../local/ses/inbox';
import { KAFKA_WANTED, type TestBroker, testBroker } from '../support/broker';
import { MINIMAL } from '../support/messages';
import { type NpmStart, npmStart } from '../support/npm-start';

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));
const RECORDS = 5_000;
const TOPICS = FUNCTIONS.map(({ topic }) => topic);
/** The topic of the large load has twelve partitions, the others three. */
const BUSY = 'order_notification';
const MINUTE = 60_000;

type Topic = keyof typeof MINIMAL;

interface Published {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
}

/** A notification of its own, to an address of its own. */
function message(topic: string, id: string, email: string): Published {
  const kind = topic.split('_')[0] as Topic;
  return { topic, key: id, value: JSON.stringify({ ...MINIMAL[kind], order_id: id, user_id: id, email }) };
}

/** What a broken producer writes; each with its id in it, so that it can be found again. */
const POISON: ReadonlyArray<(id: string) => string> = [
  (id) => `{"order_id": "${id}", `,
  (id) => `"${id}"`,
  (id) => JSON.stringify({ order_id: id, user_id: 1, status: 'no such status', message: 'Hello.' }),
  (id) => JSON.stringify({ order_id: id, status: 'pending', message: 'Hello.' }),
  (id) => `${id}\u0000\uFFFD`,
];

interface Load {
  readonly records: Published[];
  /** Addresses that must get one mail. */
  readonly good: string[];
  readonly poison: string[];
}

function load(random: () => number): Load {
  const records: Published[] = [];
  const good: string[] = [];
  const poison: string[] = [];
  for (let number = 0; records.length < RECORDS; number++) {
    const id = `e2e-${number}`;
    if (random() < 0.05) {
      const kind = POISON[Math.floor(random() * POISON.length)];
      const marked = `poison-${number}`;
      records.push({ topic: BUSY, key: id, value: kind?.(marked) ?? '' });
      poison.push(marked);
      continue;
    }
    const email = `${id}@example.com`;
    const record = message(BUSY, id, email);
    good.push(email);
    // Producers that publish twice are no reason to mail twice.
    records.push(record, ...(random() < 0.02 ? [record] : []));
  }
  return { records, good, poison };
}

const describeWithKafka = KAFKA_WANTED ? describe : describe.skip;

describeWithKafka('from Kafka to the inbox (npm run test:kafka)', () => {
  let broker: TestBroker;
  let kafka: Kafka;
  let admin: Admin;
  let folder: string;
  let stack: NpmStart | undefined;

  beforeAll(async () => {
    process.stderr.write(`SEED=${SEED}\n`);
    broker = await testBroker();
    kafka = kafkaClient([broker.address]);
    await createTopics(broker.address, [BUSY], 12);
    await createTopics(broker.address, TOPICS, 3);
    admin = kafka.admin();
    await admin.connect();
    folder = mkdtempSync(join(tmpdir(), 'on-failure-'));
  }, 5 * MINUTE);

  afterEach(async () => {
    await stack?.stop();
    stack = undefined;
  });

  afterAll(async () => {
    await admin.disconnect();
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The whole local stack, with all that can go wrong in it. */
  async function start(faults: string, retries: string): Promise<NpmStart> {
    stack = await npmStart(
      [
        ...['--no-samples', '--kafka', broker.address, '--fail-rate', '0.05', '--seed', String(SEED)],
        ...['--faults', faults, '--retries', retries],
      ],
      {
        SES_MAX_SEND_RATE: '10000',
        ON_FAILURE_FOLDER: folder,
      },
    );
    return stack;
  }

  async function publish(records: readonly Published[]): Promise<void> {
    const producer = kafkaProducer(kafka);
    const byTopic = new Map<string, Published[]>();
    for (const record of records) byTopic.set(record.topic, [...(byTopic.get(record.topic) ?? []), record]);
    for (const [topic, some] of byTopic) {
      await producer.send(
        topic,
        some.map(({ key, value }) => ({ key: Buffer.from(key), value: Buffer.from(value), headers: [] })),
      );
    }
    await producer.disconnect();
  }

  const groupOf = (topic: string) => `notification-service-dev-${topic}`;

  /** Records that the mappings have not committed yet; unknown while the broker is away. */
  async function lag(): Promise<number> {
    let sum = 0;
    for (const topic of TOPICS) {
      const ends = await admin.fetchTopicOffsets(topic);
      const [committed] = await admin.fetchOffsets({ groupId: groupOf(topic), topics: [topic] });
      const offsets = new Map(
        committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
      );
      for (const { partition, high } of ends) sum += Number(high) - Math.max(0, offsets.get(partition) ?? 0);
    }
    return sum;
  }

  async function until(what: string, done: () => Promise<boolean>): Promise<void> {
    const began = Date.now();
    while (!(await done())) await sleep(500);
    process.stderr.write(`  ${what}: after ${Math.round((Date.now() - began) / 1_000)} s\n`);
  }

  const lagIs = (test: (left: number) => boolean) => () => lag().then(test, () => false);

  /** Another poller of the same mapping comes and goes, as when AWS scales. */
  async function rebalance(topic: string): Promise<void> {
    const other = kafka.consumer({ groupId: groupOf(topic) });
    await other.connect();
    await other.subscribe({ topic });
    await other.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
    await sleep(1_000);
    await other.disconnect();
  }

  /** By recipient, as the inbox's API has them. */
  async function mails(): Promise<Map<string, number>> {
    const inbox = (await (await fetch(`${stack?.inbox}/api/messages`)).json()) as ReceivedMail[];
    const counts = new Map<string, number>();
    for (const { to } of inbox) for (const one of to) counts.set(one, (counts.get(one) ?? 0) + 1);
    return counts;
  }

  /**
   * Addresses with another number of mails than they should have, and what the log says about them. Where SES was too
   * slow to answer, on a busy machine, there may be two: the one exception of the promise.
   */
  async function wrong(addresses: readonly string[], ...expected: readonly number[]) {
    const counts = await mails();
    return addresses.flatMap((address) => {
      const count = counts.get(address) ?? 0;
      const [id = ''] = address.split('@');
      const log = stack?.lines.filter((line) => line.includes(`"${id}"`)) ?? [];
      const unanswered = count === 2 && log.some((line) => line.includes('"kind":"unknown"'));
      return expected.includes(count) || unanswered ? [] : [{ address, count, log }];
    });
  }

  /** The values of all records on the failure destination. */
  function givenUp(): string[] {
    const documents = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return documents.flatMap((entry) => {
      const { payload } = JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
      const { records } = JSON.parse(payload) as { records: Record<string, Array<{ value: string }>> };
      return Object.values(records)
        .flat()
        .map(({ value }) => Buffer.from(value, 'base64').toString());
    });
  }

  it(
    'mails every good notification exactly once and hands every poison record to the destination, through failing sends, duplicates, crashes, rebalances and a broker restart',
    async () => {
      const { records, good, poison } = load(seededRandom(SEED));
      const order = ['in-place', 'overtaken', 'pessimistic'][SEED % 3];
      process.stderr.write(`  order=${order}\n`);
      await publish(records.slice(0, RECORDS / 2));
      // Every rebalance and every crash brings up to 500 records again.
      await start(`duplicate=0.05,rebalance=0.005,crash=0.005,seed=${SEED}`, `order=${order},gap=200`);
      await until(
        'a fifth has ended',
        lagIs((left) => left < RECORDS * 0.4),
      );
      await rebalance(BUSY);
      await publish(records.slice(RECORDS / 2));
      await until(
        'half has ended',
        lagIs((left) => left < RECORDS * 0.5),
      );
      await broker.restart();
      await until(
        'lag zero',
        lagIs((left) => left === 0),
      );

      expect(await wrong(good, 1)).toEqual([]);
      expect((await mails()).size).toBe(good.length);
      const values = givenUp();
      const marks = values.map((value) => /poison-\d+/.exec(value)?.[0] ?? value);
      expect(new Set(marks)).toEqual(new Set(poison));
    },
    20 * MINUTE,
  );

  it(
    'loses nothing and mails twice at most where SES gives no answer',
    async () => {
      const lost = Array.from({ length: 100 }, (_, number) => `lost+1.${number}@faults.local`);
      const good = Array.from({ length: 300 }, (_, number) => `answered-${number}@example.com`);
      const records = [...lost, ...good].map((address, number) =>
        message(TOPICS[number % TOPICS.length] ?? '', `unanswered-${number}`, address),
      );
      await start(`duplicate=0.1,seed=${SEED}`, 'order=overtaken,gap=200');
      await publish(records);
      await until(
        'lag zero',
        lagIs((left) => left === 0),
      );

      expect(await wrong(good, 1)).toEqual([]);
      expect(await wrong(lost, 1, 2)).toEqual([]);
      expect(givenUp().filter((value) => value.includes('unanswered-'))).toEqual([]);
    },
    10 * MINUTE,
  );
});
