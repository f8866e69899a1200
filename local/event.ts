import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { KafkaEvent } from '../lib/kafka/event';

const HELP = `Prints the event that a Kafka event source mapping would invoke a function with.

  npm run --silent event -- <topic> '<message>' ['<message>' …] [options]
  npm run --silent event -- --show <file>

Each message is JSON and becomes one record; null makes a tombstone.

  --self-managed      an event of self-managed Kafka (default: Amazon MSK)
  --key <text>        key of every record (default: the message's order_id)
  --header <n=v>      a header of every record; may be repeated
  --partition <n>     (default: 0)
  --offset <n>        of the first record (default: 0)
  --timestamp <ms>    of every record (default: now)
  --raw               take messages as they are, JSON or not, to try what a bad producer sends
  --out <file>        write there instead of printing
  --show <file>       print an event's records readably, decoded

Example:
  npm run event -- order_notification '{"order_id":7,"user_id":1,"status":"pending","message":"Hello"}' --out .local/event.json
  npx serverless invoke local -f orderNotification -p .local/event.json
`;

export interface EventOptions {
  readonly selfManaged?: boolean;
  readonly key?: string | undefined;
  readonly headers?: readonly string[];
  readonly partition?: number;
  readonly offset?: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
}

const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

/** The key that a message has by default: its order, so that one order's records stay in one partition. */
export function orderOf(message: string | null): string | null {
  try {
    const { order_id } = JSON.parse(message ?? '') ?? {};
    return order_id === undefined ? null : String(order_id);
  } catch {
    return null;
  }
}

function headerOf(header: string): Record<string, number[]> {
  const [name = '', ...value] = header.split('=');
  return { [name]: [...Buffer.from(value.join('='))] };
}

/** Messages (null is a tombstone) as the event AWS would deliver them in. */
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
      headers: headers.map(headerOf),
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

function show(file: string): string {
  const { records = {} } = JSON.parse(readFileSync(file, 'utf8'));
  const lines = Object.entries<Array<Record<string, unknown>>>(records).flatMap(([partition, list]) =>
    list.map(({ offset, key, value }) => {
      const decode = (text: unknown) =>
        typeof text === 'string' ? Buffer.from(text, 'base64').toString() : 'null';
      return `${partition} @ ${offset}  key ${decode(key)}\n  ${decode(value)}`;
    }),
  );
  return `${lines.join('\n')}\n`;
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n\n${HELP}`);
  process.exit(2);
}

function wholeNumber(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!/^\d{1,16}$/.test(value)) fail(`--${name}: expected a whole number, found ${JSON.stringify(value)}`);
  return Number(value);
}

function readably(file: string): string {
  try {
    return show(file);
  } catch (error) {
    const problem = error instanceof Error && 'code' in error ? error.message : 'not a Kafka event';
    return fail(`${file}: ${problem}`);
  }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'self-managed': { type: 'boolean' },
        key: { type: 'string' },
        header: { type: 'string', multiple: true },
        partition: { type: 'string' },
        offset: { type: 'string' },
        timestamp: { type: 'string' },
        raw: { type: 'boolean' },
        out: { type: 'string' },
        show: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function messageOf(text: string, raw: boolean): string | null {
  if (text === 'null') return null;
  if (raw) return text;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return fail(
      `Not JSON: ${text}\nQuote it for the shell ('{"order_id": 1}'), or use --raw to send it as it is.`,
    );
  }
}

function main(): void {
  const { values, positionals } = parse();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.show !== undefined) {
    process.stdout.write(readably(values.show));
    return;
  }
  const [topic, ...messages] = positionals;
  // Apache Kafka, `Topic.validate`: letters, digits, dots, underscores and dashes, 249 at most.
  if (topic === undefined || !/^[\w.-]{1,249}$/.test(topic))
    fail('Name a Kafka topic first, such as order_notification.');
  if (messages.length === 0) fail('Give at least one message.');
  const event = kafkaEvent(
    topic,
    messages.map((message) => messageOf(message, values.raw ?? false)),
    {
      selfManaged: values['self-managed'] ?? false,
      key: values.key,
      headers: values.header ?? [],
      partition: wholeNumber('partition', values.partition, 0),
      offset: wholeNumber('offset', values.offset, 0),
      timestamp: wholeNumber('timestamp', values.timestamp, Date.now()),
    },
  );
  const json = `${JSON.stringify(event, null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(json);
  else {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, json);
  }
}

if (require.main === module) main();
