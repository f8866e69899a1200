import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { paymentMail } from '../../lib/channels/email/payment';
import type { KafkaEvent } from '../../lib/kafka/event';
import { paymentNotification } from '../../lib/notifications/payment';
import { TIMING, wholeAttempt } from '../../lib/runtime/timing';
import { kafkaEvent } from '../../local/event';
import { type CommandProcess, type CommandResult, startCommand } from '../support/command';
import { arnOf, type DocumentOptions, failureDocument } from '../support/documents';
import { type InvokeApi, startInvokeApi } from '../support/invoke-api';
import { instancesOn, type MovableClock, movableClock, newOrder, orders, QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

/** Of the functions: a test moves it on to let claims expire. The command's own is the machine's. */
let clock: MovableClock;
let lambda: InvokeApi;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  lambda = await startInvokeApi({
    'notification-service-dev-orderNotification': () => instance({ clock, environment }),
    'notification-service-dev-paymentNotification': () =>
      instance({ clock, about: [paymentNotification, { email: paymentMail }] }),
  });
});
afterAll(() => lambda.close());
beforeEach(() => {
  clock = movableClock();
  lambda.fault = () => undefined;
  lambda.remainingMs = 240_000;
  environment = {};
  lambda.invocations.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'on-failure-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(key: string, event: KafkaEvent, options: DocumentOptions = {}): void {
  write(key, JSON.stringify(failureDocument(event, options)));
}

function write(key: string, content: string): void {
  const file = join(folder, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const kept = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

/** The offsets that a document still holds. */
function offsetsIn(key: string): number[] {
  const { payload } = JSON.parse(readFileSync(join(folder, key), 'utf8'));
  const { records } = JSON.parse(payload) as { records: Record<string, Array<{ offset: number }>> };
  return Object.values(records).flatMap((list) => list.map(({ offset }) => offset));
}

const start = (script: `ops/${string}.ts`, args: readonly string[]): CommandProcess =>
  startCommand(script, args, {
    SES_PORT: '1',
    LAMBDA_PORT: String(lambda.port),
    DYNAMODB_PORT: new URL(stack.proxy.url).port,
  });
const redrive = (...args: string[]): Promise<CommandResult> =>
  start('ops/redrive.ts', ['--local', '--folder', folder, ...args]).ended;
const send = (...args: string[]): Promise<CommandResult> => redrive('--yes', ...args);
const explain = (...args: string[]): Promise<CommandResult> => start('ops/explain.ts', args).ended;

/** An order whose mail SES accepted without saying so. */
async function unanswered(): Promise<{ order_id: string; user_id: string }> {
  const order = { order_id: newOrder(), user_id: 'lost' };
  await instance({ clock: { ...clock, wall: () => Date.now() - TIMING.claim - 1_000 } }).invoke(
    orders(order),
  );
  return order;
}

const mailsFor = (orderId: string): number =>
  stack.ses.messages.filter(({ subject }) => subject.includes(orderId)).length;

describe('what failed', () => {
  it('is sent once, and its documents are removed', async () => {
    const [first, second] = [newOrder(), newOrder()];
    put('aws/lambda/mapping/a', orders({ order_id: first }, { order_id: second }));
    put('aws/lambda/mapping/b', orders({ order_id: second }), { payload: 'object' });

    const { code, out } = await send();

    expect(code).toBe(0);
    expect(kept()).toEqual([]);
    expect([first, second].map(mailsFor)).toEqual([1, 1]);
    expect(out).toMatch(/^order_notification +2 +1 +0 +1 × skipped: already_sent +already sent$/m);
  });

  it('and fails again stays, with its neighbours gone, under the same name', async () => {
    put('a', orders({}, { status: 'nonsense' }, {}, { user_id: 'rejected' }));
    const before = JSON.parse(readFileSync(join(folder, 'a'), 'utf8'));

    const { code, out } = await send();

    expect(code).toBe(1);
    expect(offsetsIn('a')).toEqual([1, 3]);
    expect(JSON.parse(readFileSync(join(folder, 'a'), 'utf8'))).toEqual({
      ...before,
      payload: expect.any(String),
    });
    expect(out).toMatch(
      /1 × kept: invalid: message_invalid +status: expected "pending" or "cancelled", found a string$/m,
    );
    expect(out).toMatch(/1 × kept: permanent: rejected +SES/);
    expect(kept()).toEqual(['a']);
  });

  it('is left as it is when none of it ended', async () => {
    put('a', orders({ status: 'nonsense' }));
    const before = readFileSync(join(folder, 'a'), 'utf8');

    expect((await send()).code).toBe(1);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe(before);
  });

  it('is sent by the function that it failed in, in the version that the mapping invokes', async () => {
    const payment = {
      order_id: newOrder(),
      user_id: '1',
      status: 'success',
      message: 'Paid.',
      payment_id: 'p',
    };
    put('a', orders({}), { functionArn: arnOf('notification-service-dev-orderNotification', 'live') });
    put('b', kafkaEvent('payment_notification', [JSON.stringify(payment)]), {
      functionArn: arnOf('notification-service-dev-paymentNotification', '$LATEST'),
    });

    expect((await send()).code).toBe(0);
    expect(lambda.invocations.map(({ functionName, qualifier }) => [functionName, qualifier]).sort()).toEqual(
      [
        ['notification-service-dev-orderNotification', 'live'],
        ['notification-service-dev-paymentNotification', null],
      ],
    );
  });

  it.each(['prod.orders.v1', 'order_notification'])(
    'from a topic that Kafka calls otherwise is sent, and found as %s',
    async (name) => {
      const order = newOrder();
      const message = { order_id: order, user_id: '1', status: 'pending', message: 'Hello.' };
      put('a', kafkaEvent('prod.orders.v1', [JSON.stringify(message)]));

      const { code, out } = await send('--topic', name);

      expect(code).toBe(0);
      expect(out).toMatch(/^prod\.orders\.v1 +1 +0 +0/m);
      expect(kept()).toEqual([]);
      expect((await explain('--local', order)).out).toMatch(
        /order_notification, pending: sent[\s\S]*record +prod\.orders\.v1, partition 0, offset 0/,
      );
    },
  );

  it('a day later is not too old, unless that is asked for', async () => {
    const message = (order_id: string) =>
      JSON.stringify({ order_id, user_id: '1', status: 'pending', message: 'Hello.' });
    const [late, later] = [newOrder(), newOrder()];
    const timestamp = Date.now() - 30 * 3_600_000;
    put('a', kafkaEvent('order_notification', [message(late)], { timestamp }));
    await send('--max-age', '2d');
    put('b', kafkaEvent('order_notification', [message(later)], { timestamp }));

    const { out } = await send('--max-age', '1d');

    expect([late, later].map(mailsFor)).toEqual([1, 0]);
    expect(out).toContain('1 record older than --max-age: to be skipped, and taken out of the documents.');
    expect(out).toMatch(/skipped: too_old +too old$/m);
    expect(kept()).toEqual([]);
  });

  it('in more records than an invocation takes is sent in several, one at a time', async () => {
    put('a', orders(...Array.from({ length: 150 }, () => ({}))));
    put('b', orders({}));

    const { code } = await send();

    expect(code).toBe(0);
    expect(lambda.invocations.map(({ event }) => event.records['order_notification-0']?.length)).toEqual([
      100, 50, 1,
    ]);
    expect(lambda.mostAtOnce()).toBe(1);
    expect(stack.ses.messages).toHaveLength(151);
  });

  it('and is not reached in the time of one invocation is sent in the next', async () => {
    put('a', orders({}, {}, {}, {}));
    environment = { SES_MAX_SEND_RATE: '2' };
    lambda.remainingMs = wholeAttempt(QUICK, QUICK.sendAnswer) + 1_500;

    const { code } = await send();

    expect(code).toBe(0);
    expect(lambda.invocations.length).toBeGreaterThan(1);
    expect(stack.ses.messages).toHaveLength(4);
  });

  it('and is not reached at all is kept, and not tried for ever', async () => {
    put('a', orders({}, {}));
    lambda.remainingMs = 1_000;

    const { out } = await send();

    expect(lambda.invocations).toHaveLength(1);
    expect(out).toContain('2 × kept: transient: deadline');
  });

  it('from several partitions is told apart', async () => {
    const one = orders({}, { status: 'nonsense' }).records ?? {};
    const two =
      kafkaEvent('order_notification', [JSON.stringify({}), 'null'], { partition: 1 }).records ?? {};
    put('a', { ...orders(), records: { ...one, ...two } });

    await send();

    const { payload } = JSON.parse(readFileSync(join(folder, 'a'), 'utf8'));
    const { records } = JSON.parse(payload);
    expect(Object.keys(records)).toEqual(['order_notification-0', 'order_notification-1']);
    expect(records['order_notification-0']).toMatchObject([{ offset: 1 }]);
    expect(records['order_notification-1']).toMatchObject([{ offset: 0 }, { offset: 1 }]);
  });
});

describe('before it acts', () => {
  it('shows what there is, and why, and that is all that a dry run does', async () => {
    const rejected = { order_id: newOrder(), user_id: 'rejected' };
    await instance().invoke(orders(rejected));
    put('a', orders(rejected, { status: 'nonsense' }, {}), { timestamp: '2026-11-20T08:00:00.123Z' });
    lambda.invocations.length = 0;

    const { code, out } = await redrive('--dry-run');

    expect(code).toBe(0);
    expect(out).toMatch(/^order_notification +3 +1 +2026-11-20 08:00:00 UTC +1 × /m);
    expect(out).toMatch(
      /1 × invalid: message_invalid +status: expected "pending" or "cancelled", found a string$/m,
    );
    expect(out).toMatch(/1 × permanent: rejected +SES/);
    expect(out).toMatch(/1 × not_in_log +not in the log \(RetryAttemptsExhausted\)$/m);
    expect(lambda.invocations).toEqual([]);
    expect(offsetsIn('a')).toEqual([0, 1, 2]);
  });

  it('asks, and where there is nobody to ask it does nothing', async () => {
    put('a', orders({}));

    const { code, err } = await redrive();

    expect(code).toBe(2);
    expect(err).toContain('Add --yes');
    expect(lambda.invocations).toEqual([]);
  });

  it('says that there is nothing', async () => {
    rmSync(folder, { recursive: true });
    const { code, out } = await send();
    mkdirSync(folder);

    expect(code).toBe(0);
    expect(out).toContain('Nothing to send');
  });

  it('lists what cannot be read, leaves alone what is of other functions, and keeps both', async () => {
    put('other', orders({}), { functionArn: arnOf('notification-service-prod-orderNotification') });
    write('broken', '{"version": "1.0"');
    write('aws/lambda/\u001b[2Jnote', '{}');
    put('good', orders({}));

    const { code, out } = await send();

    expect(code).toBe(1);
    expect(out).toContain('Cannot be read, and kept: broken: not a JSON object');
    expect(out).toContain('1 document of other functions left alone');
    expect(out).not.toContain('\u001b');
    expect(kept().sort()).toEqual(['\u001b[2Jnote', 'broken', 'other']);
  });
});

describe('a filter', () => {
  it('chooses among the records of a document, and leaves the others in it', async () => {
    const [wanted, other] = [newOrder(), newOrder()];
    put('a', orders({ order_id: other }, { order_id: wanted }, { order_id: other }));

    const { code } = await send('--order', wanted);

    expect(code).toBe(0);
    expect([wanted, other].map(mailsFor)).toEqual([1, 0]);
    expect(offsetsIn('a')).toEqual([0, 2]);
  });

  it('finds an order in a message that is malformed otherwise', async () => {
    const order_id = newOrder();
    put('a', orders({}, { order_id, status: 'nonsense' }));

    const { out } = await redrive('--dry-run', '--order', order_id);

    expect(out).toMatch(/^order_notification +1 /m);
    expect(out).toContain('1 record left out by the options');
  });

  it.each([
    [['--reason', 'message_invalid'], [0]],
    [['--reason', 'invalid'], [0]],
    [['--reason', 'not_in_log'], [1]],
    [['--reason', 'opted_out,transient'], []],
    [
      ['--reason', 'permanent,invalid', '--reason', 'not_in_log'],
      [0, 1],
    ],
    [
      ['--topic', 'order_notification'],
      [0, 1],
    ],
    [['--topic', 'orders'], []],
    [
      ['--since', '2h'],
      [0, 1],
    ],
    [['--since', '30m'], []],
  ])('by %j takes %j', async (options, expected) => {
    put('a', orders({ status: 'nonsense' }, {}), {
      timestamp: new Date(Date.now() - 3_600_000).toISOString(),
    });

    await send(...options);

    const sent = lambda.invocations.flatMap(({ event }) => Object.values(event.records).flat());
    expect(sent.map(({ offset }) => offset)).toEqual(expected);
  });
});

describe('what may have been sent', () => {
  it('is left alone', async () => {
    const order = await unanswered();
    put('a', orders(order, {}));

    const { code, out } = await send();

    expect(code).toBe(1);
    expect(mailsFor(order.order_id)).toBe(1);
    expect(offsetsIn('a')).toEqual([0]);
    expect(out).toMatch(/1 × permanent: may_have_been_sent +may have been sent/);
    expect(out).toMatch(/kept: permanent: may_have_been_sent +may have been sent/);
    expect(out).toContain(`Kept: permanent: may_have_been_sent, for instance order ${order.order_id}`);
  });

  it('is sent with --resend-unknown', async () => {
    const { order_id } = await unanswered();
    put('a', orders({ order_id }));

    const { code } = await send('--resend-unknown');

    expect(code).toBe(0);
    expect(mailsFor(order_id)).toBe(2);
    expect(kept()).toEqual([]);
  });

  it('is sent once by --resend-unknown, however many documents hold it', async () => {
    const order = await unanswered();
    put('a', orders(order));
    put('b', orders(order));
    lambda.fault = () => {
      if (lambda.invocations.length === 1) clock.move(TIMING.claim + 1);
      return undefined;
    };

    const { code } = await send('--resend-unknown');

    expect(code).toBe(1);
    expect(mailsFor(order.order_id)).toBe(2);
  });

  it('never means what was sent: --resend-unknown does not send that again', async () => {
    const order_id = newOrder();
    await instance().invoke(orders({ order_id }));
    put('a', orders({ order_id }));

    expect((await send('--resend-unknown')).code).toBe(0);
    expect(mailsFor(order_id)).toBe(1);
  });
});

describe('interrupted', () => {
  /** Until an invocation is under way. */
  async function invoked(): Promise<void> {
    while (lambda.invocations.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it('by kill -9 between mail and document, it can run again without a second mail', async () => {
    const order_ids = Array.from({ length: 5 }, newOrder);
    for (const [index, order_id] of order_ids.entries()) put(`${index}`, orders({ order_id }));
    const running = start('ops/redrive.ts', ['--local', '--folder', folder, '--yes']);
    // Its mails are out, and it never hears of it.
    lambda.fault = () => {
      if (lambda.invocations.length === 2) running.child.kill('SIGKILL');
      return undefined;
    };
    await running.ended;
    lambda.fault = () => undefined;
    expect(kept()).not.toEqual([]);

    const { code } = await send();

    expect(code).toBe(0);
    expect(order_ids.map(mailsFor)).toEqual([1, 1, 1, 1, 1]);
    expect(kept()).toEqual([]);
  });

  it('by Ctrl-C, it ends what is under way, says what is left, and leaves the rest', async () => {
    for (let index = 0; index < 20; index++) put(`${index}`, orders({}, {}));
    const running = start('ops/redrive.ts', ['--local', '--folder', folder, '--yes']);
    await invoked();
    running.child.kill('SIGINT');

    const { code, out, err } = await running.ended;

    expect(code).toBe(130);
    expect(err).toContain('Ending after the invocations under way');
    expect(out).toMatch(/kept: stopped +not tried: stopped before its turn$/m);
    expect(stack.ses.messages).toHaveLength(2 * (20 - kept().length));
    expect(kept().length).toBeGreaterThan(0);
  });
});

describe('Lambda', () => {
  it('that throttles is waited for', async () => {
    put('a', orders({}));
    lambda.fault = () => (lambda.invocations.length === 0 ? 'throttle' : undefined);

    expect((await send()).code).toBe(0);
    expect(lambda.invocations).toHaveLength(2);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('whose function fails: its records are kept, and why is said', async () => {
    put('a', orders({}, {}));
    lambda.fault = () => 'function error';

    const { code, out } = await send();

    expect(code).toBe(1);
    expect(offsetsIn('a')).toEqual([0, 1]);
    expect(out).toMatch(
      /2 × kept: function_failed +the function failed: Sandbox\.Timedout: Task timed out after 240\.00 seconds$/m,
    );
  });

  it('whose answer is lost is not asked again by itself, and the next run sends nothing twice', async () => {
    const order_id = newOrder();
    put('a', orders({ order_id }));
    lambda.fault = () => 'lose the answer';

    expect((await send()).code).toBe(1);
    expect(lambda.invocations).toHaveLength(1);
    lambda.fault = () => undefined;
    expect((await send()).code).toBe(0);
    expect(mailsFor(order_id)).toBe(1);
  });

  it.each(['old version', 'old outcomes'] as const)(
    'that has an older function (%s): nothing is taken for ended',
    async (fault) => {
      put('a', orders({}));
      lambda.fault = () => fault;

      const { out } = await send();

      expect(out).toMatch(
        /kept: function_outdated +the deployed function does not know redrives; deploy this version first$/m,
      );
      expect(offsetsIn('a')).toEqual([0]);
    },
  );

  it('that refuses again and again is left alone', async () => {
    for (let index = 0; index < 6; index++) put(`${index}`, orders({}));
    lambda.fault = () => 'denied';

    const { code, out } = await send();

    expect(code).toBe(1);
    expect(lambda.invocations).toHaveLength(3);
    expect(out).toMatch(/3 × kept: invoke_failed +AccessDeniedException/);
    expect(out).toMatch(
      /3 × kept: function_given_up +not tried: the function did not answer 3 times in a row$/m,
    );
    expect(kept()).toHaveLength(6);
  });
});

describe('npm run explain', () => {
  it('tells what was sent, skipped and failed, in order, and what to do', async () => {
    const order_id = newOrder();
    const payment = (fields: object) =>
      JSON.stringify({ order_id, user_id: '1', status: 'success', message: 'Paid.', ...fields });
    await instance().invoke(orders({ order_id }));
    await instance({ about: [paymentNotification, { email: paymentMail }] }).invoke(
      kafkaEvent('payment_notification', [payment({ payment_id: 'a', user_id: '3' })]),
    );
    await instance({ about: [paymentNotification, { email: paymentMail }] }).invoke(
      kafkaEvent('payment_notification', [payment({ payment_id: 'b', user_id: 'rejected' })]),
    );

    const { code, out } = await explain(order_id, '--local');

    expect(code).toBe(0);
    expect(out.match(/: (sent|skipped|failed)(?:, nothing known yet)?$/gm)).toEqual([
      ': sent, nothing known yet',
      ': skipped',
      ': failed',
    ]);
    expect(out).toContain('payment_notification, success: skipped');
    expect(out.match(/^ {2}code +\w+$/gm)?.map((line) => line.trim().split(/ +/)[1])).toEqual([
      'sent',
      'opted_out',
      'rejected',
    ]);
    expect(out).toContain('opted out');
    expect(out).toContain(`npm run redrive -- --local --order '${order_id}'`);
    expect(out).not.toContain('@example');
  });

  it('says what may have been sent, and gives it to other programs', async () => {
    const { order_id } = await unanswered();

    const { out } = await explain(order_id, '--local', '--json');

    expect(JSON.parse(out)).toMatchObject({
      orderId: order_id,
      entries: [
        {
          order_id,
          status: 'claimed',
          attempts: 1,
          unanswered: [expect.any(String)],
          code: 'may_have_been_sent',
          meaning: { kind: 'may have been sent', code: 'may_have_been_sent' },
        },
      ],
    });
  });

  it('says so when nothing is known', async () => {
    const { code, err } = await explain("such'n'order", '--local');

    expect(code).toBe(1);
    expect(err).toContain("The notification log of the local stack has no entry of order such'n'order.");
    expect(err).toContain(String.raw`npm run redrive -- --local --order 'such'\''n'\''order' --dry-run`);
  });

  it('asks for an order', async () => {
    expect(await explain('--local')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Name one order'),
    });
  });
});
