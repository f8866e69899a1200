import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { FUNCTIONS } from '../../infra/functions';
import { EXIT, messageOf, Problem, parseCommandLine, run, stopSignal, UsageError } from '../../tools/command';
import { numberOption } from '../../tools/options';
import { brokerFolder, createTopics, requireFree, startBroker } from './broker';
import { kafkaVersion } from './jars';
import { requireBroker } from './kafka-client';

const HELP = `Starts Apache Kafka ${kafkaVersion()} on this machine and creates the topics: with Docker where it runs, otherwise with Java 17
and Maven. Listens on loopback only. Keeps its data in .local/kafka/ (with Docker: in a volume). Ctrl-C ends it.

  npm run kafka -- [options]

  --port <n>           port of the broker (default: 9092; with Java, the next port is for its controller)
  --partitions <n>     partitions of each topic that is created (default: 3)
  --topic <name>       create this topic too, such as an on-failure destination; may be repeated
  --fresh              delete all topics, records and offsets first
  --docker, --java     start it with Docker, or with Java, whatever else there is
  -h, --help           print this text
`;

const COMPOSE = ['compose', '-f', join(__dirname, '../../compose.yaml')];

/** @throws UsageError */
function readArguments(args: string[]) {
  const { values } = parseCommandLine({
    args,
    options: {
      port: { type: 'string' },
      partitions: { type: 'string' },
      topic: { type: 'string', multiple: true },
      fresh: { type: 'boolean' },
      java: { type: 'boolean' },
      docker: { type: 'boolean' },
    },
  });
  if (values.java && values.docker) throw new UsageError('Choose one of --docker and --java.');
  const wholeNumber = (name: 'port' | 'partitions', most: number, fallback: number) =>
    numberOption(name, values[name], { least: 1, most, whole: true, fallback });
  return {
    ...values,
    // With Java, the controller takes the next one.
    port: wholeNumber('port', 65_534, 9_092),
    partitions: wholeNumber('partitions', 1_000, 3),
    topics: [...FUNCTIONS.map(({ topic }) => topic), ...(values.topic ?? [])],
    fresh: values.fresh ?? false,
  };
}

const dockerRuns = (): boolean => spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;

function introduce(address: string, topics: readonly string[], canRestart: boolean): void {
  console.log(`
Kafka     ${address}
Topics    ${topics.join(', ')}

In other terminals:
  npm start -- --kafka ${address}
  KAFKA_BROKERS=${address} npm run publish -- order_notification '{"order_id": "kafka-1", "user_id": 1, "status": "pending", "message": "Hello."}'
${canRestart ? '\nEnter r to restart the broker, as a fault. ' : ''}Ctrl-C ends it.`);
}

interface RunningBroker {
  readonly address: string;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly died: Promise<string>;
}

async function withJava(port: number, fresh: boolean): Promise<RunningBroker> {
  console.log(`Starting Apache Kafka ${kafkaVersion()} with Java …`);
  return startBroker({ port, folder: brokerFolder(port), fresh, progress: console.log });
}

/** Runs `docker compose`, with what it says. */
async function compose(port: number, ...args: string[]): Promise<void> {
  const child = spawn('docker', [...COMPOSE, ...args], {
    stdio: 'inherit',
    env: { ...process.env, KAFKA_PORT: String(port) },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Problem(`docker compose ${args.join(' ')} ended with ${code}.`);
}

async function withDocker(port: number, fresh: boolean): Promise<RunningBroker> {
  if (fresh) {
    await requireFree(port);
    await compose(port, 'down', '--volumes');
  }
  console.log('Starting Apache Kafka with Docker …');
  await compose(port, 'up', '--detach', '--wait');
  const address = `127.0.0.1:${port}`;
  await requireBroker([address]);
  return {
    address,
    restart: () => compose(port, 'restart'),
    stop: () => compose(port, 'stop'),
    died: new Promise(() => {}),
  };
}

/** Restarts the broker when `r` is entered; further requests are ignored until it is back. */
function restartOnRequest(broker: RunningBroker, stop: AbortSignal): void {
  let restarting = false;
  const terminal = createInterface({ input: process.stdin, signal: stop });
  terminal.on('line', async (line) => {
    if (line.trim() !== 'r' || restarting) return;
    restarting = true;
    console.log('Restarting the broker …');
    try {
      await broker.restart();
      console.log('The broker is back.');
    } catch (error) {
      if (!stop.aborted) console.error(`The broker could not be restarted: ${messageOf(error)}`);
    }
    restarting = false;
  });
}

async function main(args: string[]): Promise<number> {
  const { docker, java, fresh, port, partitions, topics } = readArguments(args);
  const stop = stopSignal();
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve());
  });
  const start = docker || (!java && dockerRuns()) ? withDocker : withJava;

  async function work(): Promise<RunningBroker> {
    const broker = await start(port, fresh);
    await createTopics(broker.address, topics, partitions);
    introduce(broker.address, topics, process.stdin.isTTY === true);
    return broker;
  }

  try {
    const broker = await Promise.race([work(), stopped]);
    // Whatever has begun ends with this process.
    if (!broker) process.exit(EXIT.interrupted);
    restartOnRequest(broker, stop);
    const end = await Promise.race([stopped, broker.died]);
    if (end) throw new Problem(end);
    await broker.stop();
    return EXIT.interrupted;
  } catch (error) {
    // What failed may have had the same Ctrl-C, and be the first to be heard of.
    await sleep(100);
    if (stop.aborted) process.exit(EXIT.interrupted);
    process.stdin.destroy();
    throw error;
  }
}

run('kafka', main, HELP);
