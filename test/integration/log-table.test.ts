import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { Entry } from '../../lib/log/entry';
import { type Change, dynamoTable, type Table, type When } from '../../lib/log/table';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { localClient, TABLES } from '../../local/dynamodb';
import { logStore } from '../support/log-store';
import { newOrder, QUICK } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();

const NOW = Date.UTC(2026, 10, 24);
const notification = '["order_notification","pending"]';
const newKey = () => ({ orderId: newOrder(), notification });
type Key = ReturnType<typeof newKey>;

let table: Table;
beforeAll(() => {
  table = dynamoTable(localClient(stack.proxy.url), TABLES.notificationLog, QUICK);
});

const RECORD = {
  topic: 'order_notification',
  partition: 0,
  offset: 7,
  user_id: '1',
  expires_at: NOW / 1_000 + 86_400,
} as const;

/** A claim of `a`, unless it says otherwise. */
const entryOf = ({ orderId }: Key, fields: Partial<Entry> = {}): Entry => ({
  order_id: orderId,
  notification,
  status: 'claimed',
  claimed_by: 'a',
  claim_expires_at: NOW + 30_000,
  unanswered: new Set(['a']),
  ...RECORD,
  created_at: NOW,
  updated_at: NOW,
  ...fields,
});
const FREE = { claimed_by: undefined, claim_expires_at: undefined, unanswered: undefined };

async function itemOf({ orderId }: Key): Promise<Record<string, unknown> | undefined> {
  const { Item } = await stack.dynamodb.client.send(
    new GetItemCommand({
      TableName: TABLES.notificationLog,
      Key: marshall({ order_id: orderId, notification }),
      ConsistentRead: true,
    }),
  );
  return Item && unmarshall(Item);
}

/** Puts an item as it is, also one that is no entry. */
const stands = (item: Record<string, unknown>) =>
  stack.dynamodb.client.send(
    new PutItemCommand({
      TableName: TABLES.notificationLog,
      Item: marshall(item, { removeUndefinedValues: true }),
    }),
  );

/** What stands there: an entry that differs so from a claim of `a`. */
type Standing = Partial<Entry> | undefined;

const STANDING = {
  nothing: undefined,
  'a claim of a': {},
  'a claim of a, later': { updated_at: NOW + 1 },
  'a claim of a, beside b': { unanswered: new Set(['a', 'b']) },
  'a claim of a, of before': { unanswered: undefined, attempts: 1 },
  'a claim of b': { claimed_by: 'b', unanswered: new Set(['b']) },
  'a claim of b, beside a': { claimed_by: 'b', unanswered: new Set(['a', 'b']) },
  'sent by a': { status: 'sent', unanswered: undefined, claim_expires_at: undefined },
  'sent by a, of whom it awaits an answer': { status: 'sent' },
  failed: { ...FREE, status: 'failed' },
  'failed, later': { ...FREE, status: 'failed', updated_at: NOW + 1 },
  'failed, beside a': { ...FREE, status: 'failed', unanswered: new Set(['a']) },
  skipped: { ...FREE, status: 'skipped' },
} as const satisfies Readonly<Record<string, Standing>>;
type Name = keyof typeof STANDING;
const NAMES = Object.keys(STANDING) as Name[];

/** A key where that stands. */
async function keyWith(standing: Standing): Promise<Key> {
  const key = newKey();
  if (standing) await stands(entryOf(key, standing));
  return key;
}

const claim = entryOf(newKey());
const failed = entryOf(newKey(), STANDING.failed);

/** Each condition alone, and several: what they hold for, and they hold for nothing else. */
const WHENS: ReadonlyArray<readonly [string, When, readonly Name[]]> = [
  ['no entry', { absent: true }, ['nothing']],
  [
    'a claim as it was seen',
    { seen: [claim] },
    ['a claim of a', 'a claim of a, beside b', 'a claim of a, of before'],
  ],
  ['a failure as it was seen', { seen: [failed] }, ['failed', 'failed, beside a']],
  [
    'one of two that were seen',
    { seen: [claim, failed] },
    ['a claim of a', 'a claim of a, beside b', 'a claim of a, of before', 'failed', 'failed, beside a'],
  ],
  [
    'a claim as its holder',
    { heldBy: ['x', 'a'] },
    [
      'a claim of a',
      'a claim of a, later',
      'a claim of a, beside b',
      'a claim of a, of before',
      'sent by a',
      'sent by a, of whom it awaits an answer',
    ],
  ],
  ['no holder, and changed before', { notHeldBefore: NOW + 1 }, ['failed', 'failed, beside a', 'skipped']],
  [
    'no entry, or no holder',
    { absent: true, notHeldBefore: NOW + 2 },
    ['nothing', 'failed', 'failed, later', 'failed, beside a', 'skipped'],
  ],
  [
    'a claim among the unanswered',
    { awaits: ['x', 'a'] },
    [
      'a claim of a',
      'a claim of a, later',
      'a claim of a, beside b',
      'a claim of b, beside a',
      'failed, beside a',
    ],
  ],
  [
    'no entry, one that was seen, or a holder',
    { absent: true, seen: [failed], heldBy: ['b'] },
    ['nothing', 'a claim of b', 'a claim of b, beside a', 'failed', 'failed, beside a'],
  ],
];

/** What a write is done for; where it is not, it says what stands there, and that stays. */
async function doneFor(write: (key: Key) => ReturnType<Table['put']>): Promise<Name[]> {
  const done: Name[] = [];
  for (const name of NAMES) {
    const standing = STANDING[name];
    const key = await keyWith(standing);
    const before = await itemOf(key);
    const refusal = await write(key);
    if (!refusal) done.push(name);
    else {
      expect(refusal).toEqual(standing ? { kind: 'entry', entry: entryOf(key, standing) } : { kind: 'gone' });
      expect(await itemOf(key)).toEqual(before);
    }
  }
  return done;
}

describe('a condition', () => {
  it.each(WHENS)('of a put: %s', async (_, when, expected) => {
    expect(await doneFor((key) => table.put(entryOf(key, { status: 'sent' }), when))).toEqual(expected);
  });

  it.each(WHENS)('of an update: %s', async (_, when, expected) => {
    expect(await doneFor((key) => table.update(key, { set: { code: 'deadline' } }, when))).toEqual(expected);
  });

  it('is one request, whether it holds or not', async () => {
    const key = newKey();

    await table.put(entryOf(key), { absent: true });
    await table.put(entryOf(key), { absent: true });
    await table.update(key, { set: { code: 'deadline' } }, { heldBy: ['a'] });
    await table.update(key, { set: { code: 'deadline' } }, { heldBy: ['b'] });

    expect(stack.proxy.requests.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'PutItem',
      'UpdateItem',
      'UpdateItem',
    ]);
  });

  it('that does not hold for what is no entry says so', async () => {
    const key = newKey();
    await stands({ order_id: key.orderId, notification, status: 'mended by hand' });

    expect(await table.put(entryOf(key), { absent: true })).toEqual({ kind: 'unreadable' });
    expect(await table.update(key, { set: {}, without: ['a'] }, { awaits: ['a'] })).toEqual({
      kind: 'unreadable',
    });
  });
});

describe('a put without a condition', () => {
  it.each(NAMES)('replaces: %s', async (name) => {
    const key = await keyWith(STANDING[name]);
    const given = entryOf(key, { status: 'sent', unanswered: undefined, claim_expires_at: undefined });

    expect(await table.put(given)).toBeUndefined();
    expect(await itemOf(key)).toEqual(given);
  });
});

describe('a change', () => {
  const ANY: When = { absent: true, notHeldBefore: NOW + 10, heldBy: ['a', 'b', 'c'] };

  it.each<[string, Standing, Change, Partial<Entry>]>([
    ['sets what it says and leaves the rest', {}, { set: { code: 'rejected' } }, { code: 'rejected' }],
    ['sets anew', { code: 'deadline' }, { set: { code: 'rejected' } }, { code: 'rejected' }],
    [
      'keeps what was there first',
      { created_at: NOW - 5 },
      { set: {}, first: { created_at: NOW } },
      { created_at: NOW - 5 },
    ],
    [
      'takes the claim away',
      {},
      { set: {}, release: true },
      { claimed_by: undefined, claim_expires_at: undefined },
    ],
    [
      'takes the claim away where there is none',
      { ...FREE, status: 'failed' },
      { set: {}, release: true, without: ['x'] },
      { ...FREE, status: 'failed' },
    ],
    [
      'takes ids out of the unanswered',
      { unanswered: new Set(['a', 'b', 'c']) },
      { set: {}, without: ['a', 'c', 'x'] },
      { unanswered: new Set(['b']) },
    ],
    ['leaves no empty set', {}, { set: {}, without: ['a'] }, { unanswered: undefined }],
    [
      'takes ids out of none',
      { unanswered: undefined },
      { set: { code: 'deadline' }, without: ['a'] },
      { unanswered: undefined, code: 'deadline' },
    ],
    [
      'is a state of its own',
      {},
      { set: {}, without: ['a'], later: true },
      { unanswered: undefined, updated_at: NOW + 1 },
    ],
    [
      'leaves the number of an entry of before',
      { unanswered: undefined, attempts: 2 },
      { set: { status: 'failed' }, release: true, without: ['x'] },
      { ...FREE, status: 'failed', attempts: 2 },
    ],
    [
      'is all of these at once',
      { unanswered: new Set(['a', 'b']), created_at: NOW - 5 },
      {
        set: { status: 'failed', code: 'throttled', reason: 'SES: too fast', updated_at: NOW + 9 },
        first: { created_at: NOW },
        release: true,
        without: ['a'],
      },
      {
        ...FREE,
        status: 'failed',
        code: 'throttled',
        reason: 'SES: too fast',
        updated_at: NOW + 9,
        created_at: NOW - 5,
        unanswered: new Set(['b']),
      },
    ],
  ])('%s', async (_, standing, change, expected) => {
    const key = await keyWith(standing);

    expect(await table.update(key, change, ANY)).toBeUndefined();

    expect(await itemOf(key)).toEqual(entryOf(key, { ...standing, ...expected }));
  });

  it('makes the entry where there is none', async () => {
    const key = newKey();
    const set = { ...RECORD, status: 'failed', updated_at: NOW } as const;

    await table.update(key, { set, first: { created_at: NOW - 5 }, release: true, without: ['a'] }, ANY);

    expect(await itemOf(key)).toEqual(entryOf(key, { ...FREE, ...set, created_at: NOW - 5 }));
  });
});

describe('a DynamoDB that fails', () => {
  it.each(['refuse', 'lose'] as const)('is unavailable to a put and to an update: %s', async (fault) => {
    stack.proxy.fault = () => fault;
    const key = newKey();

    await expect(table.put(entryOf(key))).rejects.toThrow(StoreUnavailableError);
    await expect(table.update(key, { set: { code: 'x' } }, { absent: true })).rejects.toThrow(
      StoreUnavailableError,
    );
  });
});

/** So few that anything meets anything. */
const ids = fc.constantFrom('a', 'b', 'c');
const some = fc.uniqueArray(ids, { minLength: 1 });
const moments = fc.integer({ min: NOW, max: NOW + 3 });
const statuses = fc.constantFrom('claimed', 'sent', 'failed', 'skipped');
const codes = fc.constantFrom('deadline', 'rejected');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const entries: fc.Arbitrary<Partial<Entry>> = fc.record({
  status: statuses,
  claimed_by: optional(ids),
  claim_expires_at: optional(moments),
  unanswered: optional(some.map((list) => new Set(list))),
  attempts: optional(fc.nat(2)),
  updated_at: moments,
  code: optional(codes),
});

/** What stands there, but for these. */
const almost: fc.Arbitrary<Partial<Entry>> = fc.record(
  { status: statuses, claimed_by: optional(ids), updated_at: moments },
  { requiredKeys: [] },
);

type Seen = { readonly seen?: ReadonlyArray<Partial<Entry>> };
const whens: fc.Arbitrary<Omit<When, 'seen'> & Seen> = fc
  .record(
    {
      absent: fc.constant(true),
      seen: fc.array(almost, { minLength: 1, maxLength: 2 }),
      heldBy: some,
      notHeldBefore: moments,
      awaits: some,
    },
    { requiredKeys: [] },
  )
  .filter((when) => Object.keys(when).length > 0);

const changes: fc.Arbitrary<Change> = fc
  .record(
    {
      status: fc.constantFrom('failed' as const, 'skipped' as const),
      code: codes,
      offset: fc.nat(3),
      at: moments,
      release: fc.boolean(),
      without: some,
    },
    { requiredKeys: ['status', 'at'] },
  )
  .map(({ at, release, without, ...set }) => ({
    set: { ...RECORD, ...set, updated_at: at },
    first: { created_at: at },
    ...(release !== undefined && { release }),
    ...(without && { without }),
  }));

const steps = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), fields: entries, when: optional(whens) }),
  fc.record({ kind: fc.constant('update' as const), change: changes, when: whens }),
  // As the log does it: only where there is an entry.
  fc.record({
    kind: fc.constant('update' as const),
    change: some.map((without): Change => ({ set: {}, without, later: true })),
    when: fc.record({ awaits: some }),
  }),
);

describe('the log of the models, in memory', () => {
  it('answers as the table does, whatever is asked of it', async () => {
    let [held, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 8 }), async (sequence) => {
        const key = newKey();
        const memory = logStore(key);
        for (const step of sequence) {
          const { seen = [], ...rest }: Omit<When, 'seen'> & Seen = step.when ?? {};
          const entriesSeen = seen.map((but) => ({ ...(memory.entry ?? entryOf(key)), ...but }));
          const when = { ...rest, seen: entriesSeen };
          const given = entryOf(key, step.kind === 'put' ? step.fields : {});
          const [expected, answered] =
            step.kind === 'update'
              ? [memory.update(step.change, when), await table.update(key, step.change, when)]
              : step.when
                ? [memory.put(given, when), await table.put(given, when)]
                : [memory.put(given), await table.put(given)];
          expect(answered).toEqual(expected);
          if (answered) refused++;
          else held++;
        }
        expect(await itemOf(key)).toEqual(memory.entry);
      }),
      { numRuns: 300 },
    );
    // Both happened a good deal.
    expect(Math.min(held, refused)).toBeGreaterThan(100);
  });
});
