import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FUNCTIONS } from '../../infra/functions';
import { failureDocument } from '../support/documents';
import { orders } from '../support/service';

const ROOT = join(__dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Accepts connections and never answers: whatever waits for it can be interrupted. */
let silent: Server;
let folder: string;
let environment: Record<string, string>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const port = String((silent.address() as AddressInfo).port);
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  writeFileSync(join(folder, 'document'), JSON.stringify(failureDocument(orders({}))));
  // It ends with its parent: tests that run in the background ignore Ctrl-C, and so does what they start.
  const docker = `const parent = process.ppid;
console.log('Docker works');
setInterval(() => parent !== process.ppid && process.exit(), 50);`;
  writeFileSync(join(folder, 'docker'), `#!${process.execPath}\n${docker}\n`);
  chmodSync(join(folder, 'docker'), 0o755);
  environment = {
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    DYNAMODB_PORT: port,
    PUBLISH_PORT: port,
    CHROMIUM: join(folder, 'none'),
  };
});
afterAll(() => {
  for (const child of running) if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  silent.close();
  rmSync(folder, { recursive: true });
});

/** Starts a command as package.json has it, in a group of its own: a Ctrl-C at a terminal reaches all of it. */
function start(name: string, args: readonly string[], others: Readonly<Record<string, string>> = {}) {
  const [program = '', ...script] = scripts[name].split(' ');
  const child = spawn(program === 'node' ? process.execPath : program, [...script, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...environment, ...others },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    ...said,
    // What a shell makes of it.
    code: code ?? 128 + constants.signals[signal as NodeJS.Signals],
  }));
  return { child, ended };
}

const run = (name: string, args: readonly string[]) => start(name, args).ended;

/** Each command, with a line that it refuses, and what is then said. */
const COMMANDS: ReadonlyArray<readonly [name: string, wrong: readonly string[], said: string]> = [
  ['start', ['--seed', 'x'], '--seed: expected a whole number from 0, found "x"'],
  ['demo', ['--seed', 'x'], '--seed: expected a whole number from 0, found "x"'],
  ['stack-diff', ['HEAD', 'main'], 'Expected one commit, found HEAD main.'],
  ['event', ['orders', '{}', '--offset', 'x'], '--offset: expected a whole number from 0, found "x"'],
  ['publish', ['orders', '{}', '--count', '0'], '--count: expected a whole number from 1, found "0"'],
  [
    'check-message',
    ['orders'],
    `Topic: expected ${FUNCTIONS.map(({ topic }) => topic).join(', ')}, found "orders"`,
  ],
  ['kafka', ['--partitions', '0'], '--partitions: expected a whole number from 1 to 1000, found "0"'],
  ['gallery', ['--port', '70000'], '--port: expected a whole number from 0 to 65535, found "70000"'],
  ['redrive', ['--stage', 'prod!'], '--stage: expected letters, digits and dashes, found "prod!"'],
  ['doctor', [], 'Say where: add --stage <stage>.'],
  ['smoke', ['--local', '--to', 'nobody'], '--to: expected an e-mail address, found "nobody"'],
  ['pause', [], 'Say where: add --stage <stage>.'],
  ['resume', ['--stage', 'prod!'], '--stage: expected letters, digits and dashes, found "prod!"'],
  ['explain', ['--local'], 'Name one order, such as: npm run explain -- 1001 --stage prod'],
  ['recipients', ['--local'], 'Name one customer, such as: npm run recipients -- --user 42 --stage prod'],
  ['bench', ['--runs', '0'], '--runs: expected a whole number from 1 to 1000, found "0"'],
];

describe.each(COMMANDS)('npm run %s', (name, wrong, said) => {
  it.each(['--help', '-h'])('prints its help with %s, whatever else is wrong', async (option) => {
    const { code, out, err } = await run(name, ['--nonsense', option]);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`npm (run )?(--silent )?${name}`));
    expect(out).toContain('-h, --help');
  });

  it.each([
    [['--nonsense'], "Unknown option '--nonsense'"],
    [wrong, said],
  ])('says in one sentence what is wrong with %j', async (args, problem) => {
    expect(await run(name, args)).toEqual({
      code: 2,
      out: '',
      err: `${problem}\nFor all options: npm run ${name} -- --help\n`,
    });
  });
});

describe('what is no fault of the command line', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['event', ['--show', 'package.json'], /^package\.json is not a Kafka event\.\n$/],
    ['check-message', ['order_notification', 'no-such-file'], /^no-such-file cannot be read: .+\n$/],
    ['check-message', ['order_notification'], /^There is no message: the standard input is empty\.\n$/],
    [
      'publish',
      ['orders', '{}', '--kafka', '127.0.0.1:1'],
      /^No Kafka broker answers at 127\.0\.0\.1:1\. .+\n$/,
    ],
    ['kafka', ['--docker', '--fresh', '--port', 'BUSY'], /^Port \d+ is in use\. .+\n$/],
    ['gallery', ['--port', 'BUSY'], /^Port \d+ is in use\. .+\n$/],
    ['gallery', ['--screenshots'], /^CHROMIUM: there is no .+\n$/],
    ['bench', ['--json', '/no/such/folder/x', '--cold'], /^The figures cannot be written to .+\n$/],
  ])('%s %j ends with 1, and one line', async (name, args, said) => {
    const busy = environment.DYNAMODB_PORT ?? '';
    const { code, err } = await run(
      name,
      args.map((arg) => arg.replace('BUSY', busy)),
    );

    expect(err).toMatch(said);
    expect(code).toBe(1);
  });
});

describe.each([
  ['explain', '1001'],
  ['redrive', '--dry-run'],
  ['recipients', '--user=42'],
  ['smoke', '--wait=1'],
])('%s --local without npm start', (...args) => {
  it('says what to start', async () => {
    const [name, ...others] = args;
    const { code, err } = await start(name, [...others, '--local'], { DYNAMODB_PORT: '1' }).ended;

    expect(err).toBe(
      'Nothing listens on port 1, where the local DynamoDB should be. Run "npm start" in another terminal first (or set DYNAMODB_PORT).\n',
    );
    expect(code).toBe(1);
  });
});

it('a command ends without a word when nobody reads on', async () => {
  const { child, ended } = start('event', ['--help']);
  child.stdout.destroy();

  expect(await ended).toMatchObject({ code: 141, err: '' });
});

it('npm run templates refuses what it does not know', async () => {
  expect(await run('templates', ['--bogus'])).toEqual({
    code: 2,
    out: '',
    err: 'npm run templates takes no arguments, found --bogus\n',
  });
});

const connected = () => once(silent, 'connection').then(() => undefined);
const said = (text: string) => (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    let all = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        all += chunk;
        if (all.includes(text)) resolve();
      });
  });

describe('Ctrl-C', () => {
  it.each<[string, string[], (child: ChildProcess) => Promise<void>]>([
    ['publish', ['orders', '{}'], connected],
    ['kafka', ['--docker'], said('Docker works')],
    ['gallery', ['--port', '0'], said('Ctrl-C ends it')],
    ['redrive', ['--local', '--folder', 'FOLDER'], connected],
    ['explain', ['1001', '--local'], connected],
    ['recipients', ['--user', '42', '--local'], connected],
    ['smoke', ['--local'], connected],
    ['bench', ['--only', 'floor-cpu', '--batch', '1', '--runs', '1000'], said('round 1 of 1000')],
  ])('ends npm run %s %j with 130', async (name, args, isAtWork) => {
    const { child, ended } = start(
      name,
      args.map((arg) => arg.replace('FOLDER', folder)),
    );
    await Promise.race([isAtWork(child), ended]);
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');

    expect((await ended).code).toBe(130);
  });
});
