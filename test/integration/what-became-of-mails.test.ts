import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { readMailEventsConfig } from '../../lib/config';
import { isMailStatusKey, stateOf } from '../../lib/log/mail-status';
import { connectMailEvents, receiveMailEvents } from '../../lib/mail-events/receive';
import { TABLES } from '../../local/dynamodb';
import { EVENTS, type EventSettings } from '../../local/eventbridge/settings';
import { type RuleWithFunction, startRule, until } from '../support/event-rule';
import { ENVIRONMENT, instancesOn, many, newOrder, orders, QUICK } from '../support/service';
import { useStack } from '../support/stack';

let target: RuleWithFunction;
const stack = useStack({ eventDelayMs: 2, onEvent: (event) => target.rule.send(event) });

/** How often the function has ended, whether it threw or not. */
let ended: number;
let lines: string[];

async function start(settings: Partial<EventSettings> = {}): Promise<void> {
  [ended, lines] = [0, []];
  const handler = receiveMailEvents(
    connectMailEvents(readMailEventsConfig(ENVIRONMENT), {
      timing: QUICK,
      write: (line) => lines.push(line),
      dynamodb: {
        endpoint: stack.dynamodb.url,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      },
    }),
  );
  const context = { awsRequestId: 'request', functionName: 'mailEvents' };
  target = await startRule((event) => handler(event, context).finally(() => ended++), {
    settings: { ...EVENTS, delay: 2, ...settings },
  });
}
afterEach(() => target.close());

/** Sends an order mail, and waits for its events. @returns the code of its record, and what became of the mail */
async function mail(about: Record<string, unknown>, events: number) {
  const service = instancesOn(stack)({ environment: { SES_CONFIGURATION_SET: 'set' } });
  const order = newOrder();
  const before = ended;
  await service.invoke(orders({ order_id: order, ...about }));
  await until(() => ended - before >= events);
  const items = await stack.logOf(order);
  const item = items.find(({ notification }) => isMailStatusKey(String(notification)));
  return {
    code: service.lines.find((line) => line['labels.order_id'] === order)?.['event.code'] ?? 'sent',
    state: item && stateOf(item),
    item,
  };
}

async function badAddressesOf(userId: string): Promise<unknown[]> {
  const { Item = {} } = await stack.dynamodb.client.send(
    new GetItemCommand({ TableName: TABLES.recipients, Key: { user_id: { S: userId } } }),
  );
  return Object.values(unmarshall(Item).bad_addresses ?? {});
}

/** A customer of this test alone. */
const customer = async (email: string): Promise<string> => {
  const user_id = `user-${newOrder()}`;
  await stack.addContacts([{ user_id, email }]);
  return user_id;
};

describe('what became of a mail is written beside its entry', () => {
  beforeEach(() => start());

  it.each([
    ['ada@example.com', 1, 'delivered', {}],
    ['success@simulator.amazonses.com', 1, 'delivered', {}],
    [
      'bounce@simulator.amazonses.com',
      1,
      'bounced',
      { type: 'Permanent', sub_type: 'General', status: '5.1.1', reply: 550 },
    ],
    ['complaint@simulator.amazonses.com', 2, 'complained', { type: 'abuse' }],
    ['ooto@simulator.amazonses.com', 2, 'bounced', { type: 'Transient', sub_type: 'General' }],
    ['suppressionlist@simulator.amazonses.com', 1, 'suppressed', { type: 'Bounce', sub_type: 'Suppressed' }],
    ['delayed@faults.local', 2, 'delivered', {}],
    [
      'mailboxfull@faults.local',
      2,
      'bounced',
      { type: 'Transient', sub_type: 'MailboxFull', status: '4.2.2' },
    ],
    ['virus@faults.local', 1, 'rejected', { type: 'Bad content' }],
  ])('for %s', async (email, events, state, happening) => {
    const user_id = await customer(email);

    const { code, item } = await mail({ user_id }, events);

    expect([code, item && stateOf(item)]).toEqual(['sent', state]);
    expect(item).toMatchObject({
      entry: '["order_notification","pending"]',
      user_id,
      message_id: stack.ses.messages[0]?.id,
      [state]: { at: expect.any(Number), ...happening },
    });
    expect(JSON.stringify(item)).not.toContain(email);
    expect(lines.join()).not.toContain('@simulator');
  });

  it('keeps what it knew before: a mail that was delivered and called spam', async () => {
    const { item } = await mail({ user_id: await customer('complaint@faults.local') }, 2);

    expect(item).toMatchObject({ delivered: { took: expect.any(Number) }, complained: { type: 'abuse' } });
  });
});

describe('a customer', () => {
  beforeEach(() => start());

  it('whose mail bounced for good gets no other, until the address is corrected', async () => {
    const user_id = await customer('bounce@faults.local');
    const first = await mail({ user_id }, 1);
    const second = await mail({ user_id }, 0);
    await stack.addContacts([{ user_id, email: 'corrected@example.com' }]);
    const third = await mail({ user_id }, 1);

    expect([first, second, third].map(({ code, state }) => [code, state])).toEqual([
      ['sent', 'bounced'],
      ['address_bounced', undefined],
      ['sent', 'delivered'],
    ]);
    expect(stack.ses.calls).toBe(2);
  });

  it('who called a mail spam is skipped', async () => {
    const user_id = await customer('complaint@faults.local');
    await mail({ user_id }, 2);

    expect(await mail({ user_id }, 0)).toMatchObject({ code: 'address_complained', state: undefined });
    expect(await badAddressesOf(user_id)).toMatchObject([{ why: 'complained' }]);
  });

  it.each(['ooto@faults.local', 'mailboxfull@faults.local', 'delayed@faults.local'])(
    'of %s gets the next mail all the same',
    async (email) => {
      const user_id = await customer(email);
      await mail({ user_id }, 2);

      expect(await mail({ user_id }, 2)).toMatchObject({ code: 'sent' });
      expect(await badAddressesOf(user_id)).toEqual([]);
    },
  );

  it('with an address that bounced for another is known after one mail that SES suppressed', async () => {
    await mail({ user_id: await customer('bounce@faults.local') }, 1);
    const user_id = await customer('bounce@faults.local');

    expect(await mail({ user_id }, 1)).toMatchObject({ code: 'sent', state: 'suppressed' });
    expect(await mail({ user_id }, 0)).toMatchObject({ code: 'address_bounced' });
  });
});

describe('events', () => {
  it('that come twice and late end as the same item, and count once', async () => {
    await start({ duplicate: 1, late: 0.5, seed: 3 });

    const { item, state } = await mail({ user_id: await customer('complaint@faults.local') }, 4);

    expect([state, item]).toEqual(['complained', expect.objectContaining({ delivered: expect.anything() })]);
    expect(lines.map((line) => JSON.parse(line)['event.action']).sort()).toEqual([
      'mail_complained',
      'mail_delivered',
    ]);
  });

  it('that are lost leave the mail as sent, with nothing known', async () => {
    await start({ lost: 1 });

    const { code, item } = await mail({ user_id: await customer('bounce@faults.local') }, 0);
    await until(() => target.reports.length === 1);

    expect([code, item, ended]).toEqual(['sent', undefined, 0]);
  });

  it('that nobody can read are given up after three errors that say why, and disturb no other', async () => {
    await start();
    target.rule.send({ id: 'wrong', 'detail-type': 'Email Bounced' });
    await until(() => target.reports.length > 0);

    const { state } = await mail({ user_id: await customer('ada@example.com') }, 1);

    expect([state, target.reports]).toEqual([
      'delivered',
      [expect.stringMatching(/event wrong is given up .*: Not an event of a mail: event.detail: /)],
    ]);
  });

  it('of a hundred mails are all handled', async () => {
    await start();
    const emails = ['ada@example.com', 'bounce@faults.local', 'ooto@faults.local', 'virus@faults.local'];
    const users = await Promise.all(emails.map(customer));
    const all = users
      .flatMap((user_id) => many(25, { user_id }))
      .map((about) => ({ ...about, order_id: newOrder() }));

    await instancesOn(stack)({ environment: { SES_CONFIGURATION_SET: 'set' } }).invoke(orders(...all));
    // An automatic reply follows its delivery.
    await until(() => ended === 125);

    const items = await Promise.all(all.map(({ order_id }) => stack.logOf(String(order_id))));
    expect(items.filter((entries) => entries.length === 2)).toHaveLength(100);
    expect(target.reports).toEqual([]);
  });
});
