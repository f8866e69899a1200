import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPublishServer } from '../../local/kafka/publish-server';
import type { NewRecord } from '../../local/kafka/source';
import type { ReceivedMail } from '../../local/ses/inbox';
import { withFolder } from '../../tools/stacks/compile';

const ROOT = join(__dirname, '../..');
const PORTS = {
  SES_PORT: '18025',
  SMS_PORT: '18026',
  PUSH_PORT: '18027',
  DYNAMODB_PORT: '18000',
  LAMBDA_PORT: '13002',
  PREFERENCES_PORT: '18028',
  SECRETS_PORT: '13005',
  PUBLISH_PORT: '13004',
};

// A machine without AWS credentials.
const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_PROFILE: ___, ...machine } = process.env;

/** A test that fails leaves nothing running. */
const children = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of children) {
    child.kill('SIGINT');
    await once(child, 'close');
  }
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The exit code, once it has ended. */
  readonly code: Promise<number | null>;
}

function run(args: readonly string[], environment: Readonly<Record<string, string>> = PORTS): Run {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...machine, ...environment } });
  children.add(child);
  child.once('close', () => children.delete(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, output: () => text, code: once(child, 'close').then(([code]) => code) };
}

const start = (...options: string[]) => run(['--import', 'tsx', 'local/start.ts', ...options]);

const publish = (...args: string[]) => run(['--import', 'tsx', 'local/kafka/publish.ts', ...args]);

async function said(one: Run, text: string): Promise<void> {
  const ended = one.code.then(() => true);
  while (!one.output().includes(text)) {
    const over = await Promise.race([
      ended,
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 50)),
    ]);
    if (over) throw new Error(`ended without saying "${text}":\n${one.output()}`);
  }
}

function listen(port: string): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), '127.0.0.1', () => resolve(server));
  });
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

const inbox = async (): Promise<ReceivedMail[]> =>
  (await fetch(`http://127.0.0.1:${PORTS.SES_PORT}/api/messages`)).json() as Promise<ReceivedMail[]>;

/** How many texts or pushes the inbox shows. */
async function takenOn(channel: 'sms' | 'push'): Promise<number> {
  const url = `http://127.0.0.1:${PORTS.SES_PORT}/api/messages?channel=${channel}`;
  return Object.keys(Object(await (await fetch(url)).json())).length;
}

describe('npm start', () => {
  it('runs the stack, serves invoke local without credentials, and leaves nothing behind', async () => {
    const stack = start();
    await said(stack, 'Ctrl-C ends everything');

    expect(stack.output()).toContain('✓  order-poison.9-failed');
    expect(stack.output()).not.toContain('✗');
    expect(stack.output()).toMatch(
      new RegExp(
        `^.*\\n\\n  Page +http://127.0.0.1:${PORTS.SES_PORT} [^]*?npm run publish -- order_notification `,
      ),
    );
    expect(stack.output()).toContain('"event.action":"record_failed"');
    expect(stack.output()).not.toContain('Warning');
    await said(stack, '"event.action":"mail_bounced"');
    expect((await inbox()).find(({ to }) => to[0] === 'bounce@faults.local')?.events).toMatchObject([
      { state: 'bounced', type: 'Permanent General 5.1.1' },
    ]);
    // Somewhere it is day: the sample customers live around the world.
    expect(await takenOn('sms')).toBeGreaterThan(0);
    expect(await takenOn('push')).toBeGreaterThan(0);
    const before = (await inbox()).length;

    const out = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
    const message = '{"order_id": "invoked-locally", "user_id": 1, "status": "pending", "message": "Hello."}';
    const made = run(['--import', 'tsx', 'local/event.ts', 'order_notification', message, '--out', out]);
    expect(await made.code).toBe(0);
    const invoked = run([
      'node_modules/serverless/bin/serverless.js',
      'invoke',
      'local',
      '-f',
      'orderNotification',
      '-p',
      out,
    ]);
    expect(await invoked.code).toBe(0);
    expect(invoked.output()).toContain('"batchItemFailures": []');
    expect(invoked.output()).not.toContain('NodeVersionSupportWarning');

    const messages = await inbox();
    expect(messages).toHaveLength(before + 1);
    expect(messages[0]?.subject).toContain('invoked-locally');

    const hello = message.replace('invoked-locally', 'published-{n}');
    const published = publish('order_notification', hello, '--count', '2');
    expect(await published.code).toBe(0);
    expect(published.output()).toContain('order_notification: 2 records published');
    while ((await inbox()).length < before + 3) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await inbox()).map(({ subject }) => subject).join()).toContain('published-2');

    const unknown = publish('no_such_topic', '{}');
    expect(await unknown.code).toBe(1);
    expect(unknown.output()).toContain('no topic "no_such_topic"; there are order_notification');

    stack.child.kill('SIGINT');
    expect(await stack.code).toBe(0);
    for (const port of Object.values(PORTS)) await close(await listen(port));
  });

  it('has its way proved by npm run smoke, which leaves nothing in the log', async () => {
    const stack = start('--no-samples');
    await said(stack, 'Ctrl-C ends everything');

    const smoke = run(['--import', 'tsx', 'ops/smoke.ts', '--local']);
    expect(await smoke.code).toBe(0);
    expect(smoke.output()).toMatch(/order_notification +sent after [\d.]+ s, delivered after [\d.]+ s/);
    expect(smoke.output()).toContain('4 of 4 notifications delivered');
    const [order = ''] = /smoke-\w+-\w+/.exec(smoke.output()) ?? [];
    expect((await inbox()).map(({ subject }) => subject).join()).toContain(order);

    const bounced = run([
      '--import',
      'tsx',
      'ops/smoke.ts',
      '--local',
      '--to',
      'bounce@simulator.amazonses.com',
    ]);
    expect(await bounced.code).toBe(1);
    expect(bounced.output()).toContain('SES says: bounced');

    const explain = run(['--import', 'tsx', 'ops/explain.ts', '--local', order]);
    expect(await explain.code).toBe(1);
    expect(explain.output()).toContain(`has no entry of order ${order}`);
  });

  it('has its own tables, whatever those of the stage are', () =>
    withFolder(async (folder) => {
      const file = ['contactsTableArn', 'recipientsTableArn', 'notificationLogTableArn']
        .map((name) => `${name}: arn:aws:dynamodb:eu-central-1:123456789012:table/${name}`)
        .join('\n');
      writeFileSync(join(folder, 'dev.yml'), file);
      const environment = { ...PORTS, STAGES_FOLDER: folder };
      const stack = run(['--import', 'tsx', 'local/start.ts', '--no-samples'], environment);
      await said(stack, 'Ctrl-C ends everything');

      const smoke = run(['--import', 'tsx', 'ops/smoke.ts', '--local']);
      expect(await smoke.code).toBe(0);
      const invoke = ['invoke', 'local', '-f', 'orderNotification', '-p', 'events/order-notification.json'];
      const invoked = run(['node_modules/serverless/bin/serverless.js', ...invoke], environment);
      expect(await invoked.code).toBe(0);
      expect(invoked.output()).toContain('"batchItemFailures": []');
    }));

  it('takes the functions with it even when it is killed', async () => {
    const stack = start('--no-samples');
    await said(stack, 'Ctrl-C ends everything');

    stack.child.kill('SIGKILL');
    await stack.code;

    for (let tries = 0; ; tries++) {
      const server = await listen(PORTS.LAMBDA_PORT).catch(() => undefined);
      if (server) return close(server);
      if (tries === 100) throw new Error('the Lambda API still listens');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it.each(Object.entries(PORTS))('says so when the port of %s is in use', async (variable, port) => {
    const other = await listen(port);

    const stack = start();

    expect(await stack.code).toBe(1);
    expect(stack.output()).toContain(`Port ${port}, for the local`);
    expect(stack.output()).toContain(`set ${variable} to a free port`);
    await close(other);
  });

  it.each([
    ['--fail-rate=2', '--fail-rate: expected a number from 0 to 1, found "2"'],
    ['--nonsense', "Unknown option '--nonsense'"],
    ['--kafka=nonsense', 'expected host:port, such as 127.0.0.1:9092, found "nonsense"'],
    ['--faults=crash=2', 'faults: crash: expected a number from 0 to 1, found "2"'],
    ['--retries=order=random', 'retries: order: expected in-place, overtaken, pessimistic, found "random"'],
  ])('refuses %s and says what it takes', async (option, problem) => {
    const stack = start(option);

    expect(await stack.code).toBe(2);
    expect(stack.output()).toContain(problem);
  });

  it.each([
    [{ SES_PORT: 'abc' }, 'SES_PORT: expected a port from 1 to 65535, found "abc"'],
    [{ DYNAMODB_PORT: '18025' }, 'SES_PORT and DYNAMODB_PORT: both are 18025, they must differ'],
  ])('refuses %j and says what it takes', async (ports, problem) => {
    const stack = run(['--import', 'tsx', 'local/start.ts'], { ...PORTS, ...ports });

    expect(await stack.code).toBe(1);
    expect(stack.output()).toBe(`${problem}\n`);
  });

  it('says so when no broker answers', async () => {
    const stack = start('--no-samples', '--kafka', '127.0.0.1:1');

    expect(await stack.code).toBe(1);
    expect(stack.output()).toContain(
      'No Kafka broker answers at 127.0.0.1:1. Start one with "npm run kafka"',
    );
  });

  it('explains itself', async () => {
    const stack = start('--help');

    expect(await stack.code).toBe(0);
    expect(stack.output()).toContain('--max-send-rate');
  });
});

describe('serverless invoke local', () => {
  it('says so when the stack is not running', async () => {
    const invoked = run([
      'node_modules/serverless/bin/serverless.js',
      'invoke',
      'local',
      '-f',
      'orderNotification',
      '-p',
      'events/order-notification.json',
    ]);

    expect(await invoked.code).not.toBe(0);
    expect(invoked.output()).toContain('Run "npm start" in another terminal first');
  });
});

describe('serverless offline', () => {
  it('polls by itself, and asks the local DynamoDB instead of AWS', async () => {
    const dynamodb = await listen(PORTS.DYNAMODB_PORT);
    const asked = once(dynamodb, 'connection').then(([socket]) => socket.destroy());
    const cli = 'node_modules/serverless/bin/serverless.js';
    const offline = run([cli, 'offline', '--lambdaPort', PORTS.LAMBDA_PORT]);
    try {
      await said(offline, 'Polling order_notification, payment_notification');
      const hello = '{"order_id":"offline","user_id":1,"status":"pending","message":"Hello"}';
      expect(await publish('order_notification', hello).code).toBe(0);

      await asked;
      // Not in .esbuild, which `serverless package` and `deploy` delete, whatever runs meanwhile.
      expect(existsSync(join(ROOT, '.local/esbuild/.build/handlers/order-notification.js'))).toBe(true);
    } finally {
      dynamodb.close();
    }
  });
});

describe('npm run publish', () => {
  it('says so when nothing runs that it could publish to', async () => {
    const published = publish('order_notification', '{}');

    expect(await published.code).toBe(1);
    expect(published.output()).toContain('Nothing listens on port 13004');
    expect(published.output()).toContain('Run "npm start" in another terminal first');
  });

  it('says so when no broker answers', async () => {
    const published = publish('order_notification', '{}', '--kafka', '127.0.0.1:1');

    expect(await published.code).toBe(1);
    expect(published.output()).toContain('No Kafka broker answers at 127.0.0.1:1');
  });

  it.each([
    [['null'], [null]],
    [['null', '--raw'], ['null']],
  ])('takes %j for a tombstone, or for text where messages are raw', async (args, values) => {
    const taken: NewRecord[] = [];
    const server = await startPublishServer(Number(PORTS.PUBLISH_PORT), {
      async send(_, records) {
        taken.push(...records);
        return [];
      },
    });

    const code = await publish('orders', ...args).code;
    await server.close();

    expect(code).toBe(0);
    expect(taken.map(({ value }) => value?.toString() ?? null)).toEqual(values);
  });

  it.each([
    [[], 'Name a Kafka topic first'],
    [['orders'], 'Give at least one message'],
    [['orders', '{not json'], 'Not JSON'],
    [['orders', '{}', '--count', 'many'], '--count: expected a whole number'],
    [['orders', '{}', '--count', '0'], '--count: expected a whole number from 1, found "0"'],
    [['orders', '{}', '--header', 'name'], '--header: expected name=value, found "name"'],
    [
      ['orders', '{}', '--sample'],
      '--sample publishes the messages of the samples as they are: only --kafka goes with it',
    ],
    [
      ['--sample', '--key', 'k'],
      '--sample publishes the messages of the samples as they are: only --kafka goes with it',
    ],
  ])('refuses %j and says what it takes', async (args, problem) => {
    const refused = publish(...args);

    expect(await refused.code).toBe(2);
    expect(refused.output()).toContain(problem);
    expect(refused.output()).toContain('npm run publish');
  });
});

describe('npm run event', () => {
  const event = (...args: string[]) => run(['--import', 'tsx', 'local/event.ts', ...args]);

  it('prints an event that carries the messages', async () => {
    const printed = event(
      'order_notification',
      '{"order_id":7,"message":"ä"}',
      'null',
      '--header',
      'a=b',
      '--offset',
      '40',
    );
    expect(await printed.code).toBe(0);

    const { eventSource, records } = JSON.parse(printed.output());
    expect(eventSource).toBe('aws:kafka');
    const [first, second] = records['order_notification-0'];
    expect(JSON.parse(Buffer.from(first.value, 'base64').toString())).toEqual({ order_id: 7, message: 'ä' });
    expect(first).toMatchObject({
      offset: 40,
      headers: [{ a: [98] }],
      key: Buffer.from('7').toString('base64'),
    });
    expect(second).toMatchObject({ offset: 41, value: null });
  });

  it('prints one of self-managed Kafka', async () => {
    const printed = event('my.orders', '{}', '--self-managed', '--partition', '3');
    await printed.code;

    expect(JSON.parse(printed.output())).toMatchObject({
      eventSource: 'SelfManagedKafka',
      records: { 'my.orders-3': [{}] },
    });
  });

  it('shows what an event carries', async () => {
    const shown = event('--show', 'events/order-notification.json');
    await shown.code;

    expect(shown.output()).toContain('order_notification-0 @ 42  key 123');
    expect(shown.output()).toContain('Your order has been successfully created');
  });

  it.each([
    [[], 'Name a Kafka topic first'],
    [['orders'], 'Give at least one message'],
    [['orders', '{not json'], 'Not JSON'],
    [['orders', '{}', '--partition', '-1'], 'partition'],
    [['--show', 'events/order-notification.json', 'orders'], '--show goes without'],
  ])('refuses %j and says what it takes', async (args, problem) => {
    const refused = event(...args);

    expect(await refused.code).toBe(2);
    expect(refused.output()).toContain(problem);
    expect(refused.output()).toContain('npm run event');
  });

  it.each([
    ['events/no-such-file.json', 'events/no-such-file.json cannot be read: ENOENT'],
    ['package.json', 'package.json is not a Kafka event.'],
  ])('says what is wrong with %s', async (file, problem) => {
    const shown = event('--show', file);

    expect(await shown.code).toBe(1);
    expect(shown.output()).toContain(problem);
  });

  it('sends what is no JSON when told to', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
    const printed = event('orders', '{not json', '--raw', '--out', out);
    expect(await printed.code).toBe(0);

    expect(readFileSync(out, 'utf8')).toContain(Buffer.from('{not json').toString('base64'));
    writeFileSync(out, '');
  });
});
