import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { paymentMail } from '../../lib/channels/email/payment';
import { type Claim, type Claims, noClaims } from '../../lib/log/claims';
import { DELIVERY } from '../../lib/log/entry';
import type { NotificationLog } from '../../lib/log/notification-log';
import { paymentNotification } from '../../lib/notifications/payment';
import { type Failure, fail } from '../../lib/runtime/outcome';
import { withTimeout } from '../../lib/runtime/timeout';
import { TIMING } from '../../lib/runtime/timing';
import { TABLES } from '../../local/dynamodb';
import { kafkaEvent } from '../../local/event';
import { claims, recordsSend } from '../support/dynamodb-proxy';
import { failedOffsets, instancesOn, many, movableClock, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

const keyOf = (orderId: string) => ({ orderId, notification: '["order_notification","pending"]' });
const subjectOf = (orderId: string) => ({
  key: keyOf(orderId),
  userId: '1',
  position: { topic: 'order_notification', partition: 0, offset: 0 },
});

/** Another invocation's claim on an order's mail. */
async function claimElsewhere(orderId: string, clock = movableClock()) {
  const { log } = instance({ clock }).dependencies;
  const claims = noClaims();
  const claim = await granted(log, orderId, claims);
  return { log, claim, giveUp: (outcome: Failure) => log.giveUp(subjectOf(orderId), claims, outcome) };
}

async function granted(log: NotificationLog, orderId: string, claims: Claims = noClaims()) {
  const result = await log.claim(subjectOf(orderId), claims, DELIVERY);
  if (result.kind !== 'granted') throw new Error(`claim: ${result.kind}`);
  return result.claim;
}

/** A claim that is given up by itself, as late as one likes. */
const only = ({ id }: Claim): Claims => ({ ids: new Set([id]), open: [] });

const THROTTLED = fail('throttled', 'SES: the sending rate was exceeded');
const LATE = fail('provider_error', 'SES: answered late');

describe('the same records in three invocations at once', () => {
  it('send each mail once, and report none that was sent', async () => {
    const event = orders(...Array.from({ length: 40 }, (_, user) => ({ user_id: user % 2 ? '1' : '2' })));

    const responses = await Promise.all(
      [instance(), instance(), instance()].map(({ invoke }) => invoke(event)),
    );

    expect(responses.flatMap(failedOffsets)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(40);
    expect(new Set(stack.ses.messages.map(({ subject }) => subject)).size).toBe(40);
  });
});

describe('a producer that publishes twice', () => {
  it('causes one mail, within a batch and across batches', async () => {
    const order_id = newOrder();
    const { invoke, lines } = instance();

    await invoke(orders({ order_id }, { order_id }));
    await invoke(orders({ order_id, message: 'The same order, in other words.' }));

    expect(stack.ses.messages).toHaveLength(1);
    expect(lines.filter((line) => line['event.code'] === 'already_sent')).toHaveLength(2);
  });

  it('causes one mail whether the order id is a number or a string', async () => {
    const { invoke } = instance();
    const order_id = 700_000 + process.pid;

    await invoke(orders({ order_id }, { order_id: String(order_id) }));

    expect(stack.ses.messages).toHaveLength(1);
  });

  it('causes two mails for two payments of one order', async () => {
    const payment = { order_id: newOrder(), user_id: '1', status: 'success', message: 'Paid.' };
    const { invoke } = instance({ about: [paymentNotification, { email: paymentMail }] });

    await invoke(
      kafkaEvent('payment_notification', [
        JSON.stringify({ ...payment, payment_id: 'a' }),
        JSON.stringify({ ...payment, payment_id: 'b' }),
        JSON.stringify({ ...payment, payment_id: 'a' }),
      ]),
    );

    expect(stack.ses.messages).toHaveLength(2);
  });
});

describe('a claim of another invocation', () => {
  it('that crashed expires, and the mail goes out', async () => {
    const order_id = newOrder();
    await claimElsewhere(order_id);
    const clock = movableClock();
    clock.move(TIMING.claim + 1);

    const response = await instance({ clock }).invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 2 }]);
  });

  it('is waited for, and its mail not sent again', async () => {
    const order_id = newOrder();
    const { log, claim } = await claimElsewhere(order_id);
    const { invoke, lines } = instance();

    const answer = invoke(orders({ order_id }));
    setTimeout(() => log.sent(subjectOf(order_id), claim, 'message-1'), 300);

    expect(await answer).toEqual({ batchItemFailures: [] });
    expect(stack.ses.messages).toHaveLength(0);
    expect(lines[0]).toMatchObject({ 'labels.outcome': 'skipped', 'event.code': 'already_sent' });
  });

  it('is waited for, and its mail sent once it was given up', async () => {
    const order_id = newOrder();
    const { giveUp } = await claimElsewhere(order_id);

    const answer = instance().invoke(orders({ order_id }));
    setTimeout(() => giveUp(THROTTLED), 300);

    expect(await answer).toEqual({ batchItemFailures: [] });
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
  });

  it('does not hold up other orders, and is reported when the time is up', async () => {
    const order_id = newOrder();
    await claimElsewhere(order_id);
    const { invoke, lines } = instance({ timing: { storeCall: TIMING.storeCall } });

    const response = await invoke(orders({ order_id }, {}, {}), 20_000);

    expect(failedOffsets(response)).toEqual([0]);
    expect(stack.ses.messages).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      'labels.failure': 'transient',
      'event.code': 'claimed_elsewhere',
      'event.reason': expect.stringContaining('another invocation'),
    });
  });
});

describe('a claim that meets an entry', () => {
  /** The requests about an order's entry, in order. */
  const requestsAbout = (orderId: string) =>
    stack.proxy.requests
      .filter(({ body }) => body.Item?.order_id.S === orderId || body.Key?.order_id.S === orderId)
      .map(({ operation, body }) => `${operation} ${body.Item?.status.S}`);

  it('that was sent needs one request', async () => {
    const order_id = newOrder();
    await instance().invoke(orders({ order_id }));
    stack.proxy.requests.length = 0;

    const { invoke, lines } = instance();
    await invoke(orders({ order_id }));

    expect(lines[0]).toMatchObject({ 'event.code': 'already_sent' });
    expect(requestsAbout(order_id)).toEqual(['PutItem claimed']);
  });

  it('that may have been sent needs one request', async () => {
    const clock = movableClock();
    const order_id = newOrder();
    for (const _ of ['sent', 'taken over']) {
      await instance({ clock }).invoke(orders({ order_id, user_id: 'lost' }));
      clock.move(TIMING.claim + 1);
    }
    stack.proxy.requests.length = 0;

    const { invoke, lines } = instance({ clock });
    await invoke(orders({ order_id }));

    expect(lines[0]).toMatchObject({ 'event.code': 'may_have_been_sent' });
    expect(requestsAbout(order_id)).toEqual(['PutItem claimed']);
  });

  it('that is taken over needs two, and one to record the send', async () => {
    const order_id = newOrder();
    await claimElsewhere(order_id);
    stack.proxy.requests.length = 0;
    const clock = movableClock();
    clock.move(TIMING.claim + 1);

    await instance({ clock }).invoke(orders({ order_id }));

    expect(requestsAbout(order_id)).toEqual(['PutItem claimed', 'PutItem claimed', 'PutItem sent']);
  });

  it('that was given up needs two, and one to record the send', async () => {
    const order_id = newOrder();
    const { giveUp } = await claimElsewhere(order_id);
    await giveUp(THROTTLED);
    stack.proxy.requests.length = 0;

    await instance().invoke(orders({ order_id }));

    expect(requestsAbout(order_id)).toEqual(['PutItem claimed', 'PutItem claimed', 'PutItem sent']);
  });

  it('that is held needs one request each time it is looked at', async () => {
    const order_id = newOrder();
    const { log, claim } = await claimElsewhere(order_id);
    stack.proxy.requests.length = 0;
    let looked = 0;
    stack.proxy.fault = (request) => {
      if (claims(request) && ++looked === 3) void log.sent(subjectOf(order_id), claim, 'message-1');
      return undefined;
    };

    await instance().invoke(orders({ order_id }));

    const asked = requestsAbout(order_id).filter((request) => request !== 'PutItem sent');
    expect(new Set(asked)).toEqual(new Set(['PutItem claimed']));
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(stack.ses.calls).toBe(0);
  });
});

describe('DynamoDB', () => {
  it('that does a claim but loses the answer costs neither the mail nor a second one', async () => {
    const order_id = newOrder();
    let lost = 0;
    stack.proxy.fault = (request) => (claims(request) && lost++ === 0 ? 'lose' : undefined);

    const response = await instance().invoke(orders({ order_id }));

    expect(lost).toBeGreaterThan(1);
    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
  });

  it('that loses the answers of a takeover does not count it twice', async () => {
    const order_id = newOrder();
    await claimElsewhere(order_id);
    const clock = movableClock();
    clock.move(TIMING.claim + 1);
    let lost = 0;
    stack.proxy.fault = (request) =>
      claims(request) && request.body.Item.unanswered.SS.length === 2 && lost++ < 4 ? 'lose' : undefined;

    const response = await instance({ clock }).invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 2 }]);
  });

  it('that cannot be written after SES accepted: not reported, and not mailed again', async () => {
    const order_id = newOrder();
    const clock = movableClock();
    const { invoke, lines } = instance({ clock });
    stack.proxy.fault = (request) => {
      if (!recordsSend(request)) return undefined;
      // Longer than the claim lasts, and soon longer than there is time.
      clock.move(TIMING.claim + 1);
      return 'refuse';
    };

    const unrecorded = await invoke(orders({ order_id }));
    const again = await invoke(orders({ order_id }));
    stack.proxy.fault = () => undefined;
    await invoke(orders());

    expect([unrecorded, again].flatMap(failedOffsets)).toEqual([]);
    expect(stack.ses.messages.filter(({ subject }) => subject.includes(order_id))).toHaveLength(1);
    expect(lines.find(({ level }) => level === 'ERROR')).toMatchObject({
      'kafka.offset': 0,
      'labels.order_id': order_id,
    });
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', message_id: expect.any(String) }]);
  });

  it('that never answers when a send is recorded: the function still returns in time, and the record is not reported', async () => {
    stack.proxy.fault = (request) => (recordsSend(request) ? 'hang' : undefined);
    const timing = { storeAttempt: 400, storeCall: 1_000, sendAnswer: 1_900 };

    const response = await withTimeout(6_000, instance({ timing }).invoke(orders({}, {}), 6_000));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(2);
  });

  it('that takes long to record many sends: the function returns in time, and reports what was not sent', async () => {
    let records = 0;
    stack.proxy.fault = (request) => (recordsSend(request) ? (records++ < 8 ? 'refuse' : 'late') : undefined);
    const timing = { storeAttempt: 900, storeCall: 1_000, sendAnswer: 1_900 };
    const { invoke, lines } = instance({ timing });

    const response = await withTimeout(8_000, invoke(orders(...many(40)), 8_000));

    expect(lines.at(-1)).toMatchObject({ Sent: stack.ses.messages.length, FailedUnknown: 0 });
    expect(failedOffsets(response)).toHaveLength(40 - stack.ses.messages.length);
  });

  it('that gets a release late: it does not touch the next claim of the same record', async () => {
    const order_id = newOrder();
    const { log } = instance().dependencies;
    const first = await granted(log, order_id);
    await log.giveUp(subjectOf(order_id), only(first), THROTTLED);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await granted(log, order_id);

    await log.giveUp(subjectOf(order_id), only(first), THROTTLED);

    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'claimed', claimed_by: second.id, unanswered: new Set([second.id]) },
    ]);
  });

  it('that gets a release late, after the record claimed again what it thought it still held', async () => {
    const order_id = newOrder();
    const { log } = instance({ timing: { storeAttempt: 200, storeCall: 700 } }).dependencies;
    const claims = noClaims();
    const first = await granted(log, order_id, claims);
    stack.proxy.fault = () => 'hang';
    await expect(log.giveUp(subjectOf(order_id), claims, LATE)).rejects.toThrow();
    stack.proxy.fault = () => undefined;

    const again = await granted(log, order_id, claims);
    await log.giveUp(subjectOf(order_id), only(first), LATE);

    expect(again).toMatchObject({ earlier: 0, entry: { unanswered: new Set([again.id]) } });
    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'claimed', claimed_by: again.id, unanswered: new Set([again.id]) },
    ]);
  });

  it('that is down: nothing sent, everything reported', async () => {
    stack.proxy.fault = () => 'refuse';
    const { invoke, lines } = instance();

    const response = await invoke(orders({}, {}, {}));

    expect(failedOffsets(response)).toEqual([0, 1, 2]);
    expect(stack.ses.calls).toBe(0);
    expect(lines[0]).toMatchObject({
      'labels.failure': 'transient',
      'event.code': 'contacts_unavailable',
      'event.reason': expect.stringMatching(/^contacts: DynamoDB failed/),
    });
  });

  it('that loses its log only: nothing sent, everything reported', async () => {
    stack.proxy.fault = ({ operation }) => (operation === 'PutItem' ? 'refuse' : undefined);
    const { invoke, lines } = instance();

    const response = await invoke(orders({}, {}));

    expect(failedOffsets(response)).toEqual([0, 1]);
    expect(stack.ses.calls).toBe(0);
    expect(lines[0]).toMatchObject({
      'labels.failure': 'transient',
      'event.code': 'log_unavailable',
      'event.reason': expect.stringMatching(/^notification log: DynamoDB failed/),
    });
  });

  it('that never answers: nothing sent, everything reported in time', async () => {
    stack.proxy.fault = () => 'hang';
    const timing = { storeAttempt: 200, storeCall: 500, sendAnswer: 500 };

    const response = await withTimeout(4_000, instance({ timing }).invoke(orders({}, {}), 4_000));

    expect(failedOffsets(response)).toEqual([0, 1]);
    expect(stack.ses.calls).toBe(0);
  });

  it('that holds an entry nobody can read: nothing sent, the record reported', async () => {
    const order_id = newOrder();
    await stack.dynamodb.client.send(
      new PutItemCommand({
        TableName: TABLES.notificationLog,
        Item: marshall({
          order_id,
          notification: '["order_notification","pending"]',
          status: 'mended by hand',
        }),
      }),
    );
    const { invoke, lines } = instance();

    const response = await invoke(orders({ order_id }, {}));

    expect(failedOffsets(response)).toEqual([0]);
    expect(lines[0]).toMatchObject({ 'labels.failure': 'permanent', 'event.code': 'log_entry_invalid' });
  });

  it('that cannot note why nothing was sent changes no outcome', async () => {
    stack.proxy.fault = ({ operation }) => (operation === 'UpdateItem' ? 'refuse' : undefined);
    const { invoke, lines } = instance();

    const response = await invoke(orders({ user_id: '3' }));

    expect(failedOffsets(response)).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ 'labels.outcome': 'skipped', 'event.code': 'opted_out' }),
    );
  });
});

describe('an SES that accepts and never says so', () => {
  it('causes two mails at most, however often the record comes back', async () => {
    const clock = movableClock();
    const { invoke, lines } = instance({ clock });
    const order_id = newOrder();

    for (let delivery = 0; delivery < 5; delivery++) {
      expect(failedOffsets(await invoke(orders({ order_id, user_id: 'lost' })))).toEqual([0]);
      clock.move(TIMING.claim + 1);
    }

    expect(stack.ses.messages).toHaveLength(2);
    expect(lines.flatMap((line) => line['labels.failure'] ?? [])).toEqual([
      'unknown',
      'unknown',
      'permanent',
      'permanent',
      'permanent',
    ]);
    expect(lines.at(-2)).toMatchObject({ 'event.code': 'may_have_been_sent' });
  });

  it('but answers the second time: two mails, and the record is done', async () => {
    const clock = movableClock();
    const { invoke, lines } = instance({ clock });
    const event = orders({ user_id: '1', email: 'lost+1@faults.local' });

    const first = await invoke(event);
    clock.move(TIMING.claim + 1);
    const second = await invoke(event);

    expect([first, second].map(failedOffsets)).toEqual([[0], []]);
    expect(stack.ses.messages).toHaveLength(2);
    expect(lines.filter((line) => line['event.action'] === 'sent_again')).toMatchObject([
      { level: 'INFO', 'kafka.offset': 0, 'labels.earlier_sends': '1' },
    ]);
    expect(lines.at(-1)).toMatchObject({ Sent: 1, SentAgain: 1 });
  });

  it('is not asked again by a duplicate in the same batch', async () => {
    const order_id = newOrder();

    const response = await instance({ timing: { storeCall: TIMING.storeCall } }).invoke(
      orders({ order_id, user_id: 'lost' }, { order_id, user_id: 'lost' }),
      20_000,
    );

    expect(failedOffsets(response)).toEqual([0, 1]);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('keeps its takeover through errors that mean "not sent"', async () => {
    const clock = movableClock();
    const { invoke } = instance({ clock });
    const order_id = newOrder();

    await invoke(orders({ order_id, user_id: 'error500' }));
    await invoke(orders({ order_id, user_id: 'lost' }));
    clock.move(TIMING.claim + 1);
    await invoke(orders({ order_id, user_id: 'error500' }));
    await invoke(orders({ order_id, user_id: 'lost' }));
    clock.move(TIMING.claim + 1);
    await invoke(orders({ order_id, user_id: 'lost' }));

    expect(stack.ses.messages).toHaveLength(2);
  });
});

describe('a late invocation', () => {
  it('cannot undo a "sent" of whoever took over', async () => {
    const order_id = newOrder();
    const late = await claimElsewhere(order_id);
    const clock = movableClock();
    clock.move(TIMING.claim + 1);
    await instance({ clock }).invoke(orders({ order_id }));

    await late.giveUp(LATE);

    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent' }]);
  });

  it('cannot release the claim of whoever took over', async () => {
    const order_id = newOrder();
    const late = await claimElsewhere(order_id);
    const clock = movableClock();
    clock.move(TIMING.claim + 1);
    const { log } = instance({ clock }).dependencies;
    const other = await granted(log, order_id);

    await late.giveUp(LATE);

    // It is only known that the late one sent nothing.
    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'claimed', claimed_by: other.id, unanswered: new Set([other.id]) },
    ]);
  });

  it('that was accepted after all is recorded as sent', async () => {
    const order_id = newOrder();
    const late = await claimElsewhere(order_id);
    const clock = movableClock();
    clock.move(TIMING.claim + 1);
    await granted(instance({ clock }).dependencies.log, order_id);

    await late.log.sent(subjectOf(order_id), late.claim, 'message-1');

    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', message_id: 'message-1' }]);
  });
});

describe('the notification log', () => {
  it('says what became of an order, without address or text', async () => {
    const order_id = newOrder();
    const { invoke } = instance();

    await invoke(orders({ order_id, message: 'Only for Ada.' }));

    const [entry] = await stack.logOf(order_id);
    expect(entry).toEqual({
      order_id,
      notification: '["order_notification","pending"]',
      status: 'sent',
      claimed_by: expect.any(String),
      attempts: 1,
      message_id: stack.ses.messages[0]?.id,
      topic: 'order_notification',
      partition: 0,
      offset: 0,
      user_id: '1',
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
      expires_at: expect.any(Number),
    });
    const days = ((entry?.expires_at as number) - Date.now() / 1_000) / 86_400;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });

  it('notes a skip and a failure with the reason, and neither blocks a later try', async () => {
    const order_id = newOrder();
    const { invoke } = instance();

    await invoke(orders({ order_id, user_id: '3' }));
    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'skipped', code: 'opted_out', reason: 'opted out' },
    ]);
    await invoke(orders({ order_id, user_id: 'nobody' }));
    expect(await stack.logOf(order_id)).toMatchObject([
      { status: 'failed', code: 'contact_missing', reason: expect.stringContaining('no contact') },
    ]);
    await invoke(orders({ order_id, user_id: '1' }));

    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(stack.ses.messages).toHaveLength(1);
  });

  it('keeps a "sent" when a later record of the same mail is skipped', async () => {
    const order_id = newOrder();
    const { invoke } = instance();

    await invoke(orders({ order_id }));
    await invoke(orders({ order_id, user_id: '3' }));

    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent' }]);
  });
});
