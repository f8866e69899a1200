import { paymentMail } from '../../lib/channels/email/payment';
import { paymentNotification } from '../../lib/notifications/payment';
import { kafkaEvent } from '../../local/event';
import { claims, recordsSend, type StoreRequest } from '../support/dynamodb-proxy';
import {
  failedOffsets,
  instancesOn,
  many,
  movableClock,
  newOrder,
  orders,
  PATIENT,
} from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

const PLACES = 8;
const environment = { MAX_CONCURRENT_SENDS: String(PLACES) };
const HOUR = 3_600_000;

const operations = () => stack.proxy.requests.map(({ operation }) => operation);
const records = () => stack.proxy.requests.filter(recordsSend);
const ordersOf = (requests: readonly StoreRequest[]) =>
  requests.map(({ body }): string => body.Item.order_id.S).sort();

describe('what SES accepted', () => {
  it('costs two writes, the claim and the record of its send, and nothing else', async () => {
    await instance({ timing: PATIENT }).invoke(orders(...many(100)));

    expect(stack.ses.messages).toHaveLength(100);
    expect(operations().toSorted()).toEqual(['BatchGetItem', ...Array(200).fill('PutItem')]);
    expect(new Set(ordersOf(stack.proxy.requests.filter(claims))).size).toBe(100);
    expect(new Set(ordersOf(records())).size).toBe(100);
  });

  it('is recorded without a condition: nothing that stands there is more true', async () => {
    await instance().invoke(orders({}));

    const [{ body } = { body: {} }] = records();
    expect(Object.keys(body).sort()).toEqual(['Item', 'TableName']);
  });

  it('is recorded before the function answers, however short the batch', async () => {
    const order_id = newOrder();

    await instance().invoke(orders({ order_id }));

    expect(ordersOf(records())).toEqual([order_id]);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(await stack.logOf(order_id)).not.toContainEqual(
      expect.objectContaining({ claim_expires_at: expect.anything() }),
    );
  });

  it('is recorded before the next record of its order starts', async () => {
    const payment = { order_id: newOrder(), user_id: '1', status: 'success', message: 'Paid.' };
    const { invoke } = instance({ about: [paymentNotification, { email: paymentMail }] });
    let refused = 0;
    // More than one call tries.
    stack.proxy.fault = (request) => (recordsSend(request) && refused++ < 4 ? 'refuse' : undefined);

    await invoke(
      kafkaEvent('payment_notification', [
        JSON.stringify({ ...payment, payment_id: 'a' }),
        JSON.stringify({ ...payment, payment_id: 'b' }),
      ]),
    );

    const puts = stack.proxy.requests
      .filter(({ operation }) => operation === 'PutItem')
      .map(({ body }) => `${body.Item.status.S} ${JSON.parse(body.Item.notification.S)[2]}`);
    expect(puts).toEqual(['claimed a', ...Array(5).fill('sent a'), 'claimed b', 'sent b']);
  });

  it('is known at once to a record that asks for the same mail', async () => {
    const order_id = newOrder();
    const { invoke, lines } = instance();

    await invoke(orders({ order_id }, { order_id }));

    expect(operations()).toEqual(['BatchGetItem', 'PutItem', 'PutItem', 'PutItem']);
    expect(ordersOf(records())).toEqual([order_id]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        'labels.outcome': 'skipped',
        'event.code': 'already_sent',
        'event.reason': 'already sent',
      }),
    );
  });

  it('is recorded once where the answer of DynamoDB got lost', async () => {
    const order_id = newOrder();
    let lost = 0;
    stack.proxy.fault = (request) => (recordsSend(request) && lost++ === 0 ? 'lose' : undefined);
    const { invoke, lines } = instance();

    const response = await invoke(orders({ order_id }));

    expect(lost).toBe(2);
    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});

describe('while a DynamoDB refuses to record for a while', () => {
  it('what SES accepted is tried again by itself, and recorded before the batch ends, each once', async () => {
    let refused = 0;
    const done: StoreRequest[] = [];
    stack.proxy.fault = (request) => {
      if (!recordsSend(request)) return undefined;
      if (refused++ < 40) return 'refuse';
      done.push(request);
      return undefined;
    };
    const { dependencies, invoke, lines } = instance({ environment });

    const response = await invoke(orders(...many(100)));

    expect(failedOffsets(response)).toEqual([]);
    expect(done).toHaveLength(100);
    expect(new Set(ordersOf(done)).size).toBe(100);
    expect([...dependencies.log.debts.values()]).toEqual([]);
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });

  it('it is tried again while the batch goes on, though no other mail is sent', async () => {
    const order_id = newOrder();
    let refused = 0;
    stack.proxy.fault = (request) => (recordsSend(request) && refused++ < 4 ? 'refuse' : undefined);
    const { invoke } = instance({ timing: { sendAnswer: 5_000 } });

    let over = false;
    const going = invoke(orders({ order_id }, { user_id: 'silent' })).finally(() => {
      over = true;
    });
    const sent = async () => (await stack.logOf(order_id)).some(({ status }) => status === 'sent');
    while (!over && !(await sent())) await new Promise((resolve) => setTimeout(resolve, 10));

    expect(over).toBe(false);
    expect(refused).toBeGreaterThan(4);
    expect(failedOffsets(await going)).toEqual([1]);
  });
});

describe('what is sent and not recorded', () => {
  /** The most that were at any time, looked at whenever DynamoDB or SES is asked. */
  function watched(options: Parameters<typeof instance>[0] = {}) {
    const { dependencies, invoke, lines } = instance({ environment, ...options });
    let most = 0;
    const look = () => {
      most = Math.max(most, dependencies.log.debts.size);
    };
    for (const channel of dependencies.channels) {
      const { prepare } = channel;
      jest.spyOn(channel, 'prepare').mockImplementation((...mail) => {
        const send = prepare(...mail);
        return () => {
          look();
          return send().finally(look);
        };
      });
    }
    return { dependencies, invoke, lines, look, most: () => most };
  }

  it('is never more than the places there are while DynamoDB is slow', async () => {
    const { invoke, look, most } = watched();
    stack.proxy.fault = (request) => {
      look();
      return recordsSend(request) ? 'late' : undefined;
    };

    const response = await invoke(orders(...many(3 * PLACES)));

    expect(failedOffsets(response)).toEqual([]);
    expect(most()).toBeLessThanOrEqual(PLACES);
    expect(most()).toBeGreaterThan(PLACES / 2);
  });

  it('is never more than the places there are while DynamoDB refuses: nothing more is sent, and all of it once it does', async () => {
    const clock = movableClock();
    const { dependencies, invoke, lines, look, most } = watched({ clock });
    const batch = orders(...many(80));
    let refused = 0;
    stack.proxy.fault = (request) => {
      look();
      if (!recordsSend(request)) return undefined;
      // Each was tried in several calls by then; and now the time of the function is up.
      if (++refused === PLACES * 12) clock.move(HOUR);
      return 'refuse';
    };

    const reported = failedOffsets(await invoke(batch));

    expect(most()).toBe(PLACES);
    expect(stack.ses.messages).toHaveLength(PLACES);
    expect(reported).toHaveLength(80 - PLACES);
    expect(lines.filter(({ level }) => level === 'ERROR')).toHaveLength(PLACES);
    expect(new Set(lines.flatMap((line) => line['event.code'] ?? []))).toEqual(new Set(['deadline']));
    expect([...dependencies.log.debts.values()]).toHaveLength(PLACES);

    stack.proxy.fault = () => undefined;

    expect(failedOffsets(await invoke(batch))).toEqual([]);
    expect(stack.ses.messages).toHaveLength(80);
    expect([...dependencies.log.debts.values()]).toEqual([]);
  });
});

describe('what could not be recorded by the deadline', () => {
  /** An instance whose time is up once DynamoDB has refused to record this often; it refuses until `mended`. */
  function refusing(often: number) {
    const clock = movableClock();
    const one = instance({ clock });
    let refused = 0;
    stack.proxy.fault = (request) => {
      if (!recordsSend(request)) return undefined;
      if (++refused === often) clock.move(HOUR);
      return 'refuse';
    };
    const mended = () => {
      stack.proxy.fault = () => undefined;
    };
    return { ...one, mended };
  }

  it('is logged record by record, with its order and its message, and not reported', async () => {
    const order_ids = [newOrder(), newOrder()];
    const { invoke, lines } = refusing(24);

    const response = await invoke(orders(...order_ids.map((order_id) => ({ order_id }))));

    expect(failedOffsets(response)).toEqual([]);
    const errors = lines.filter(({ level }) => level === 'ERROR');
    expect(errors.map(({ message }) => message)).toEqual(
      Array(2).fill('sent, but could not be recorded as sent'),
    );
    expect(errors.map((line) => line['kafka.offset']).sort()).toEqual([0, 1]);
    expect(errors.map((line) => line['labels.order_id']).sort()).toEqual(order_ids.toSorted());
    expect(errors.map((line) => line['labels.message_id']).sort()).toEqual(
      stack.ses.messages.map(({ id }) => id).sort(),
    );
    expect(lines.at(-1)).toMatchObject({ Records: 2, Sent: 2, SentUnrecorded: 2 });
  });

  it('is not sent again by a duplicate behind it, which is reported for want of time', async () => {
    const order_id = newOrder();
    const { invoke, lines } = refusing(12);

    const response = await invoke(orders({ order_id }, { order_id }));

    expect(failedOffsets(response)).toEqual([1]);
    expect(lines).toContainEqual(
      expect.objectContaining({ 'kafka.offset': 1, 'event.code': 'deadline', 'labels.failure': 'transient' }),
    );
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('is known to this instance as sent, without a request', async () => {
    const order_id = newOrder();
    const { invoke, lines } = refusing(12);
    await invoke(orders({ order_id }));
    stack.proxy.requests.length = 0;
    lines.length = 0;

    const response = await invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(lines[0]).toMatchObject({ 'labels.outcome': 'skipped', 'event.code': 'already_sent' });
    expect(stack.proxy.requests.filter(claims)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('is recorded by the next batch of this instance, whatever that is about', async () => {
    const order_id = newOrder();
    const { dependencies, invoke, mended } = refusing(12);
    await invoke(orders({ order_id }));
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'claimed' }]);
    stack.proxy.requests.length = 0;
    mended();

    await invoke(orders());

    expect(operations()).toEqual(['PutItem']);
    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'sent', attempts: 1, message_id: stack.ses.messages[0]?.id },
    ]);
    expect([...dependencies.log.debts.values()]).toEqual([]);
  });

  it('is left to a later batch by one that has no time for it', async () => {
    const order_id = newOrder();
    const { dependencies, invoke, mended } = refusing(12);
    await invoke(orders({ order_id }));
    stack.proxy.requests.length = 0;
    mended();

    await invoke(orders(), 1_000);

    expect(operations()).toEqual([]);
    expect([...dependencies.log.debts.values()]).toHaveLength(1);
  });

  it('is tried by each batch until it is recorded, and costs none of them a record', async () => {
    const order_id = newOrder();
    const { dependencies, invoke, mended } = refusing(12);
    await invoke(orders({ order_id }));
    stack.proxy.fault = (request) =>
      recordsSend(request) && request.body.Item.order_id.S === order_id ? 'refuse' : undefined;

    for (let batch = 0; batch < 2; batch++) {
      stack.proxy.requests.length = 0;
      expect(failedOffsets(await invoke(orders({})))).toEqual([]);
      // One call beside the mails, which is three attempts; the response does not wait for a debt of an earlier batch.
      expect(ordersOf(records()).filter((id) => id === order_id)).toHaveLength(3);
    }
    expect([...dependencies.log.debts.values()]).toMatchObject([{ kind: 'sent', entry: { order_id } }]);
    mended();
    await invoke(orders());

    expect([...dependencies.log.debts.values()]).toEqual([]);
    expect(stack.ses.messages).toHaveLength(3);
  });
});
