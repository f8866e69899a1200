import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { TIMING } from '../../lib/runtime/timing';
import { TABLES } from '../../local/dynamodb';
import { failedOffsets, instancesOn, movableClock, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

type Item = NonNullable<ConstructorParameters<typeof PutItemCommand>[0]['Item']>;

const DAY = 86_400;
const CREATED = Date.now() - 60_000;
const EXPIRES = Math.floor(CREATED / 1_000) + 30 * DAY;

const numbers = (fields: Readonly<Record<string, number>>): Item =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { N: String(value) }]));

/**
 * Entries as they were written before there were reason codes, trace ids and channels: copied item by
 * item from such a log.
 */
const BASE: Item = {
  notification: { S: '["order_notification","pending"]' },
  topic: { S: 'order_notification' },
  user_id: { S: '1' },
  ...numbers({ partition: 0, offset: 7, created_at: CREATED, updated_at: CREATED, expires_at: EXPIRES }),
};
const claimed = (attempts: number, claim_expires_at: number): Item => ({
  ...BASE,
  status: { S: 'claimed' },
  claimed_by: { S: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef/0d5f8a3e-7f0b-4a86-b6b0-6c9f6b1d1a11' },
  ...numbers({ attempts, claim_expires_at }),
});
const ended = (status: 'failed' | 'skipped', attempts: number, reason: string): Item => ({
  ...BASE,
  status: { S: status },
  reason: { S: reason },
  ...numbers({ attempts }),
});

const BEFORE = {
  'claimed, and still held': claimed(1, Date.now() + 3_600_000),
  'claimed, and expired once': claimed(1, CREATED + TIMING.claim),
  'claimed, and expired twice': claimed(2, CREATED + TIMING.claim),
  'given up': ended('failed', 0, 'SES: the sending rate was exceeded'),
  'given up, unanswered once before': ended('failed', 1, 'SES: answered InternalFailure (HTTP 500)'),
  'given up, unanswered twice before': ended('failed', 2, 'SES: answered InternalFailure (HTTP 500)'),
  'noted as failed': ended('failed', 0, 'recipient: no contact for this user_id, and no e-mail address in …'),
  'noted as skipped': ended('skipped', 0, 'opted out'),
  sent: {
    ...BASE,
    status: { S: 'sent' },
    claimed_by: { S: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef/0d5f8a3e-7f0b-4a86-b6b0-6c9f6b1d1a11' },
    message_id: { S: '0102018c-old' },
    ...numbers({ attempts: 1 }),
  },
} as const satisfies Readonly<Record<string, Item>>;
type Name = keyof typeof BEFORE;

/** An order whose mail has such an entry. */
async function orderWith(name: Name): Promise<string> {
  const order_id = newOrder();
  const Item = { ...BEFORE[name], order_id: { S: order_id } };
  await stack.dynamodb.client.send(new PutItemCommand({ TableName: TABLES.notificationLog, Item }));
  return order_id;
}

type Redrive = { readonly maxAgeSeconds: number; readonly resendUnknownBefore?: number };

const REDRIVE: Redrive = { maxAgeSeconds: 0 };

async function ends(order_id: string, redrive?: Redrive, user_id = '1') {
  const { invoke, lines } = instance();
  // Time for a mail, and not much longer than it takes to see that a claim is held.
  const response = await invoke({ ...orders({ order_id, user_id }), ...(redrive && { redrive }) }, 29_500);
  const [line = {}] = lines;
  return { code: line['event.code'] ?? 'sent', reported: failedOffsets(response).length > 0 };
}

/** What each entry means for a delivery, for a redrive, and for one that a person has told to resend. */
const MEANING: Readonly<Record<Name, readonly [delivery: string, redrive: string, resend: string]>> = {
  'claimed, and still held': ['claimed_elsewhere', 'claimed_elsewhere', 'claimed_elsewhere'],
  'claimed, and expired once': ['sent', 'may_have_been_sent', 'sent'],
  'claimed, and expired twice': ['may_have_been_sent', 'may_have_been_sent', 'sent'],
  'given up': ['sent', 'sent', 'sent'],
  'given up, unanswered once before': ['sent', 'may_have_been_sent', 'sent'],
  'given up, unanswered twice before': ['may_have_been_sent', 'may_have_been_sent', 'sent'],
  'noted as failed': ['sent', 'sent', 'sent'],
  'noted as skipped': ['sent', 'sent', 'sent'],
  sent: ['already_sent', 'already_sent', 'already_sent'],
};
const FAILURES = new Set(['claimed_elsewhere', 'may_have_been_sent']);

describe.each(Object.entries(MEANING))('an entry of before that is %s', (name, codes) => {
  it.each([
    ['a delivery', codes[0], undefined],
    ['a redrive', codes[1], REDRIVE],
    ['a redrive that resends', codes[2], { ...REDRIVE, resendUnknownBefore: CREATED + 1 }],
  ])('ends %s as %s', async (_, code, redrive) => {
    const order_id = await orderWith(name as Name);

    expect(await ends(order_id, redrive)).toEqual({ code, reported: FAILURES.has(code) });
    expect(stack.ses.messages).toHaveLength(code === 'sent' ? 1 : 0);
  });

  it('is changed by nothing but a claim, a send or a later note', async () => {
    const order_id = await orderWith(name as Name);
    const before = await stack.logOf(order_id);

    await ends(order_id);
    const after = await stack.logOf(order_id);

    expect(after).toEqual(codes[0] === 'sent' ? [sentNow(before[0] ?? {})] : before);
  });
});

/** What the record that was sent now makes of an entry of before. */
function sentNow({ reason: _, claim_expires_at: __, attempts, ...kept }: Readonly<Record<string, unknown>>) {
  return {
    ...kept,
    offset: 0,
    status: 'sent',
    attempts: Number(attempts) + 1,
    message_id: stack.ses.messages[0]?.id,
    claimed_by: expect.any(String),
    updated_at: expect.any(Number),
    expires_at: expect.any(Number),
  };
}

describe('a record that is skipped', () => {
  it.each<[Name, 'noted' | 'left alone']>([
    ['claimed, and still held', 'left alone'],
    ['claimed, and expired twice', 'left alone'],
    ['sent', 'left alone'],
    ['given up', 'noted'],
    ['noted as failed', 'noted'],
    ['noted as skipped', 'noted'],
  ])('meets an entry of before that is %s, which is %s', async (name, expected) => {
    const order_id = await orderWith(name);
    const [before] = await stack.logOf(order_id);

    await ends(order_id, undefined, '3');

    const [after] = await stack.logOf(order_id);
    if (expected === 'left alone') expect(after).toEqual(before);
    else {
      expect(after).toMatchObject({
        status: 'skipped',
        code: 'opted_out',
        reason: 'opted out',
        attempts: before?.attempts,
        created_at: before?.created_at,
      });
    }
  });
});

describe('an entry of before that expires while it is waited for', () => {
  it('is taken over', async () => {
    const order_id = await orderWith('claimed, and still held');
    const clock = movableClock();
    clock.move(3_600_001);

    const response = await instance({ clock }).invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 2, created_at: CREATED }]);
  });
});
