import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import type { Answer } from '../../lib/channels/channel';
import { orderMail } from '../../lib/channels/email/order';
import { paymentMail } from '../../lib/channels/email/payment';
import type { Dependencies } from '../../lib/dependencies';
import { orderNotification } from '../../lib/notifications/order';
import { paymentNotification } from '../../lib/notifications/payment';
import { withTimeout } from '../../lib/runtime/timeout';
import { TIMING } from '../../lib/runtime/timing';
import { kafkaEvent } from '../../local/event';
import { givesUp, recordsSend } from '../support/dynamodb-proxy';
import { failedOffsets, instancesOn, many, movableClock, newOrder, orders } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

describe('"Maximum sending rate exceeded"', () => {
  it('slows down and goes on', async () => {
    const response = await instance().invoke(orders({ email: 'throttled+2@faults.local' }, {}, {}));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(3);
  });

  it('is reported as transient after five tries, and the claim given up', async () => {
    const order_id = newOrder();
    const { invoke, lines } = instance();

    const response = await invoke(orders({ order_id, user_id: 'throttled' }, {}));

    expect(failedOffsets(response)).toEqual([0]);
    expect(stack.ses.calls).toBe(6);
    expect(lines[0]).toMatchObject({ 'labels.failure': 'transient', 'event.code': 'throttled' });
    const [entry] = await stack.logOf(order_id);
    expect(entry).toMatchObject({
      status: 'failed',
      code: 'throttled',
      reason: 'SES: the sending rate was exceeded',
    });
    expect(entry).not.toHaveProperty('claimed_by');
    expect(entry).not.toHaveProperty('unanswered');
  });
});

describe('an answer that stops everything', () => {
  it.each([
    ['quota', 'daily_quota_used'],
    ['paused', 'account_paused'],
    ['configset', 'configuration_set_missing'],
    ['unverified', 'sender_not_verified'],
  ])('%s@ ends the sending at once and reports the rest', async (user_id, code) => {
    const { invoke, lines } = instance();

    const response = await invoke(orders({}, ...many(60, { user_id })));

    expect(failedOffsets(response)).toHaveLength(60);
    // No more than were in flight already, and the good one.
    expect(stack.ses.calls).toBeLessThanOrEqual(9);
    expect(new Set(lines.flatMap((line) => line['event.code'] ?? []))).toEqual(new Set([code]));
  });

  it('holds for one batch only', async () => {
    const { invoke } = instance();

    await invoke(orders({ user_id: 'quota' }));
    const response = await invoke(orders({}));

    expect(failedOffsets(response)).toEqual([]);
  });
});

describe('an answer about one mail', () => {
  it('fails that record for good, and its neighbours are served', async () => {
    const { invoke, lines } = instance();

    const response = await invoke(orders({}, { user_id: 'rejected' }, {}));

    expect(failedOffsets(response)).toEqual([1]);
    expect(stack.ses.calls).toBe(3);
    expect(lines[0]).toMatchObject({
      'kafka.offset': 1,
      'labels.failure': 'permanent',
      'event.code': 'rejected',
      'event.reason': expect.stringContaining('MessageRejected'),
    });
  });

  it('is tried again when it is any other error', async () => {
    const response = await instance().invoke(orders({ email: 'error500+3@faults.local' }));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.calls).toBe(4);
  });
});

describe('no answer', () => {
  it('is unknown: one attempt, reported, and the claim left to expire', async () => {
    const order_id = newOrder();
    const { invoke, lines } = instance();

    const response = await invoke(orders({ order_id, user_id: 'lost' }, {}));

    expect(failedOffsets(response)).toEqual([0]);
    expect(stack.ses.calls).toBe(2);
    expect(lines[0]).toMatchObject({ 'labels.failure': 'unknown', 'event.code': 'no_answer' });
    const [entry] = await stack.logOf(order_id);
    expect(entry).toMatchObject({ status: 'claimed', unanswered: new Set([entry?.claimed_by]) });
  });

  it('is not waited for beyond the time-out, which really ends the call', async () => {
    const { invoke } = instance({ timing: { sendAnswer: 2_000 } });

    const response = await invoke(orders({ user_id: 'silent' }, {}));

    expect(failedOffsets(response)).toEqual([0]);
  });

  it('of a server that nobody runs is "not sent", tried again and reported', async () => {
    const { invoke, lines } = instance({ ses: 'http://127.0.0.1:9' });

    const response = await invoke(orders({}));

    expect(failedOffsets(response)).toEqual([0]);
    expect(lines[0]).toMatchObject({ 'labels.failure': 'transient', 'event.code': 'no_connection' });
  });
});

describe('an SES whose answer trickles', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const trickle = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(trickle));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is cut off by the time-out and unknown', async () => {
    const { port } = server.address() as AddressInfo;
    const { invoke, lines } = instance({ ses: `http://127.0.0.1:${port}`, timing: { sendAnswer: 400 } });

    const response = await invoke(orders({}));

    expect(failedOffsets(response)).toEqual([0]);
    expect(lines[0]).toMatchObject({ 'labels.failure': 'unknown', 'event.code': 'no_answer' });
  });
});

describe('a connection that was idle while the function was frozen', () => {
  it('is not sent on', async () => {
    let connections = 0;
    const server = createServer((request, response) => {
      request.resume();
      response.end(
        '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
      );
    });
    server.on('connection', () => connections++);
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const clock = movableClock();
    const { invoke } = instance({ clock, ses: `http://127.0.0.1:${port}` });

    await invoke(orders({}));
    await invoke(orders({}));
    const warm = connections;
    clock.move(60_000);
    await invoke(orders({}));

    expect([warm, connections]).toEqual([1, 2]);
    server.closeAllConnections();
    server.close();
  });
});

describe('time', () => {
  it('with an SES that never answers: those in flight are unknown, the rest reported as not sent, in time', async () => {
    const timing = { sendAnswer: 1_000, storeAttempt: 250, storeCall: 250 };
    const { invoke, lines } = instance({ timing, environment: { MAX_CONCURRENT_SENDS: '3' } });

    const response = await withTimeout(4_000, invoke(orders(...many(30, { user_id: 'silent' })), 4_000));

    expect(failedOffsets(response)).toHaveLength(30);
    const unknown = lines.filter((line) => line['labels.failure'] === 'unknown');
    expect(unknown).toHaveLength(stack.ses.messages.length);
    expect(lines.filter((line) => line['labels.failure'] === 'transient')).toHaveLength(30 - unknown.length);
  });

  it('too short for one send: nothing is sent, everything is reported, without a claim', async () => {
    const order_id = newOrder();
    const { invoke, lines } = instance();

    const response = await invoke(orders({ order_id }), 10_000);

    expect(failedOffsets(response)).toEqual([0]);
    expect(stack.ses.calls).toBe(0);
    expect(lines[0]).toMatchObject({ 'labels.failure': 'transient', 'event.code': 'deadline' });
    expect(await stack.logOf(order_id)).toEqual([]);
  });

  it('used up by a slow claim: the claim is given up, and the record tried again', async () => {
    const order_id = newOrder();
    const clock = movableClock();
    stack.proxy.fault = ({ operation }) => {
      if (operation === 'PutItem' && stack.proxy.requests.length === 2) clock.move(TIMING.claim);
      return undefined;
    };

    const response = await instance({ clock }).invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.calls).toBe(1);
    expect(await stack.logOf(order_id)).toMatchObject([{ status: 'sent', attempts: 1 }]);
    // The claim, its release, the next claim, which finds an entry and takes it, and the send.
    const writes = stack.proxy.requests.filter(({ operation }) => operation !== 'BatchGetItem');
    expect(writes.map((one) => (givesUp(one) ? 'given up' : one.body.Item.status.S))).toEqual([
      'claimed',
      'given up',
      'claimed',
      'claimed',
      'sent',
    ]);
  });

  it('used up by a slow claim, beside a send that cannot be recorded: neither keeps the function', async () => {
    const free = newOrder();
    const timing = { storeAttempt: 900, storeCall: 1_900, sendAnswer: 3_000 };
    const { invoke, lines } = instance({ timing, environment: { SES_MAX_SEND_RATE: '0.7' } });
    await instance().invoke(orders({ order_id: free, user_id: 'rejected' }));
    let slow = 0;
    stack.proxy.fault = (request) => {
      if (recordsSend(request)) return 'hang';
      if (!JSON.stringify(request.body).includes(free)) return undefined;
      return slow++ % 2 === 0 ? 'hang' : 'late';
    };

    const response = await withTimeout(9_700, invoke(orders({}, { order_id: free }), 9_700));

    expect(failedOffsets(response)).toEqual([1]);
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'sent, but could not be recorded as sent', 'kafka.offset': 0 }),
    );
  });

  it('used up by a slow claim and the deadline: the claim is given up, and the record reported in time', async () => {
    const order_id = newOrder();
    const clock = movableClock();
    const { invoke, lines } = instance({ clock });
    await invoke(orders({ order_id, user_id: 'rejected' }));
    const before = stack.ses.calls;
    // The second put of a claim that meets an entry: together longer than the one call that a claim takes as a rule.
    let puts = 0;
    stack.proxy.fault = ({ operation }) => {
      if (operation === 'PutItem' && ++puts === 2) clock.move(11_000);
      return undefined;
    };

    const response = await withTimeout(30_000, invoke(orders({ order_id }), 30_000));

    expect(failedOffsets(response)).toEqual([0]);
    expect(stack.ses.calls).toBe(before);
    expect(lines.at(-2)).toMatchObject({ 'event.code': 'deadline' });
    const [entry] = await stack.logOf(order_id);
    expect(entry).toMatchObject({
      status: 'failed',
      code: 'deadline',
      reason: expect.stringMatching(/^deadline: /),
    });
    expect(entry).not.toHaveProperty('unanswered');
  });
});

/** An SES that takes every mail, when it is told to; the local one answers by itself. */
async function acceptingSes(asked: (accept: () => void) => void) {
  const server = createServer((request, response) => {
    request.resume();
    asked(() =>
      response.end(
        '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Stands before each send of an instance by e-mail. */
function spyOnSends(
  { channels }: Dependencies,
  around: (send: () => Promise<Answer>) => Promise<Answer>,
): void {
  for (const channel of channels) {
    const { prepare } = channel;
    jest.spyOn(channel, 'prepare').mockImplementation((...mail) => {
      const send = prepare(...mail);
      return () => around(send);
    });
  }
}

describe('the pace', () => {
  it('keeps to this instance’s share, across batches, and no call is refused by SES', async () => {
    const { invoke } = instance({ environment: { SES_MAX_SEND_RATE: '50' } });
    const started = Date.now();

    await invoke(orders(...many(10)));
    await invoke(orders(...many(10)));

    // Twenty mails at fifty a second: nineteen intervals of 20 ms.
    expect(Date.now() - started).toBeGreaterThanOrEqual(375);
    expect(stack.ses.calls).toBe(20);
  });

  it('is not used up by mails that were sent already', async () => {
    const event = orders(...many(30));
    await instance().invoke(event);
    const clock = movableClock();
    const { invoke } = instance({ clock, environment: { SES_MAX_SEND_RATE: '0.01' } });

    const response = await invoke(event);

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.calls).toBe(30);
  });

  it('reports at once what has no turn before the deadline', async () => {
    const { invoke, lines } = instance({ environment: { SES_MAX_SEND_RATE: '0.01' } });

    const response = await invoke(orders({}, {}, {}), 60_000);

    expect(failedOffsets(response)).toEqual([1, 2]);
    expect(lines[0]).toMatchObject({ 'event.code': 'deadline' });
  });

  it('has no more sends in flight than allowed', async () => {
    let inFlight = 0;
    let most = 0;
    const ses = await acceptingSes((accept) => {
      most = Math.max(most, ++inFlight);
      // Long enough for a slow machine to fill every slot.
      setTimeout(() => {
        inFlight--;
        accept();
      }, 300);
    });

    const { invoke, dependencies } = instance({ ses: ses.url, environment: { MAX_CONCURRENT_SENDS: '8' } });
    let asked = 0;
    // Beside what arrives at SES: the client's sockets are as few, and a send that waits for one is running out of time.
    spyOnSends(dependencies, (send) => {
      most = Math.max(most, ++asked);
      return send().finally(() => asked--);
    });

    await invoke(orders(...many(50)));

    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(4);
    ses.close();
  });
});

describe('sends that had to wait for others', () => {
  it('keep to the pace when those end together', async () => {
    const held: Array<() => void> = [];
    let asked = 0;
    const ses = await acceptingSes((accept) => {
      if (++asked > 8) accept();
      else if (held.push(accept) === 8) setTimeout(() => held.forEach((one) => void one()), 500);
    });
    const { invoke, dependencies } = instance({
      ses: ses.url,
      environment: { SES_MAX_SEND_RATE: '20', MAX_CONCURRENT_SENDS: '8' },
    });
    const sends: number[] = [];
    spyOnSends(dependencies, (send) => {
      sends.push(Date.now());
      return send();
    });

    await invoke(orders(...many(12)));

    // The ninth to the twelfth: three intervals of 50 ms.
    expect((sends[11] ?? 0) - (sends[8] ?? 0)).toBeGreaterThanOrEqual(100);
    ses.close();
  });
});

describe('the order of mails', () => {
  it('is the order of the records of an order, and one that fails is overtaken', async () => {
    const order_id = newOrder();
    const statusOf = (text: string) => ({
      order_id,
      user_id: '1',
      status: 'success',
      payment_id: text,
      message: text,
    });
    const messages = ['a', 'b', 'c', 'd'].map(statusOf);
    messages[1] = { ...statusOf('b'), user_id: 'rejected' };
    const { invoke } = instance({ about: [paymentNotification, { email: paymentMail }] });

    await invoke(
      kafkaEvent(
        'payment_notification',
        messages.map((message) => JSON.stringify(message)),
      ),
    );

    const texts = stack.ses.messages.map(({ text }) => /Payment reference: (\w)/.exec(text)?.[1]);
    expect(texts.toReversed()).toEqual(['a', 'c', 'd']);
  });
});

describe('a mail that cannot be rendered', () => {
  it('is a defect: its record is tried once and reported, without a claim, and costs its neighbours nothing', async () => {
    const order_id = newOrder();
    let tries = 0;
    const fragile: typeof orderMail = (message, reader) => {
      if (message.order_id === order_id) {
        tries++;
        throw new TypeError(`no template for ${message.message}`);
      }
      return orderMail(message, reader);
    };
    const { invoke, lines } = instance({ about: [orderNotification, { email: fragile }] });

    const response = await invoke(orders({}, { order_id }, {}));

    expect(failedOffsets(response)).toEqual([1]);
    expect(stack.ses.messages).toHaveLength(2);
    expect(tries).toBe(1);
    expect(lines.filter((line) => line['kafka.offset'] === 1)).toMatchObject([
      { level: 'ERROR', 'event.action': 'defect', 'error.type': 'TypeError', 'labels.order_id': order_id },
      { level: 'WARN', 'event.code': 'defect', 'labels.failure': 'defect' },
    ]);
    expect(lines.at(-1)).toMatchObject({ Sent: 2, Defects: 1, FailedPermanent: 0 });
    expect(JSON.stringify(lines)).not.toContain('no template for');
    const [entry] = await stack.logOf(order_id);
    expect(entry).toMatchObject({ status: 'failed', code: 'defect' });
    expect(entry).not.toHaveProperty('unanswered');
  });
});

describe('the e-mail', () => {
  it('carries sender, reply address, configuration set and tags', async () => {
    const environment = {
      REPLY_TO: 'reply@example.com',
      SES_CONFIGURATION_SET: 'shop-events',
    };

    await instance({ environment }).invoke(orders({ order_id: 'A/7 é' }));

    expect(stack.ses.messages[0]).toMatchObject({
      from: '"Example Shop" <shop@example.com>',
      to: ['ada@example.com'],
      replyTo: ['reply@example.com'],
      configurationSet: 'shop-events',
      tags: { topic: 'order_notification', status: 'pending', order_id: 'A_7__' },
    });
  });
});

describe('a defect before a record becomes a delivery', () => {
  const fragile = (what: Partial<typeof orderNotification>) =>
    instance({ about: [{ ...orderNotification, ...what }, { email: orderMail }] });

  it.each([
    [
      'in its key',
      {
        discriminator: ({ message }: { message: string | undefined }) => {
          if (message === 'odd') throw new RangeError(`nothing for ${message}`);
          return undefined;
        },
      },
    ],
    [
      'in its schema',
      {
        schema: orderNotification.schema.check(
          z.refine(({ message }) => {
            if (message === 'odd') throw new RangeError(`nothing for ${message}`);
            return true;
          }),
        ),
      },
    ],
  ])('%s fails its record alone', async (where, what) => {
    const { invoke, lines } = fragile(what);

    const order_id = newOrder();

    const response = await invoke(orders({}, { order_id, message: 'odd' }, {}));

    expect(failedOffsets(response)).toEqual([1]);
    expect(stack.ses.messages).toHaveLength(2);
    expect(lines.filter(({ 'event.action': action }) => action === 'defect')).toMatchObject([
      {
        'kafka.offset': 1,
        'error.type': 'RangeError',
        ...(where === 'in its key' && { 'labels.order_id': order_id }),
      },
    ]);
    expect(lines.at(-1)).toMatchObject({ Sent: 2, Defects: 1 });
    expect(JSON.stringify(lines)).not.toContain('nothing for');
  });
});
