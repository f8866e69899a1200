import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb';
import { brokersOf } from './kafka/kafka-client';
import { FAULTS_HELP, RETRIES_HELP, readFaults, readRetries } from './kafka/settings';
import { type Port, portProblems, ports, urlOf } from './ports.js';
import { type Sample, samples, type Tally } from './samples';
import { type LocalSes, type SesOptions, startSes } from './ses/server';

const HELP = `Starts the local stack: the four functions, SES with an inbox, and DynamoDB; then sends every sample event.

  npm start [-- options]     and waits, until Ctrl-C
  npm run demo [-- options]  once; exit code 0 when every sample ended as its name says

  --no-samples         send nothing
  --max-send-rate <n>  mails a second that SES takes; above it, it throttles (default: no limit)
  --latency-ms <n>     how long SES takes to answer a send (default: 0)
  --fail-rate <0-1>    share of sends that SES answers with an error, and does not take (default: 0)
  --seed <n>           of --fail-rate: the same seed fails the same sends (default: 1)
  --kafka <host:port>  poll the topics of this broker (default: KAFKA_BROKERS; else topics in memory)
  --retries <…>        what AWS leaves open about retries: ${RETRIES_HELP}
  --faults <…>         what happens to invocations: ${FAULTS_HELP}

Ports: ${Object.values(ports)
  .map(({ what, variable, number }) => `${variable} (${what}, ${number})`)
  .join(', ')}
`;

/** Told to the user as it is, without a stack trace. */
class UsageError extends Error {}

function numberOption(
  name: string,
  given: string | undefined,
  fallback: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (given === undefined) return fallback;
  const value = Number(given);
  if (given !== '' && value >= 0 && value <= max) return value;
  throw new UsageError(
    `--${name}: expected a number from 0${max < 2 ? ` to ${max}` : ''}, found ${JSON.stringify(given)}`,
  );
}

/** Handed to the mappings by their environment, where `serverless offline` without this script takes them from. */
function mappingOptions(text: (name: string) => string | undefined): Record<string, string> {
  const given = {
    KAFKA_BROKERS: text('kafka') ?? process.env.KAFKA_BROKERS ?? '',
    MAPPING_RETRIES: text('retries') ?? process.env.MAPPING_RETRIES ?? '',
    MAPPING_FAULTS: text('faults') ?? process.env.MAPPING_FAULTS ?? '',
  };
  try {
    readRetries(given.MAPPING_RETRIES);
    readFaults(given.MAPPING_FAULTS);
    if (given.KAFKA_BROKERS) brokersOf(given.KAFKA_BROKERS);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  return given;
}

function readOptions() {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      options: {
        once: { type: 'boolean' },
        'no-samples': { type: 'boolean' },
        'max-send-rate': { type: 'string' },
        'latency-ms': { type: 'string' },
        'fail-rate': { type: 'string' },
        seed: { type: 'string' },
        kafka: { type: 'string' },
        retries: { type: 'string' },
        faults: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const ses: SesOptions = {
    port: ports.ses.number,
    maxSendRate: numberOption('max-send-rate', text('max-send-rate'), 0),
    latencyMs: numberOption('latency-ms', text('latency-ms'), 0),
    failRate: numberOption('fail-rate', text('fail-rate'), 0, 1),
    seed: numberOption('seed', text('seed'), 1),
  };
  return {
    ses,
    mappings: mappingOptions(text),
    once: values.once === true,
    samples: values['no-samples'] !== true,
    help: values.help === true,
  };
}

function portError(port: Port, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new UsageError(
    `Port ${port.number}, for the local ${port.what}, is in use. ` +
      `End what listens there, or set ${port.variable} to a free port.`,
  );
}

/** serverless-offline only logs that its port is taken, so it is tried first. */
async function requireFree(port: Port): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portError(port, error)));
    probe.listen(port.number, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

/** What a function wrote to its log; see lib/runtime/telemetry.ts. */
interface LogLine {
  readonly 'event.action': string;
  readonly 'labels.outcome'?: string;
  readonly 'event.reason'?: string;
  readonly Sent?: number;
  readonly Skipped?: number;
}

function toLogLine(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed = JSON.parse(line);
    return 'ecs.version' in parsed ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Bundling and starting the functions takes seconds; a minute, in milliseconds, is too long. */
const START_PATIENCE = 60_000;

/** What the plugin has to say about the event source mappings. */
interface MappingMessage {
  readonly polling?: string;
  readonly problem?: string;
  readonly message?: string;
}

/** serverless-offline as a child process: its log lines, and how it ended. */
class Functions {
  readonly #child: ChildProcess;
  readonly #output: string[] = [];
  readonly exited: Promise<void>;
  #ended = false;
  onLog: (line: LogLine, text: string) => void = () => {};

  constructor(environment: Readonly<Record<string, string>>) {
    // The real process, and not npx: a signal to that would leave a child that holds the port.
    const cli = join(__dirname, '../node_modules/serverless/bin/serverless.js');
    this.#child = spawn(
      process.execPath,
      [cli, 'offline', 'start', '--lambdaPort', String(ports.lambda.number)],
      {
        cwd: join(__dirname, '..'),
        // With its channel to this process it ends when this one does, even by SIGKILL.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...process.env, ...environment, STARTED_BY_LOCAL_STACK: '1' },
      },
    );
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', () => {
        this.#ended = true;
        resolve();
      });
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
  }

  #take(text: string): void {
    const line = toLogLine(text);
    if (line) this.onLog(line, text);
    else this.#output.push(text);
  }

  async ready(): Promise<void> {
    const listening = `listening on ${urlOf(ports.lambda)}`;
    const giveUpAt = Date.now() + START_PATIENCE;
    while (!this.#output.some((line) => line.includes(listening))) {
      if (Date.now() > giveUpAt)
        throw new UsageError(`serverless offline is not ready:\n${this.#output.join('\n')}`);
      if (this.#ended) throw new UsageError(`serverless offline did not start:\n${this.#output.join('\n')}`);
      await sleep(50);
    }
  }

  /**
   * Lets the event source mappings poll from now on.
   *
   * @returns what they poll. @throws UsageError when they cannot.
   */
  async poll(): Promise<string> {
    const begun = new Promise<string>((resolve, reject) => {
      this.#child.on('message', (message: MappingMessage) => {
        if (message.polling !== undefined) resolve(message.polling);
        else if (message.problem !== undefined) reject(new UsageError(message.problem));
        else console.log(message.message);
      });
    });
    this.#child.send('poll');
    const ended = this.exited.then(() => {
      throw new UsageError(`serverless offline has ended:\n${this.#output.join('\n')}`);
    });
    return Promise.race([begun, ended]);
  }

  async invoke({ topic, event }: Sample): Promise<{ batchItemFailures: unknown[] }> {
    const name = `notification-service-dev-${topic}Notification`;
    const response = await fetch(`${urlOf(ports.lambda)}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    return (await response.json()) as { batchItemFailures: unknown[] };
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    this.#child.kill('SIGINT');
    const patience = new AbortController();
    await Promise.race([this.exited, sleep(5_000, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    if (!this.#ended) this.#child.kill('SIGKILL');
    await this.exited;
  }
}

interface Row extends Tally {
  readonly sample: Sample;
  readonly why: string;
  readonly asNamed: boolean;
}

function summarise(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Array.from(counts, ([reason, count]) => (count > 1 ? `${count} × ${reason}` : reason)).join('\n');
}

async function run(functions: Functions, sample: Sample): Promise<Row> {
  const reasons: string[] = [];
  const finished = new Promise<LogLine>((resolve) => {
    functions.onLog = (line) => {
      const reason = line['event.reason'];
      if (reason !== undefined) reasons.push(`${line['labels.outcome']}: ${reason}`);
      if (line['event.action'] === 'batch_finished') resolve(line);
    };
  });
  const response = await functions.invoke(sample);
  const failed = response.batchItemFailures?.length;
  if (failed === undefined)
    throw new Error(`${sample.name}: the function answered ${JSON.stringify(response)}`);
  // The line and the answer come by different ways.
  const line = await Promise.race([finished, sleep(5_000, undefined, { ref: false })]);
  if (!line) throw new Error(`${sample.name}: the function logged no summary`);
  const { Sent: sent = 0, Skipped: skipped = 0 } = line;
  const { expected } = sample;
  const asNamed = sent === expected.sent && skipped === expected.skipped && failed === expected.failed;
  return { sample, sent, skipped, failed, why: summarise(reasons), asNamed };
}

function printTable(rows: readonly Row[]): void {
  const cells = rows.flatMap(({ sample, sent, skipped, failed, why, asNamed }) => {
    const [first = '', ...more] = why.split('\n');
    return [
      [asNamed ? '✓' : '✗', sample.name, sample.records, sent, skipped, failed, first].map(String),
      ...more.map((line) => ['', '', '', '', '', '', line]),
    ];
  });
  const table = [['', 'event', 'records', 'sent', 'skipped', 'failed', 'why'], ...cells];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const numeric = new Set([2, 3, 4, 5]);
  for (const row of table) {
    const line = row.map((cell, column) =>
      numeric.has(column)
        ? cell.padStart(widths[column] ?? 0)
        : column === 6
          ? cell
          : cell.padEnd(widths[column] ?? 0),
    );
    console.log(line.join('  ').trimEnd());
  }
}

async function sendSamples(functions: Functions): Promise<boolean> {
  const rows: Row[] = [];
  const all = samples();
  for (const [index, sample] of all.entries()) {
    if (process.stdout.isTTY)
      process.stdout.write(`\r\u001b[KSending ${index + 1} of ${all.length}: ${sample.name}`);
    rows.push(await run(functions, sample));
  }
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  printTable(rows);
  const wrong = rows.filter(({ asNamed }) => !asNamed);
  for (const { sample, sent, skipped, failed } of wrong) {
    const { expected } = sample;
    console.log(
      `✗ ${sample.name}: expected ${expected.sent} sent, ${expected.skipped} skipped, ${expected.failed} failed; ` +
        `found ${sent}, ${skipped}, ${failed}.`,
    );
  }
  return wrong.length === 0;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let ses: LocalSes | undefined;
  let dynamodb: LocalDynamoDb | undefined;
  let functions: Functions | undefined;
  let stop: () => void = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  async function work(): Promise<number> {
    const problems = portProblems();
    if (problems.length > 0) throw new UsageError(problems.join('\n'));
    console.log('Starting SES, DynamoDB and the four functions …');
    await requireFree(ports.lambda);
    if (!options.once) await requireFree(ports.publish);
    ses = await startSes(options.ses).catch((error) => {
      throw portError(ports.ses, error);
    });
    dynamodb = await startDynamoDb({ port: ports.dynamodb.number }).catch((error) => {
      throw portError(ports.dynamodb, error);
    });
    functions = new Functions(options.mappings);
    await functions.ready();
    const asNamed = options.samples ? await sendSamples(functions) : true;
    if (options.once) {
      console.log(
        asNamed
          ? '\nEvery sample event ended as its name says.'
          : '\nNot every sample event ended as its name says.',
      );
      return asNamed ? 0 : 1;
    }
    functions.onLog = (_, text) => console.log(text);
    const polling = await functions.poll();
    console.log(`\nInbox       ${ses.url}\nLambda API  ${urlOf(ports.lambda)}\nDynamoDB    ${dynamodb.url}`);
    console.log(`Polling     ${polling}`);
    console.log('\nLog lines of the functions follow. Ctrl-C ends everything.\n');
    const ended = await Promise.race([stopped, functions.exited]);
    return ended === 'stopped' ? 0 : 1;
  }

  try {
    const code = await Promise.race([work(), stopped]);
    return code === 'stopped' ? (options.once ? 130 : 0) : code;
  } finally {
    await functions?.stop();
    await Promise.all([ses?.close(), dynamodb?.close()]);
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof UsageError ? error.message : error);
    process.exit(1);
  },
);
