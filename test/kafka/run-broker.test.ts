import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokerFolder } from '../../local/kafka/broker';
import { type Mappings, startMappings } from '../../local/kafka/start-mappings';
import { KAFKA_WANTED } from '../support/broker';
import { freeBrokerPort, freePort } from '../support/ports';

const ROOT = join(__dirname, '../..');
const describeWithKafka = KAFKA_WANTED ? describe : describe.skip;

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket
      .once('error', () => resolve(false))
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      });
  });

describeWithKafka('npm run kafka (npm run test:kafka)', () => {
  let port: number;
  let child: ChildProcess;
  let output: string;
  let exit: Promise<unknown[]>;

  beforeEach(async () => {
    port = await freeBrokerPort();
    output = '';
    // A group of its own, which gets a signal as from a terminal: all of it at once.
    child = spawn(
      process.execPath,
      ['--import', 'tsx', 'local/kafka/run-broker.ts', '--java', '--port', String(port)],
      { cwd: ROOT, detached: true },
    );
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    exit = once(child, 'close');
  });

  afterEach(async () => {
    if (child.exitCode === null) child.kill();
    await exit;
    while (await isOpen(port)) await sleep(50);
    rmSync(brokerFolder(port), { recursive: true, force: true });
  });

  async function said(text: string): Promise<void> {
    while (!output.includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended without saying "${text}":\n${output}`);
      await sleep(50);
    }
  }

  async function pressCtrlC(): Promise<unknown> {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    const [code] = await exit;
    return code;
  }

  /** As `npm start` polls it. */
  const poll = async (topic: string, publishPort = 0): Promise<Mappings> =>
    startMappings({
      mappings: [
        {
          id: 'Mapping',
          functionName: 'fn',
          properties: { FunctionName: 'fn', Topics: [topic], StartingPosition: 'LATEST' },
        },
      ],
      lambdaUrl: 'http://127.0.0.1:1',
      publishPort,
      brokers: `127.0.0.1:${port}`,
      retries: undefined,
      faults: undefined,
      report: () => {},
    });

  it('names a topic that is missing, restarts once however often it is asked, and leaves no port behind', async () => {
    await said('Ctrl-C ends it');

    await expect(poll('no_such_topic')).rejects.toThrow('There is no topic no_such_topic');
    const publishPort = await freePort();
    const mappings = await poll('order_notification', publishPort);
    const published = spawn(
      process.execPath,
      ['--import', 'tsx', 'local/kafka/publish.ts', 'no_such_topic', '{}'],
      { cwd: ROOT, env: { ...process.env, PUBLISH_PORT: String(publishPort) } },
    );
    let problem = '';
    published.stderr.on('data', (chunk) => (problem += chunk));
    await once(published, 'close');
    await mappings.stop();
    expect(problem).toContain('Not published: There is no topic no_such_topic');

    child.stdin?.write('r\nr\n');
    await said('The broker is back.');
    expect(output.match(/Restarting/g)).toHaveLength(1);

    expect(await pressCtrlC()).toBe(130);
    expect(await isOpen(port)).toBe(false);
  }, 300_000);

  it('says nothing wrong when it is ended while it starts', async () => {
    await said('Starting Apache Kafka');

    expect(await pressCtrlC()).toBe(130);
    expect(output.trim().split('\n')).toHaveLength(1);
  });
});
