import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { TABLES } from '../../local/dynamodb';
import { startCommand } from '../support/command';
import { failureDocument } from '../support/documents';
import { type InvokeApi, startInvokeApi } from '../support/invoke-api';
import { eventOf, mailEventsAt, type SentMail } from '../support/mail-events';
import { instancesOn, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

const NOTIFICATION = '["order_notification","pending"]';
const ADDRESS = 'ada@example.com';

let folder: string;
let tell: (event: unknown) => Promise<void>;
let lambda: InvokeApi;
beforeAll(async () => {
  tell = mailEventsAt(stack.dynamodb.url);
  lambda = await startInvokeApi({ 'notification-service-dev-orderNotification': () => instance() });
});
afterAll(() => lambda.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'explain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const environment = () => ({
  SES_PORT: '1',
  LAMBDA_PORT: String(lambda.port),
  DYNAMODB_PORT: new URL(stack.dynamodb.url).port,
});
const run = (script: `ops/${string}.ts`, ...args: string[]) =>
  startCommand(script, ['--local', ...args], environment()).ended;
const explain = (...args: string[]) => run('ops/explain.ts', ...args);
const redrive = () => run('ops/redrive.ts', '--folder', folder, '--yes', '--reason', 'address_bounced');

/** A customer whose contact has this address. */
async function customer(email = ADDRESS): Promise<string> {
  const user_id = `customer-${newOrder()}`;
  await stack.addContacts([{ user_id, email }]);
  return user_id;
}

/** The mails of an order, as SES names them, the last one first. */
const mailsOf = (orderId: string, userId: string): SentMail[] =>
  stack.ses.messages
    .filter(({ subject }) => subject.includes(orderId))
    .map(({ id, to: [to = ''] }) => ({
      messageId: id,
      to,
      key: { orderId, notification: NOTIFICATION },
      userId,
    }));

/** Sends the mail of a new order. */
async function sendMail(userId: string): Promise<SentMail> {
  const order_id = newOrder();
  await instance().invoke(orders({ order_id, user_id: userId }));
  const [mail] = mailsOf(order_id, userId);
  if (!mail) throw new Error('no mail');
  return mail;
}

const at = new Date().toISOString();
const bounce = (mail: SentMail, bounceType = 'Permanent') =>
  eventOf(mail, 'Bounce', {
    bounce: {
      timestamp: at,
      bounceType,
      bounceSubType: 'General',
      bouncedRecipients: [
        { emailAddress: mail.to, status: '5.1.1', diagnosticCode: `smtp; 550 5.1.1 <${mail.to}> unknown` },
      ],
    },
  });
const delivery = (mail: SentMail) =>
  eventOf(mail, 'Delivery', { delivery: { timestamp: at, processingTimeMillis: 1_234 } });
const delay = (mail: SentMail) =>
  eventOf(mail, 'DeliveryDelay', { deliveryDelay: { timestamp: at, delayType: 'MailboxFull' } });

describe('npm run explain', () => {
  it('tells nothing of a mail yet, then that it was delivered, and how long that took', async () => {
    const mail = await sendMail(await customer());

    const before = await explain(mail.key.orderId);
    await tell(delivery(mail));
    const after = await explain(mail.key.orderId);

    expect(before.out).toContain('order_notification, pending: sent, nothing known yet\n');
    expect(after.out).toContain('order_notification, pending: sent, delivered\n');
    expect(after.out).toMatch(/^ {4}delivered {3}.+ UTC, 1\.2 s after SES took it$/m);
  });

  it('tells the same, in whatever order the events of a mail come and however often', async () => {
    const userId = await customer();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6 }), async (order) => {
        const mail = await sendMail(userId);
        const events = [delay(mail), delivery(mail), bounce(mail, 'Transient')];
        for (const index of order) await tell(events[index]);

        const { entries } = JSON.parse((await explain(mail.key.orderId, '--json')).out);

        expect(entries[0].mails).toMatchObject([
          {
            message_id: mail.messageId,
            bounced: { type: 'Transient', status: '5.1.1', reply: 550 },
            delivered: { took: 1_234 },
            delayed: { type: 'MailboxFull' },
            meaning: { kind: 'bounced', means: expect.stringContaining('automatic reply') },
          },
        ]);
      }),
      { numRuns: 3 },
    );
  });

  it('never tells an address', async () => {
    const mail = await sendMail(await customer());
    await tell(bounce(mail));

    const texts = [await explain(mail.key.orderId), await explain(mail.key.orderId, '--json')];

    expect(texts.map(({ out }) => out).join()).not.toMatch(/ada@|example\.com/);
  });

  it('tells of a mail whose entry is not there', async () => {
    const userId = await customer();
    const mail = {
      messageId: 'm-9',
      to: ADDRESS,
      userId,
      key: { orderId: newOrder(), notification: NOTIFICATION },
    };
    await tell(delivery(mail));

    const { code, out } = await explain(mail.key.orderId);

    expect(code).toBe(0);
    expect(out).toContain('whose entry the log does not have');
    expect(out).toContain('mail m-9: delivered');
  });

  it('names the item of a mail that cannot be read', async () => {
    const item = { order_id: newOrder(), notification: '["mail","m-1"]', delivered: 'yes' };
    await stack.dynamodb.client.send(
      new PutItemCommand({ TableName: TABLES.notificationLog, Item: marshall(item) }),
    );

    expect((await explain(item.order_id)).out).toContain('The entry ["mail","m-1"] cannot be read');
  });
});

describe('a mail that bounced', () => {
  /** An `aws` that does of `dynamodb delete-item` what the real one does, by the port in its `--endpoint-url`. */
  function installAws(): void {
    const program = `const { DeleteItemCommand, DynamoDBClient } = require(${JSON.stringify(require.resolve('@aws-sdk/client-dynamodb'))});
const { parseArgs } = require('node:util');
const { positionals, values } = parseArgs({ allowPositionals: true, options: Object.fromEntries(
  ['region', 'endpoint-url', 'table-name', 'key'].map((name) => [name, { type: 'string' }])) });
if (positionals.join(' ') !== 'dynamodb delete-item') process.exit(2);
new DynamoDBClient({ region: values.region, endpoint: values['endpoint-url'] })
  .send(new DeleteItemCommand({ TableName: values['table-name'], Key: JSON.parse(values.key) }));`;
    writeFileSync(join(folder, 'aws'), `#!${process.execPath}\n${program}\n`);
    chmodSync(join(folder, 'aws'), 0o755);
  }

  it('is sent again by the command that explain prints, and published again', async () => {
    const userId = await customer();
    const mail = await sendMail(userId);
    const { orderId } = mail.key;
    await tell(bounce(mail, 'Transient'));
    const publish = () => instance().invoke(orders({ order_id: orderId, user_id: userId }));
    await publish();
    expect(mailsOf(orderId, userId)).toHaveLength(1);

    installAws();
    const [command = ''] = /AWS_ACCESS_KEY_ID=.*$/m.exec((await explain(orderId)).out) ?? [];
    await promisify(execFile)('sh', ['-c', command], {
      env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    await publish();

    const mails = mailsOf(orderId, userId);
    expect(mails).toHaveLength(2);
    const states = (await explain(orderId)).out.match(/^ {2}mail .*$/gm);
    expect(states?.sort()).toEqual(
      mails
        .map(({ messageId }, index) => `  mail ${messageId}: ${index ? 'bounced' : 'nothing known yet'}`)
        .sort(),
    );
  });

  it('for good makes later mails fail, until the address is corrected and they are sent by a redrive', async () => {
    const userId = await customer();
    await tell(bounce(await sendMail(userId)));
    const later = { order_id: newOrder(), user_id: userId };
    await instance().invoke(orders(later));
    writeFileSync(join(folder, 'document'), JSON.stringify(failureDocument(orders(later))));

    const failed = await explain(later.order_id);
    const tooEarly = await redrive();
    await stack.addContacts([{ user_id: userId, email: 'ada@example.org' }]);
    const corrected = await redrive();

    expect(failed.out).toMatch(
      /order_notification, pending: failed\n.*\n {2}to do {7}Let the customer correct/,
    );
    expect(failed.out).toContain(`npm run recipients -- --local --user '${userId}' --forget --keep-choices`);
    expect(tooEarly).toMatchObject({ code: 1, out: expect.stringContaining('permanent: address_bounced') });
    expect(corrected.code).toBe(0);
    expect(mailsOf(later.order_id, userId).map(({ to }) => to)).toEqual(['ada@example.org']);
  });

  it('for good is sent by a redrive too where the address was right after all, and was forgotten', async () => {
    const userId = await customer();
    await tell(bounce(await sendMail(userId)));
    const later = { order_id: newOrder(), user_id: userId };
    await instance().invoke(orders(later));
    writeFileSync(join(folder, 'document'), JSON.stringify(failureDocument(orders(later))));

    await run('ops/recipients.ts', '--user', userId, '--forget');

    expect((await redrive()).code).toBe(0);
    expect(mailsOf(later.order_id, userId)).toHaveLength(1);
  });
});
