import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NpmStart, npmStart } from '../support/npm-start';

/*
 * What the page of npm start asks for, over HTTP. test/mails/local-page.test.ts uses the page in a browser.
 */

let stack: NpmStart;
beforeAll(async () => {
  stack = await npmStart(['--no-samples', '--retries', 'gap=50'], {
    ON_FAILURE_FOLDER: mkdtempSync(join(tmpdir(), 'on-failure-')),
  });
});
afterAll(() => stack.stop());

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks as anything may that can write any header. */
function ask(
  method: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${stack.inbox}${path}`, { method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  ask('POST', path, JSON.stringify(body), headers);
const get = async (path: string) => JSON.parse((await ask('GET', path, '', {})).body);

const ORDER = '{"order_id":"p-1","user_id":1,"status":"pending","message":"Hello."}';
const PUBLISH = { topic: 'order_notification', message: ORDER };
const CHANGES = [
  ['/api/publish', PUBLISH],
  ['/api/redrive', { dryRun: false }],
  ['/api/contacts', { user_id: 'evil', email: 'evil@example.com' }],
] as const;

const recordsOf = async (orderId: string) =>
  (await get('/api/topics')).records.filter((record: { orderId: string }) => record.orderId === orderId);

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe.each(CHANGES)('POST %s', (path, body) => {
  it.each(['https://evil.example', 'http://127.0.0.1:1', 'http://localhost', 'null'])(
    'is refused to a page of %s',
    async (origin) => {
      expect((await post(path, body, { ...JSON_TYPE, origin })).status).toBe(403);
    },
  );

  it('is refused to a site whose name points at this machine', async () => {
    const headers = { ...JSON_TYPE, host: 'evil.example', origin: 'http://evil.example' };

    expect((await post(path, body, headers)).status).toBe(403);
  });

  it('is refused to a form, which can send no JSON', async () => {
    const headers = { 'content-type': 'text/plain' };

    expect(await post(path, body, headers)).toEqual({ status: 400, body: '{"error":"expected JSON"}' });
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'is taken from a program that says %s',
    async (type) => {
      expect((await post(path, body, { 'content-type': type })).status).toBe(200);
    },
  );

  it('is taken from the page itself, and from a program', async () => {
    expect((await post(path, body, { ...JSON_TYPE, origin: stack.inbox })).status).toBe(200);
    expect((await post(path, body)).status).toBe(200);
  });
});

it.each([
  ['/api/publish', { ...PUBLISH, topic: 'no topic' }, 'Name a Kafka topic first'],
  ['/api/publish', { ...PUBLISH, topic: 'other' }, 'no topic \\"other\\"; there are order_notification'],
  [
    '/api/publish',
    { ...PUBLISH, message: '{no JSON' },
    'Not JSON: {no JSON. Correct it, or publish it \\"as it is\\".',
  ],
  ['/api/publish', { ...PUBLISH, times: 0 }, '"times: expected a whole number from 1 to 100,000"'],
  ['/api/publish', { ...PUBLISH, times: 1.5 }, '"times: expected a whole number from 1 to 100,000"'],
  ['/api/publish', [], '"expected a JSON object"'],
  ['/api/contacts', { user_id: 'x', email: ' ' }, '"email: expected 1 to 500 characters"'],
  ['/api/contacts', { user_id: 'x' }, '"email: expected 1 to 500 characters"'],
  ['/api/redrive', {}, '"dryRun: expected true or false"'],
  ['/api/redrive', { dryRun: true, orders: [] }, 'orders'],
])('POST %s says what is wrong with %j', async (path, body, problem) => {
  const answer = await post(path, body);

  expect(answer.status).toBe(400);
  expect(answer.body).toContain(problem);
});

it('tells how a record ended, and how far its partition is', async () => {
  await post('/api/publish', { ...PUBLISH, message: ORDER.replace('p-1', 'p-2') });

  const ended = await until(async () =>
    (await recordsOf('p-2')).find((one: { state: string }) => one.state === 'ended'),
  );

  expect(ended).toMatchObject({ topic: 'order_notification', outcome: 'sent', invocations: 1 });
  const { partitions } = await get('/api/topics');
  const own = partitions.find(
    (one: { topic: string; partition: number }) =>
      one.topic === ended.topic && one.partition === ended.partition,
  );
  expect(own.end).toBeGreaterThan(ended.offset);
  await until(async () =>
    (await get('/api/topics')).partitions.every((one: { lag: number }) => one.lag === 0) ? true : undefined,
  );
});

it('changes of a contact what is named, and leaves the rest', async () => {
  await post('/api/contacts', { user_id: '2', email: 'new@example.org' });
  await post('/api/publish', { ...PUBLISH, message: '{"order_id":"p-3","user_id":2,"status":"pending"}' });

  const mail = await until(async () =>
    (await get('/api/messages')).find((one: { to: string[] }) => one.to[0] === 'new@example.org'),
  );

  expect(mail.text).toContain('Grace Hopper');
});

it('lists the orders that were sent something, and explains one', async () => {
  const { recent } = await until(async () => {
    const orders = await get('/api/orders');
    return orders.recent.some((one: { orderId: string }) => one.orderId === 'p-2') ? orders : undefined;
  });
  const { chapters, command } = await get('/api/orders?order=p-2');

  expect(recent.length).toBeGreaterThan(0);
  expect(command).toBe("npm run explain -- 'p-2' --local");
  // Which of mail, text and push comes first is chance.
  expect(chapters).toContainEqual(
    expect.objectContaining({ title: 'order_notification, pending', kind: 'sent' }),
  );
});

it('lists what was given up, the newest first, and the user it was for', async () => {
  const failed = async (orderId: string) => {
    const message = JSON.stringify({ order_id: orderId, user_id: 'u-404', status: 'pending' });
    await post('/api/publish', { ...PUBLISH, message });
    return until(async () => {
      const { documents } = await get('/api/failed');
      const at = documents.findIndex(({ records }: { records: Array<{ orderId: string }> }) =>
        records.some((one) => one.orderId === orderId),
      );
      return at < 0 ? undefined : { at, document: documents[at] };
    });
  };

  expect((await failed('f-1')).at).toBe(0);
  const { at, document } = await failed('f-2');
  expect(at).toBe(0);
  expect(document.records).toEqual([expect.objectContaining({ orderId: 'f-2', userId: 'u-404' })]);
});

it('has the messages of the samples, each a text, and the broken ones named so', async () => {
  const samples: Array<{ name: string; broken: boolean; value: string | null }> = await get('/api/samples');

  expect(samples).toContainEqual(expect.objectContaining({ name: 'order-notification', broken: false }));
  expect(samples.filter(({ name }) => name.startsWith('order-poison')).every(({ broken }) => broken)).toBe(
    true,
  );
});

it('npm start loads nothing of what the tabs ask for before they ask', () => {
  const script = `process.argv.push('start', '--help');
    process.stdout.write = () => true;
    require('./local/start.ts');
    console.error(Object.keys(require.cache).join('\\n'));
    process.exit();`;
  const run = `2>&1 "${process.execPath}" --import tsx -e "$SCRIPT"`;
  const env = { ...process.env, SCRIPT: script };
  const loaded = execFileSync('sh', ['-c', run], { cwd: join(__dirname, '../..'), env, encoding: 'utf8' });

  expect(loaded).toContain('/local/page/parts.ts');
  expect(loaded).not.toMatch(/\/ops\/|\/local\/page\/routes|client-lambda/);
});
