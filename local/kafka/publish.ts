import { parseArgs } from 'node:util';
import { FUNCTIONS } from '../../infra/functions';
import { orderOf } from '../event';
import { ports, urlOf } from '../ports';
import { samples } from '../samples';
import { brokersOf, KafkaError, kafkaClient, kafkaProducer, requireBroker } from './kafka-client';
import type { NewRecord, Producer, TopicPartitionOffset } from './source';
import { encode } from './wire';

const HELP = `Publishes messages to a topic: of the running "npm start", or of a Kafka broker.

  npm run publish -- <topic> '<message>' ['<message>' …] [options]
  npm run publish -- --sample [options]

Each message is JSON and becomes one record; null makes a tombstone.

  --key <text>        key of every record (default: the message's order_id)
  --header <n=v>      a header of every record; may be repeated
  --count <n>         publish each message n times; {n} in it becomes 1, 2, 3, …
  --partition <n>     (default: as the key says)
  --timestamp <ms>    of every record (default: now)
  --raw               take messages as they are, JSON or not, to try what a bad producer sends; null is text then
  --sample            publish the messages of all sample events, to the topics they are for
  --kafka <host:port> of a broker (default: KAFKA_BROKERS; without it, the running "npm start")

Examples:
  npm run publish -- order_notification '{"order_id":7,"user_id":1,"status":"pending","message":"Hello"}'
  npm run publish -- order_notification '{"order_id":"many-{n}","user_id":1,"status":"pending","message":"Hello"}' --count 100
`;

class UsageError extends Error {}

const TOPICS = new Set(FUNCTIONS.map(({ topic }) => topic));

/** Most records, and about the bytes, of one request; "npm start" takes 32 MB, in base64. */
const CHUNK = 500;
const CHUNK_BYTES = 8_000_000;

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        header: { type: 'string', multiple: true, default: [] },
        count: { type: 'string' },
        partition: { type: 'string' },
        timestamp: { type: 'string' },
        raw: { type: 'boolean', default: false },
        sample: { type: 'boolean', default: false },
        kafka: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Options = ReturnType<typeof parse>['values'];

function wholeNumber(name: string, text: string | undefined, min = 0): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) < min)
    throw new UsageError(`--${name}: expected a whole number from ${min}, found ${JSON.stringify(text)}`);
  return Number(text);
}

function bytesOf(message: string, raw: boolean): Buffer | null {
  if (!raw) {
    if (message === 'null') return null;
    try {
      JSON.parse(message);
    } catch {
      throw new UsageError(
        `Not JSON: ${message}\nQuote it for the shell ('{"order_id": 1}'), or use --raw to send it as it is.`,
      );
    }
  }
  return Buffer.from(message);
}

function headerOf(header: string): NewRecord['headers'][number] {
  const [name = '', ...value] = header.split('=');
  if (name === '' || value.length === 0)
    throw new UsageError(`--header: expected name=value, found ${JSON.stringify(header)}`);
  return { name, value: Buffer.from(value.join('=')) };
}

/** How many, and one by one: a million need no memory. What is wrong with the options is said at once. */
interface Records {
  readonly count: number;
  readonly records: Iterable<NewRecord>;
}

function recordsOf(messages: readonly string[], options: Options): Records {
  const times = wholeNumber('count', options.count, 1) ?? 1;
  const partition = wholeNumber('partition', options.partition);
  const timestamp = wholeNumber('timestamp', options.timestamp);
  const headers = options.header.map(headerOf);
  function recordOf(template: string, n: number): NewRecord {
    const message = template.replaceAll('{n}', String(n));
    const key = options.key ?? orderOf(message);
    return {
      key: key === null ? null : Buffer.from(key),
      value: bytesOf(message, options.raw),
      headers,
      ...(partition !== undefined && { partition }),
      ...(timestamp !== undefined && { timestamp }),
    };
  }
  for (const message of messages) recordOf(message, 1);
  function* all() {
    for (let n = 1; n <= times; n++) for (const message of messages) yield recordOf(message, n);
  }
  return { count: times * messages.length, records: all() };
}

/** A record of a sample event; its offset, partition and time are of no use in a topic of today. */
interface SampleRecord {
  readonly topic: string;
  readonly key?: string | null;
  readonly value?: string | null;
  readonly headers?: ReadonlyArray<Readonly<Record<string, readonly number[]>>> | null;
}

function sampleRecords(): Map<string, NewRecord[]> {
  const byTopic = new Map<string, NewRecord[]>();
  const bytes = (text: string | null | undefined) =>
    typeof text === 'string' ? Buffer.from(text, 'base64') : null;
  for (const { event } of samples()) {
    for (const record of Object.values(event.records ?? {}).flat() as SampleRecord[]) {
      const { topic, key, value, headers } = record;
      // Some samples come from topics that this service has no mapping for.
      if (!TOPICS.has(topic)) continue;
      const named = (headers ?? []).flatMap((header) =>
        Object.entries(header).map(([name, values]) => ({ name, value: Buffer.from(values) })),
      );
      byTopic.set(topic, [
        ...(byTopic.get(topic) ?? []),
        { key: bytes(key), value: bytes(value), headers: named },
      ]);
    }
  }
  return byTopic;
}

/** To the topics of `npm start`, whatever they are made of. */
const runningStack: Producer = {
  async send(topic, records) {
    let response: Response;
    try {
      response = await fetch(`${urlOf(ports.publish)}/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: encode(topic, records),
      });
    } catch {
      throw new UsageError(
        `Nothing listens on port ${ports.publish.number}, where the topics of "npm start" should be. ` +
          `Run "npm start" in another terminal first (or set ${ports.publish.variable}), or name a Kafka broker with --kafka.`,
      );
    }
    const answer = await response.json();
    if (!response.ok) throw new UsageError(`Not published: ${(answer as { error: string }).error}`);
    return answer as TopicPartitionOffset[];
  },
};

function* chunksOf(records: Iterable<NewRecord>): Iterable<NewRecord[]> {
  let chunk: NewRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.value?.length ?? 0;
    if (chunk.length === CHUNK || (chunk.length > 0 && bytes + size > CHUNK_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

const counted = (count: number): string => `${count} ${count === 1 ? 'record' : 'records'}`;

async function publish(producer: Producer, topic: string, { count, records }: Records): Promise<void> {
  let done = 0;
  try {
    for (const chunk of chunksOf(records)) {
      await producer.send(topic, chunk);
      done += chunk.length;
      if (process.stdout.isTTY && done < count)
        process.stdout.write(`\r\u001b[K${topic}: ${done} of ${count}`);
    }
  } finally {
    if (process.stdout.isTTY && count > CHUNK) process.stdout.write('\r\u001b[K');
    if (done > 0)
      console.log(
        `${topic}: ${counted(done)} published${done < count ? `, of ${count}; then it failed` : ''}`,
      );
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parse();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [topic, ...messages] = positionals;
  if (values.sample) {
    const { sample: _, kafka: __, help: ___, header, raw, ...others } = values;
    if (positionals.length + header.length + Object.keys(others).length > 0 || raw)
      throw new UsageError('--sample publishes the sample messages as they are; it goes with --kafka only.');
  } else {
    // Apache Kafka, `Topic.validate`: letters, digits, dots, underscores and dashes, 249 at most.
    if (topic === undefined || !/^[\w.-]{1,249}$/.test(topic))
      throw new UsageError('Name a Kafka topic first, such as order_notification, or use --sample.');
    if (messages.length === 0) throw new UsageError('Give at least one message.');
  }
  const batches =
    values.sample || topic === undefined
      ? Array.from(sampleRecords(), ([one, records]) => [one, { count: records.length, records }] as const)
      : [[topic, recordsOf(messages, values)] as const];
  const named = values.kafka ?? process.env.KAFKA_BROKERS;
  if (!named) {
    for (const [one, records] of batches) await publish(runningStack, one, records);
    return;
  }
  const brokers = brokersOf(named);
  await requireBroker(
    brokers,
    batches.map(([one]) => one),
  );
  const producer = kafkaProducer(kafkaClient(brokers, 'npm-run-publish'));
  try {
    for (const [one, records] of batches) await publish(producer, one, records);
  } finally {
    await producer.disconnect();
  }
}

main().catch((error) => {
  const known = error instanceof UsageError || error instanceof KafkaError;
  process.stderr.write(`${known ? error.message : error}\n`);
  if (error instanceof UsageError && !/^(?:Nothing listens|Not published)/.test(error.message))
    process.stderr.write(`\n${HELP}`);
  process.exitCode = known ? 2 : 1;
});
