import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KafkaEvent } from '../lib/kafka/event';
import { EXIT, messageOf, Problem, parseCommandLine, run, UsageError } from '../tools/command';
import { numberOption } from '../tools/options';
import { printable } from '../tools/text';
import {
  MESSAGE_HELP,
  MESSAGE_OPTIONS,
  orderOf,
  readHeaders,
  readMessage,
  readTopicAndMessages,
} from './messages';

const HELP = `Prints the event that a Kafka event source mapping would invoke a function with.

  npm run --silent event -- <topic> '<message>' ['<message>' …] [options]
  npm run --silent event -- --show <file>

Each message is JSON and becomes one record; null becomes a tombstone (a record without a value).

  --self-managed       make an event of self-managed Kafka (default: of Amazon MSK)
${MESSAGE_HELP}
  --partition <n>      partition of every record (default: 0)
  --offset <n>         offset of the first record (default: 0)
  --out <file>         write the event to this file instead of printing it
  --show <file>        print the records of an event, decoded
  -h, --help           print this text

Example:
  npm run event -- order_notification '{"order_id":7,"user_id":1,"status":"pending","message":"Hello"}' --out .local/event.json
  npx serverless invoke local -f orderNotification -p .local/event.json
`;

export interface EventOptions {
  readonly selfManaged?: boolean;
  readonly key?: string | undefined;
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly partition?: number;
  readonly offset?: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
}

/** As AWS delivers them: bytes. */
export const headersOf = (headers: ReadonlyArray<readonly [name: string, value: string]>) =>
  headers.map(([name, value]) => ({ [name]: [...Buffer.from(value)] }));

const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

/** Makes the event that AWS would deliver these messages in; null is a tombstone. */
export function kafkaEvent(
  topic: string,
  messages: ReadonlyArray<string | null>,
  options: EventOptions = {},
): KafkaEvent {
  const { selfManaged = false, headers = [], partition = 0, offset = 0, timestamp = Date.now() } = options;
  const records = messages.map((message, index) => {
    const key = options.key ?? orderOf(message);
    return {
      topic,
      partition,
      offset: offset + index,
      timestamp,
      timestampType: 'CREATE_TIME',
      key: key === null ? null : toBase64(key),
      value: message === null ? null : toBase64(message),
      headers: headersOf(headers),
    };
  });
  return {
    ...(selfManaged
      ? { eventSource: 'SelfManagedKafka' }
      : {
          eventSource: 'aws:kafka',
          eventSourceArn:
            'arn:aws:kafka:eu-central-1:123456789012:cluster/local/00000000-0000-0000-0000-000000000000-1',
        }),
    bootstrapServers: 'localhost:9092',
    records: { [`${topic}-${partition}`]: records },
  };
}

/** Sets the records of an event in lines. @throws Problem for a file that has none */
function show(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${messageOf(error)}`);
  }
  const decode = (base64: unknown) =>
    typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString() : 'null';
  try {
    const { records } = JSON.parse(text);
    return Object.entries<Array<Record<string, unknown>>>(records)
      .flatMap(([partition, list]) =>
        list.map(
          ({ offset, key, value }) =>
            `${partition} @ ${offset}  key ${printable(decode(key))}\n  ${printable(decode(value))}\n`,
        ),
      )
      .join('');
  } catch {
    throw new Problem(`${file} is not a Kafka event.`);
  }
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      ...MESSAGE_OPTIONS,
      'self-managed': { type: 'boolean' },
      offset: { type: 'string' },
      out: { type: 'string' },
      show: { type: 'string' },
    },
  });
  if (values.show !== undefined) {
    if (positionals.length > 0) throw new UsageError('--show goes without a topic and messages.');
    process.stdout.write(show(values.show));
    return EXIT.ended;
  }
  const { topic, messages } = readTopicAndMessages(positionals);
  const wholeNumber = (name: 'partition' | 'offset' | 'timestamp', fallback: number) =>
    numberOption(name, values[name], { least: 0, whole: true, fallback });
  const event = kafkaEvent(
    topic,
    messages.map((message) => readMessage(message, values.raw ?? false)),
    {
      selfManaged: values['self-managed'] ?? false,
      key: values.key,
      headers: readHeaders(values.header),
      partition: wholeNumber('partition', 0),
      offset: wholeNumber('offset', 0),
      timestamp: wholeNumber('timestamp', Date.now()),
    },
  );
  const json = `${JSON.stringify(event, null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(json);
  else {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, json);
  }
  return EXIT.ended;
}

if (require.main === module) run('event', main, HELP);
