import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SEE_UNANSWERED } from '../../lib/log/entry';
import { TIMING } from '../../lib/runtime/timing';
import { TABLES } from '../../local/dynamodb';
import { claims, type StoreRequest } from '../support/dynamodb-proxy';
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

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OWNER = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef/0d5f8a3e-7f0b-4a86-b6b0-6c9f6b1d1a11';

const BASE: Item = {
  notification: { S: '["order_notification","pending"]' },
  topic: { S: 'order_notification' },
  user_id: { S: '1' },
  ...numbers({ partition: 0, offset: 7, created_at: CREATED, updated_at: CREATED, expires_at: EXPIRES }),
};
const claimed = (attempts: number, claim_expires_at: number): Item => ({
  ...BASE,
  status: { S: 'claimed' },
  claimed_by: { S: OWNER },
  ...numbers({ attempts, claim_expires_at }),
});
const ended = (status: 'failed' | 'skipped', attempts: number, code: string, reason: string): Item => ({
  ...BASE,
  status: { S: status },
  code: { S: code },
  reason: { S: reason },
  ...numbers({ attempts }),
});
const ERROR_500 = ['provider_error', 'SES: answered InternalFailure (HTTP 500)'] as const;

/** Entries as they were written while they had a number of attempts: copied item by item from such a log. */
const BEFORE = {
  'claimed, and still held': claimed(1, Date.now() + 3_600_000),
  'claimed, and expired once': claimed(1, CREATED + TIMING.claim),
  'claimed, and expired twice': claimed(2, CREATED + TIMING.claim),
  'given up': ended('failed', 0, 'throttled', 'SES: the sending rate was exceeded'),
  'given up, unanswered once before': ended('failed', 1, ...ERROR_500),
  'given up, unanswered twice before': ended('failed', 2, ...ERROR_500),
  'noted as failed': ended(
    'failed',
    0,
    'contact_missing',
    'recipient: no contact for this user_id, and no e-mail address in …',
  ),
  'noted as skipped': ended('skipped', 0, 'opted_out', 'opted out'),
  sent: {
    ...BASE,
    status: { S: 'sent' },
    claimed_by: { S: OWNER },
    message_id: { S: '0102018c-old' },
    ...numbers({ attempts: 1 }),
  },
} as const satisfies Readonly<Record<string, Item>>;
type Name = keyof typeof BEFORE;

/** What each version made of them: at first there were no reason codes, no trace ids and no channels. */
const VERSIONS = {
  'before there were codes': ({ code: _, ...item }: Item): Item => item,
  'before there were sets of claims': (item: Item): Item => ({ ...item, trace_id: { S: TRACE } }),
} as const satisfies Readonly<Record<string, (item: Item) => Item>>;
type Version = keyof typeof VERSIONS;
const LAST: Version = 'before there were sets of claims';

/** An order whose mail has such an entry. */
async function orderWith(name: Name, version: Version): Promise<string> {
  const order_id = newOrder();
  const Item = { ...VERSIONS[version](BEFORE[name]), order_id: { S: order_id } };
  await stack.dynamodb.client.send(new PutItemCommand({ TableName: TABLES.notificationLog, Item }));
  return order_id;
}

type Redrive = { readonly maxAgeSeconds: number; readonly resendUnknownBefore?: number };

const REDRIVE: Redrive = { maxAgeSeconds: 0 };

async function ends(order_id: string, redrive?: Redrive, user_id = '1') {
  const { invoke, lines } = instance();
  // Time for a mail, and for a busy machine to see that a claim is held.
  const response = await invoke({ ...orders({ order_id, user_id }), ...(redrive && { redrive }) }, 33_000);
  const line = lines.find((one) => one['event.code'] !== undefined);
  return { code: line?.['event.code'] ?? 'sent', reported: failedOffsets(response).length > 0 };
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

const CASES = (Object.keys(VERSIONS) as Version[]).flatMap((version) =>
  Object.entries(MEANING).map(([name, codes]) => [version, name as Name, codes] as const),
);

describe.each(CASES)('an entry of %s that is %s', (version, name, codes) => {
  it.each([
    ['a delivery', codes[0], undefined],
    ['a redrive', codes[1], REDRIVE],
    ['a redrive that resends', codes[2], { ...REDRIVE, resendUnknownBefore: CREATED + 1 }],
  ])('ends %s as %s', async (_, code, redrive) => {
    const order_id = await orderWith(name, version);

    expect(await ends(order_id, redrive)).toEqual({ code, reported: FAILURES.has(code) });
    expect(stack.ses.messages).toHaveLength(code === 'sent' ? 1 : 0);
  });

  it('is changed by nothing but a claim, a send or a later note', async () => {
    const order_id = await orderWith(name, version);
    const before = await stack.logOf(order_id);

    await ends(order_id);
    const after = await stack.logOf(order_id);

    expect(after).toEqual(codes[0] === 'sent' ? [sentNow(before[0] ?? {})] : before);
  });
});

/** What the record that was sent now makes of an entry of before. */
function sentNow({
  code: _,
  reason: __,
  trace_id: ___,
  claim_expires_at: ____,
  attempts,
  ...kept
}: Readonly<Record<string, unknown>>) {
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

describe('a send that an entry of before counts', () => {
  it.each<[Name, string[]]>([
    ['given up', []],
    ['given up, unanswered once before', ['unknown-1']],
    ['claimed, and expired once', ['unknown-1']],
  ])('is still counted once a claim was given up: %s', async (name, unanswered) => {
    const order_id = await orderWith(name, LAST);

    await ends(order_id, undefined, 'rejected');

    const [entry] = await stack.logOf(order_id);
    expect(entry).toMatchObject({ status: 'failed', code: 'rejected', created_at: CREATED });
    expect([...((entry?.unanswered as Set<string>) ?? [])]).toEqual(unanswered);
    expect(entry).toHaveProperty('attempts', SEE_UNANSWERED);
    expect(await ends(order_id)).toEqual({ code: 'sent', reported: false });
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: unanswered.length + 1 }]);
  });

  it.each<[Name, number]>([
    ['given up', 2],
    ['given up, unanswered once before', 1],
    ['given up, unanswered twice before', 0],
    ['claimed, and expired once', 1],
    ['claimed, and expired twice', 0],
  ])('leaves what is left of two, where SES never answers: %s, %d', async (name, left) => {
    const order_id = await orderWith(name, LAST);
    const clock = movableClock();

    for (let delivery = 0; delivery < 4; delivery++) {
      const response = await instance({ clock }).invoke(orders({ order_id, user_id: 'lost' }));
      expect(failedOffsets(response)).toEqual([0]);
      clock.move(TIMING.claim + 1);
    }

    expect(stack.ses.messages).toHaveLength(left);
  });

  it('stays a number while nothing is claimed: the takeover was refused, and given up', async () => {
    const order_id = await orderWith('claimed, and expired once', LAST);
    const takesOver = (request: StoreRequest) =>
      claims(request) && request.body.Item.unanswered.SS.includes('unknown-1');
    stack.proxy.fault = (request) => (takesOver(request) ? 'refuse' : undefined);

    await ends(order_id);
    stack.proxy.fault = () => undefined;

    const [entry] = await stack.logOf(order_id);
    expect(entry).toMatchObject({ status: 'failed', code: 'log_unavailable', attempts: 1 });
    expect(entry).not.toHaveProperty('claimed_by');
    expect(entry).not.toHaveProperty('unanswered');
    expect(stack.ses.calls).toBe(0);
    expect(await ends(order_id)).toEqual({ code: 'sent', reported: false });
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 2 }]);
  });
});

describe('a record that is skipped', () => {
  it.each<[Name, 'noted' | 'left alone']>([
    ['claimed, and still held', 'left alone'],
    ['claimed, and expired twice', 'left alone'],
    ['sent', 'left alone'],
    ['given up', 'noted'],
    ['noted as failed', 'noted'],
    ['noted as skipped', 'noted'],
  ])('meets an entry of before that is %s, which is %s', async (name, expected) => {
    const order_id = await orderWith(name, LAST);
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
    const order_id = await orderWith('claimed, and still held', LAST);
    const clock = movableClock();
    clock.move(3_600_001);

    const response = await instance({ clock }).invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 2, created_at: CREATED }]);
  });
});
