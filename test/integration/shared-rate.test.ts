import { setTimeout } from 'node:timers/promises';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { connectQueues, type RateQueue, rateQueue } from '../../lib/channels/rate/queue';
import { systemClock } from '../../lib/runtime/clock';
import { TIMING } from '../../lib/runtime/timing';
import { TABLES } from '../../local/dynamodb';
import { seededRandom } from '../../local/ses/faults';
import { ofRate, type StoreRequest } from '../support/dynamodb-proxy';
import { rateItem } from '../support/rate-item';
import { failedOffsets, instancesOn, many, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

const Key = marshall({ order_id: 'rate', notification: 'email' });
const item = { TableName: TABLES.notificationLog, Key };

beforeEach(async () => {
  await stack.dynamodb.client.send(new DeleteItemCommand(item));
});

async function storedItem(): Promise<Record<string, unknown>> {
  const { Item = {} } = await stack.dynamodb.client.send(new GetItemCommand(item));
  return unmarshall(Item);
}

interface Interval {
  readonly start: number;
  end: number;
}

const numbersOf = (values: Record<string, { N?: string }> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, { N }]) => [name, Number(N)]));

/** The time that is reserved, by what DynamoDB did, in its order. */
function reservedBy(requests: readonly StoreRequest[]): Interval[] {
  const done = requests.filter(({ answer }) => answer?.status === 200);
  const reserved: Interval[] = [];
  for (const { body, answer } of done) {
    const given = numbersOf(body.ExpressionAttributeValues);
    const { next_at: before } = numbersOf(answer?.body.Attributes);
    if (given[':span'] !== undefined) {
      reserved.push({ start: before ?? Number.NaN, end: (before ?? Number.NaN) + given[':span'] });
    } else if (given[':to'] !== undefined) {
      const last = reserved.find(({ end }) => end === given[':end']);
      if (last) last.end = given[':to'];
    } else if (given[':level'] === undefined) {
      reserved.push({ start: given[':now'] ?? Number.NaN, end: given[':end'] ?? Number.NaN });
    }
  }
  return reserved.sort((a, b) => a.start - b.start);
}

describe('twenty instances at one queue', () => {
  it('reserve slots that never overlap, and enough for all mails that no static share took', async () => {
    const environment = { SES_MAX_SEND_RATE: '200', SEND_INSTANCES: '20' };
    // A DynamoDB that shares a busy processor with the test is waited for.
    const timing = { reserveAnswer: 3_000, reserveFirstAnswer: 3_000 };
    const instances = Array.from({ length: 20 }, () => instance({ environment, timing }));

    const responses = await Promise.all(instances.map(({ invoke }) => invoke(orders(...many(10)))));

    expect(responses.flatMap(failedOffsets)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(200);
    const reserved = reservedBy(stack.proxy.rateRequests);
    const shares = instances.map(({ lines }) => Number(lines.at(-1)?.StaticShare));
    // Each that had a turn of the queue has reserved; on a busy machine one may have sent all by its static share.
    expect(reserved.length).toBeGreaterThanOrEqual(shares.filter((count) => count < 10).length);
    expect(reserved.length).toBeGreaterThan(5);
    const overlaps = reserved.filter(({ start }, index) => start < (reserved[index - 1]?.end ?? 0));
    expect(overlaps).toEqual([]);
    const byShare = shares.reduce((sum, count) => sum + count, 0);
    const time = reserved.reduce((sum, { start, end }) => sum + end - start, 0);
    expect(time).toBeGreaterThanOrEqual((200 - byShare) * (1_000 / 196) - 1);
  });
});

describe('the item of a queue', () => {
  it('lies beside the entries of the notification log, and is nothing but numbers', async () => {
    const { invoke } = instance({ environment: { SES_MAX_SEND_RATE: '14' } });

    await invoke(orders({ user_id: 'throttled' }));

    expect(await storedItem()).toEqual({
      order_id: 'rate',
      notification: 'email',
      next_at: expect.any(Number),
      level: expect.any(Number),
      slowed_at: expect.any(Number),
    });
  });

  it('is asked for with one write more for a lone mail', async () => {
    await instance().invoke(orders({}));

    expect(stack.proxy.rateRequests).toHaveLength(1);
  });

  it('is given back what a batch reserved and did not use', async () => {
    const event = orders(...many(14));
    await instance().invoke(event);
    const before = await storedItem();

    await instance({ environment: { SES_MAX_SEND_RATE: '1' } }).invoke(event);

    const after = await storedItem();
    // A mail a second, were they not all sent already.
    expect(Number(after.next_at) - Number(before.next_at)).toBeLessThan(14_000);
    expect(stack.ses.messages).toHaveLength(14);
  });
});

describe('a queue that does not answer', () => {
  it.each(['refuse', 'hang', 'lose'] as const)('delays no mail for long: %s', async (fault) => {
    stack.proxy.fault = (request) => (ofRate(request) ? fault : undefined);
    const { invoke, lines } = instance();

    const response = await invoke(orders(...many(3)));

    expect(failedOffsets(response)).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ Sent: 3, StaticShare: 3, ClockSkew: 0 });
  });
});

it('a queue that did not answer is used again a second after it does', async () => {
  stack.proxy.fault = (request) => (ofRate(request) ? 'refuse' : undefined);
  const { invoke, lines } = instance();
  await invoke(orders({}));
  stack.proxy.fault = () => undefined;
  await setTimeout(TIMING.reserveAgain);

  await invoke(orders({}));

  expect(lines.map(({ StaticShare }) => StaticShare)).toEqual([1, 0]);
});

it('a queue whose end is no number is asked once a second, told once per batch, and left alone', async () => {
  const edited = { ...Key, next_at: { S: 'tomorrow' } };
  await stack.dynamodb.client.send(new PutItemCommand({ TableName: TABLES.notificationLog, Item: edited }));
  const { invoke, lines } = instance();

  await invoke(orders(...many(3)));

  expect(lines.filter((line) => line['event.action'] === 'rate_queue_unreadable')).toEqual([
    expect.objectContaining({ message: expect.stringContaining('next_at') }),
  ]);
  expect(lines.at(-1)).toMatchObject({ Sent: 3, StaticShare: 3 });
  expect(stack.proxy.rateRequests).toHaveLength(1);
  expect((await storedItem()).next_at).toBe('tomorrow');
});

it('a queue that refuses is asked once for a lone mail', async () => {
  stack.proxy.fault = (request) => (ofRate(request) ? 'refuse' : undefined);

  await instance().invoke(orders({}));

  expect(stack.proxy.rateRequests).toHaveLength(1);
});

describe('a machine whose clock is wrong', () => {
  it.each([600_000, -600_000])(
    'sends by its static share, tells it, and leaves the queue: %d',
    async (skew) => {
      await instance().invoke(orders({}));
      const before = await storedItem();
      const clock = { ...systemClock, wall: () => systemClock.wall() + skew };
      const { invoke, lines } = instance({ clock });

      await invoke(orders(...many(3)));
      await invoke(orders({}));

      expect(lines).toMatchObject([
        { Sent: 3, StaticShare: 3, ClockSkew: 1 },
        { Sent: 1, StaticShare: 1, ClockSkew: 1 },
      ]);
      expect(await storedItem()).toEqual(before);
    },
  );
});

describe('the item of the model', () => {
  it('answers each request as DynamoDB does', async () => {
    const random = seededRandom(1);
    const clock = { ...systemClock, sleep: async () => {}, random };
    const queues = connectQueues({ ...TIMING, storeAttempt: 3_000 }, clock, {
      endpoint: stack.dynamodb.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const real = rateQueue(queues, TABLES.notificationLog, 'email');
    const kept = rateItem(clock);
    const model = kept.seenBy(0, clock, () => undefined);
    const some = () => (kept.state.next_at ?? 1_000) - 3 + Math.floor(random() * 7);
    const requests: Array<() => (queue: RateQueue) => Promise<unknown>> = [
      () =>
        (
          (now, span) => (queue) =>
            queue.startAt(now, span)
        )(some(), Math.floor(random() * 4)),
      () =>
        (
          (now, span) => (queue) =>
            queue.extend(span, now, now + 3)
        )(some(), Math.floor(random() * 3)),
      () =>
        (
          (end, to) => (queue) =>
            queue.giveBack(end, to)
        )(some(), some()),
      () =>
        (
          (now, at) => (queue) =>
            queue.slow(0.5, now, at)
        )(some(), some()),
    ];
    const done = { true: 0, false: 0 };

    for (let turn = 0; turn < 300; turn++) {
      const request = requests[Math.floor(random() * requests.length)]?.();
      if (!request) throw new Error('none');
      const [answered, modelled] = [await request(real), await request(model)];
      expect([turn, answered]).toEqual([turn, modelled]);
      done[String((answered as { done: boolean }).done) as 'true' | 'false']++;
    }

    expect(Math.min(done.true, done.false)).toBeGreaterThan(50);
  });
});
