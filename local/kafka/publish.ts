import { EXIT, Problem, parseCommandLine, run, UsageError } from '../../tools/command';
import { numberOption } from '../../tools/options';
import { progressOn } from '../../tools/terminal';
import { plural } from '../../tools/text';
import { MESSAGE_HELP, MESSAGE_OPTIONS, readHeaders, readTopicAndMessages } from '../messages';
import { ports, urlOf } from '../ports';
import { brokersOf, kafkaClient, kafkaProducer, requireBroker } from './kafka-client';
import { chunksOf, messageRecords, sampleRecords, type TopicRecords } from './new-records';
import type { Producer, TopicPartitionOffset } from './source';
import { encode } from './wire';

const HELP = `Publishes messages to a topic: of the running "npm start", by the name of its notification or of the topic; or of a Kafka broker.

  npm run publish -- <topic> '<message>' ['<message>' …] [options]
  npm run publish -- --sample [options]

Each message is JSON and becomes one record; null becomes a tombstone (a record without a value).

${MESSAGE_HELP}
  --partition <n>      partition of every record (default: the key decides)
  --count <n>          publish each message n times; {n} in it becomes 1, 2, 3, …
  --sample             publish the messages of all sample events, to their topics
  --kafka <host:port>  publish to this broker (default: KAFKA_BROKERS; without it, to the running "npm start")
  -h, --help           print this text

Examples:
  npm run publish -- order_notification '{"order_id":7,"user_id":1,"status":"pending","message":"Hello"}'
  npm run publish -- order_notification '{"order_id":"many-{n}","user_id":1,"status":"pending","message":"Hello"}' --count 100
`;

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
      throw new Problem(
        `Nothing listens on port ${ports.publish.number}, where "npm start" takes records. ` +
          `Run "npm start" in another terminal first (or set ${ports.publish.variable}), or name a Kafka broker with --kafka.`,
      );
    }
    const answer = await response.json();
    if (!response.ok) throw new Problem(`Not published: ${(answer as { error: string }).error}`);
    return answer as TopicPartitionOffset[];
  },
};

const progress = progressOn(process.stderr);

async function publish(producer: Producer, { topic, count, records }: TopicRecords): Promise<void> {
  let done = 0;
  try {
    for (const chunk of chunksOf(records)) {
      await producer.send(topic, chunk);
      done += chunk.length;
      if (done < count) progress.show(`${topic}: ${done} of ${plural(count, 'record')} …`);
    }
  } finally {
    progress.clear();
    if (done > 0) {
      const rest = done < count ? ` of ${count}; the rest failed` : '';
      process.stdout.write(`${topic}: ${plural(done, 'record')} published${rest}\n`);
    }
  }
}

/** @throws UsageError */
function readArguments(args: string[]): { topics: readonly TopicRecords[]; kafka: string | undefined } {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      ...MESSAGE_OPTIONS,
      count: { type: 'string' },
      sample: { type: 'boolean' },
      kafka: { type: 'string' },
    },
  });
  const { sample, kafka, ...others } = values;
  if (sample) {
    if (positionals.length + Object.keys(others).length > 0)
      throw new UsageError(
        '--sample publishes the messages of the samples as they are: only --kafka goes with it.',
      );
    return { topics: sampleRecords(), kafka };
  }
  const { topic, messages } = readTopicAndMessages(positionals);
  const wholeNumber = (name: 'count' | 'partition' | 'timestamp', least: number) =>
    numberOption(name, values[name], { least, whole: true, fallback: least });
  const options = {
    times: wholeNumber('count', 1),
    raw: values.raw ?? false,
    key: values.key,
    headers: readHeaders(values.header).map(([name, value]) => ({ name, value: Buffer.from(value) })),
    partition: values.partition === undefined ? undefined : wholeNumber('partition', 0),
    timestamp: values.timestamp === undefined ? undefined : wholeNumber('timestamp', 0),
  };
  return { topics: [messageRecords(topic, messages, options)], kafka };
}

async function main(args: string[]): Promise<number> {
  const { topics, kafka } = readArguments(args);
  const named = kafka ?? process.env.KAFKA_BROKERS;
  if (!named) {
    for (const one of topics) await publish(runningStack, one);
    return EXIT.ended;
  }
  const brokers = brokersOf(named, kafka === undefined ? 'KAFKA_BROKERS' : '--kafka');
  await requireBroker(
    brokers,
    topics.map(({ topic }) => topic),
  );
  const producer = kafkaProducer(kafkaClient(brokers, 'npm-run-publish'));
  try {
    for (const one of topics) await publish(producer, one);
  } finally {
    await producer.disconnect();
  }
  return EXIT.ended;
}

run('publish', main, HELP);
