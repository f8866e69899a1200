import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FUNCTIONS } from '../../infra/functions';
import { brokerFolder, createTopics, requireFree, startBroker } from './broker';
import { BrokerError, kafkaVersion } from './jars';
import { requireBroker } from './kafka-client';

const HELP = `Starts Apache Kafka ${kafkaVersion()} on this machine and creates the topics: with Docker where it runs, else with Java
17 and Maven. Listens on loopback only, and keeps its data below .local/kafka/ (with Docker: in a volume).

  npm run kafka [-- options]

  --port <n>        of the broker (default: 9092; with Java, its controller takes the next one)
  --partitions <n>  of topics that are created (default: 3)
  --topic <name>    one more topic, such as an on-failure destination; may be repeated
  --fresh           forget topics, records and offsets first
  --java, --docker  use just that
`;

const COMPOSE = ['compose', '-f', join(__dirname, '../../compose.yaml')];

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '9092' },
        partitions: { type: 'string', default: '3' },
        topic: { type: 'string', multiple: true, default: [] },
        fresh: { type: 'boolean', default: false },
        java: { type: 'boolean', default: false },
        docker: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new BrokerError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= 1 && value <= max) return value;
  throw new BrokerError(`--${name}: expected a whole number from 1 to ${max}, found ${JSON.stringify(text)}`);
}

const dockerRuns = (): boolean => spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;

function explain(address: string, topics: readonly string[], canRestart: boolean): void {
  console.log(`
Kafka     ${address}
Topics    ${topics.join(', ')}

In other terminals:
  npm start -- --kafka ${address}
  KAFKA_BROKERS=${address} npm run publish -- order_notification '{"order_id": "kafka-1", "user_id": 1, "status": "pending", "message": "Hello."}'
${canRestart ? '\nEnter r to restart the broker, as a fault. ' : ''}Ctrl-C ends it.`);
}

interface Running {
  readonly address: string;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly died: Promise<string>;
}

async function withJava(port: number, fresh: boolean): Promise<Running> {
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
  if (code !== 0) throw new BrokerError(`docker compose ${args.join(' ')} ended with ${code}.`);
}

async function withDocker(port: number, fresh: boolean): Promise<Running> {
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

async function main(): Promise<number> {
  const options = parse();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const port = wholeNumber('port', options.port, 65_534);
  const partitions = wholeNumber('partitions', options.partitions, 1_000);
  let isStopped = false;
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        isStopped = true;
        resolve();
      });
  });
  const start = options.docker || (!options.java && dockerRuns()) ? withDocker : withJava;

  async function work(): Promise<Running> {
    const broker = await start(port, options.fresh);
    const topics = [...FUNCTIONS.map(({ topic }) => topic), ...options.topic];
    await createTopics(broker.address, topics, partitions);
    explain(broker.address, topics, process.stdin.isTTY === true);
    return broker;
  }

  try {
    const broker = await Promise.race([work(), stopped]);
    // Whatever has begun ends with this process.
    if (!broker) return 0;
    restartOnRequest(broker, () => isStopped);
    const end = await Promise.race([stopped, broker.died]);
    if (end) throw new BrokerError(end);
    await broker.stop();
    return 0;
  } catch (error) {
    // What failed may have had the same Ctrl-C, and be the first to be heard of.
    await sleep(100);
    if (isStopped) return 0;
    throw error;
  }
}

/** Further requests are ignored until the broker is back. */
function restartOnRequest(broker: Running, isStopped: () => boolean): void {
  let restarting = false;
  createInterface({ input: process.stdin }).on('line', async (line) => {
    if (line.trim() !== 'r' || restarting) return;
    restarting = true;
    console.log('Restarting the broker …');
    try {
      await broker.restart();
      console.log('The broker is back.');
    } catch (error) {
      if (!isStopped()) console.error(error);
    }
    restarting = false;
  });
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof BrokerError ? error.message : error);
    process.exit(1);
  },
);
