import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { Problem } from '../../tools/command';
import { isOpen } from '../../tools/ports';
import { brokerJars, type Progress, requireJava } from './jars';
import { kafkaClient } from './kafka-client';

const ROOT = join(__dirname, '../..');
/** Starting takes seconds; two minutes, in milliseconds, is too long. */
const PATIENCE = 120_000;

/** Apache Kafka in KRaft mode on this machine: one process, broker and controller both. */
export interface Broker {
  /** `host:port` */
  readonly address: string;
  /** Fault: the broker goes and comes back with its data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** When its process ends by itself, with what it last said. */
  readonly died: Promise<string>;
}

export interface BrokerOptions {
  /** Of the broker; its controller takes the next one. Both on loopback only. */
  readonly port: number;
  /** For its data, kept between runs. */
  readonly folder: string;
  /** Forgets topics, records and offsets first. */
  readonly fresh?: boolean;
  readonly progress: Progress;
}

function properties({ port, folder }: BrokerOptions): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${port + 1}`,
    'log.dirs': join(folder, 'data'),
    // One broker has one replica, and a laptop no use for fifty partitions of offsets.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** @throws Problem */
export async function requireFree(port: number): Promise<void> {
  if (await isOpen(port))
    throw new Problem(`Port ${port} is in use. End what listens there, or choose another with --port.`);
}

/** Ends the broker when this process is gone, however it went: its end of the pipe closes then. */
const UNTIL_STDIN_ENDS =
  'exec 3<&0; "$@" & pid=$!; { cat <&3 >/dev/null; kill $pid 2>/dev/null; } & wait $pid';

/** @throws Problem that says what is missing: Java, Maven, a free port. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { port, folder, fresh, progress } = options;
  // First of all: a broker that runs must not lose its data.
  for (const one of [port, port + 1]) await requireFree(one);
  requireJava();
  if (fresh) rmSync(folder, { recursive: true, force: true });
  const classpath = join(await brokerJars(progress), '*');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'server.properties');
  writeFileSync(config, properties(options));
  const java = [
    '-Xmx512m',
    `-Dlog4j2.configurationFile=${join(__dirname, 'log4j2.properties')}`,
    '-cp',
    classpath,
  ];
  if (!existsSync(join(folder, 'data/meta.properties'))) {
    const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
    const tool = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', id, '-c', config];
    const { status, stdout, stderr } = spawnSync('java', [...java, ...tool], { encoding: 'utf8' });
    if (status !== 0) throw new Problem(`The broker's folder could not be prepared:\n${stdout}${stderr}`);
  }
  const log = join(folder, 'broker.log');
  let child: ChildProcess;
  let stopping = false;
  let died: (why: string) => void = () => {};

  async function run(): Promise<void> {
    stopping = false;
    const started = spawn('sh', ['-c', UNTIL_STDIN_ENDS, 'sh', 'java', ...java, 'kafka.Kafka', config], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C in the terminal is for this process, which then ends the broker in order.
      detached: true,
    });
    child = started;
    const output = createWriteStream(log);
    started.stdout.pipe(output, { end: false });
    started.stderr.pipe(output, { end: false });
    let ended = false;
    started.once('exit', () => {
      ended = true;
      started.stdin.destroy();
      if (!stopping) died(`The broker has ended; ${log} says:\n${lastLines(log)}`);
    });
    for (const giveUpAt = Date.now() + PATIENCE; !(await isReady(port)); await sleep(100)) {
      if (!ended && Date.now() < giveUpAt) continue;
      stopping = true;
      started.stdin.destroy();
      throw new Problem(`The broker did not start; ${log} says:\n${lastLines(log)}`);
    }
  }

  async function stop(): Promise<void> {
    stopping = true;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin?.end();
      await exited;
    }
    for (const giveUpAt = Date.now() + PATIENCE; (await isOpen(port)) && Date.now() < giveUpAt; )
      await sleep(50);
  }

  // One after the other: a broker that is asked to stop while it restarts would come back.
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.catch(() => {}).then(work);
    return turn;
  };

  const end = new Promise<string>((resolve) => {
    died = resolve;
  });
  await run();
  return {
    address: `127.0.0.1:${port}`,
    restart: () =>
      inTurn(async () => {
        await stop();
        await run();
      }),
    stop: () => inTurn(stop),
    died: end,
  };
}

/** Of a log; a process may end before it has one. */
export const lastLines = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : 'nothing';

async function isReady(port: number): Promise<boolean> {
  if (!(await isOpen(port))) return false;
  const admin = kafkaClient([`127.0.0.1:${port}`]).admin();
  try {
    await admin.connect();
    await admin.listTopics();
    return true;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Creates those that are not there yet, and waits until they can be written and read. */
export async function createTopics(
  address: string,
  topics: readonly string[],
  partitions: number,
): Promise<void> {
  const admin = kafkaClient([address]).admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !known.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: 1 })),
    });
    await ready(admin, missing);
  } finally {
    await admin.disconnect();
  }
}

/** A broker knows a new topic a moment after its controller does; kafkajs's own waiting fails on that. */
export async function ready(admin: Admin, topics: readonly string[]): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE; ; await sleep(100)) {
    try {
      const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
      if (metadata.topics.every((topic) => topic.partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
  }
}

export const brokerFolder = (port: number): string => join(ROOT, '.local/kafka', `broker-${port}`);
