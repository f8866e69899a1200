import type { Answer, Channel } from '../../lib/channels/channel';
import { consume } from '../../lib/consume';
import type { KafkaBatchResponse } from '../../lib/kafka/response';
import { type NotificationLog, notificationLog } from '../../lib/log/notification-log';
import type { Table } from '../../lib/log/table';
import type { ChannelName } from '../../lib/notifications/notification';
import { orderNotification } from '../../lib/notifications/order';
import { NOTHING_LEARNED } from '../../lib/recipients/recipient-item';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { fail, sent, skip } from '../../lib/runtime/outcome';
import { TIMING } from '../../lib/runtime/timing';
import { kafkaEvent } from '../../local/event';
import { seededRandom } from '../../local/ses/faults';
import { configOf, contactOf } from '../support/channels';
import { type LogStore, logStore } from '../support/log-store';
import { pacer } from '../support/pacer';
import { playsOf } from '../support/plays';
import { virtualClock } from '../support/virtual-clock';

/*
 * The whole consumer with three lanes over one log, on a virtual clock: invocations of the same batch, one after the other or at once,
 * while providers and DynamoDB answer at random, late or not at all.
 */

const PLAYS = playsOf(150);
const CHANNELS: readonly ChannelName[] = ['email', 'sms', 'push'];

const SENT: Answer = { kind: 'sent', outcome: sent('m') };
const ANSWERS: readonly Answer[] = [
  SENT,
  { kind: 'throttled', outcome: fail('throttled', '') },
  { kind: 'transient', outcome: fail('provider_error', '') },
  { kind: 'rejected', outcome: fail('rejected', '') },
  { kind: 'declined', outcome: skip('opted_out', '') },
  { kind: 'unknown', outcome: fail('no_answer', '') },
  { kind: 'halted', outcome: fail('spend_limit_reached', '') },
];

/** How unkind a channel is, and how slow: its answers take up to so many milliseconds. */
interface Mood {
  readonly unkind: number;
  readonly slow: number;
}

/** One channel of one invocation, as its provider sees it. */
interface Asked {
  readonly channel: ChannelName;
  readonly orderId: string;
  readonly answer: Answer;
}

function play(seed: number, moods: Readonly<Record<ChannelName, Mood>>, storeFaults: number) {
  const random = seededRandom(seed);
  const clock = virtualClock(random);
  const entries = new Map<string, LogStore>();
  const wait = (most: number) => clock.sleep(random() * most);

  /** One request: now and then DynamoDB does it and its answer is lost, or it does not do it. */
  async function request<T>(orderId: string, notification: string, act: (store: LogStore) => T): Promise<T> {
    const id = JSON.stringify([orderId, notification]);
    const store = entries.get(id) ?? logStore({ orderId, notification });
    entries.set(id, store);
    await wait(50);
    const isFault = random() < storeFaults;
    if (isFault && random() < 0.5) throw new StoreUnavailableError('log_unavailable', 'down');
    const result = act(store);
    if (isFault) throw new StoreUnavailableError('log_unavailable', 'lost');
    return result;
  }
  const table: Table = {
    put: (entry, when) => request(entry.order_id, entry.notification, (store) => store.put(entry, when)),
    update: ({ orderId, notification }, change, when) =>
      request(orderId, notification, (store) => store.update(change, when)),
  };

  function channelOf(name: ChannelName, asked: Asked[]): Channel<unknown, unknown> {
    const { unkind, slow } = moods[name];
    return {
      name,
      places: 2,
      slowestAnswer: TIMING.sendAnswer,
      pace: pacer(100, clock),
      reach: () => ({ kind: 'address', address: name }),
      prepare:
        (_, __, { key: { orderId } }) =>
        async () => {
          await wait(slow);
          const answer = (random() < unkind && ANSWERS[Math.floor(random() * ANSWERS.length)]) || SENT;
          asked.push({ channel: name, orderId, answer });
          return answer;
        },
    };
  }

  /** One invocation of an instance of its own. */
  async function invoke(orderIds: readonly string[]) {
    const asked: Asked[] = [];
    const log: NotificationLog = notificationLog(table, 30, clock, TIMING);
    const handler = consume(
      orderNotification,
      { email: () => mail, sms: () => '', push: () => push },
      {
        config: configOf(),
        customers: { lookup: () => async (user_id) => customerOf(user_id) },
        log,
        channels: CHANNELS.map((name) => channelOf(name, asked)),
        clock,
        timing: TIMING,
        write: () => {},
      },
    );
    const values = orderIds.map((order_id) => JSON.stringify({ order_id, user_id: '1', status: 'pending' }));
    const began = clock.now();
    const response = await handler(kafkaEvent('order_notification', values, { timestamp: clock.wall() }), {
      awsRequestId: 'r',
      functionName: 'f',
      getRemainingTimeInMillis: () => BUDGET,
    });
    return { asked, response, took: clock.now() - began };
  }
  return { clock, entries, invoke };
}

const BUDGET = 90_000;
const mail = { subject: '', html: '', text: '' };
const push = { title: '', body: '' };
const customerOf = (user_id: string) => ({
  contact: {
    kind: 'contact' as const,
    contact: contactOf({ user_id, email: 'ada@example.com', preferences: { sms: true } }),
  },
  recipient: NOTHING_LEARNED,
});

const ORDERS = Array.from({ length: 6 }, (_, index) => String(index));
const KIND: Mood = { unkind: 0, slow: 100 };

const reported = ({ batchItemFailures }: KafkaBatchResponse): Set<string> =>
  new Set(batchItemFailures.map(({ itemIdentifier }) => String(itemIdentifier.offset)));

/** Those that the customer has, or may have. */
const reachedBy = (asked: readonly Asked[]) =>
  asked.filter(({ answer: { kind } }) => kind === 'sent' || kind === 'unknown');

it(`the mail decides, and no delivery is made a third time, in ${PLAYS} plays`, async () => {
  for (let seed = 1; seed <= PLAYS; seed++) {
    const random = seededRandom(seed);
    const mood = (): Mood => ({ unkind: random() * 0.8, slow: random() < 0.3 ? 9_000 : 200 });
    const { clock, invoke } = play(seed, { email: mood(), sms: mood(), push: mood() }, random() * 0.1);
    const all: Asked[] = [];
    async function one() {
      const { asked, response, took } = await invoke(ORDERS);
      all.push(...asked);
      const failed = reported(response);
      for (const order of ORDERS) {
        const mailed = asked.some(
          ({ channel, orderId, answer }) =>
            channel === 'email' && orderId === order && answer.kind === 'sent',
        );
        if (mailed && failed.has(order))
          throw new Error(`play ${seed}: a record is reported whose mail went`);
      }
      if (took > BUDGET) throw new Error(`play ${seed}: it took ${took} ms`);
    }
    const work = async () => {
      await Promise.all(random() < 0.5 ? [one(), one()] : [one()]);
      await clock.sleep(TIMING.claim);
      await one();
    };
    await clock.play(work());
    for (const channel of CHANNELS)
      for (const order of ORDERS) {
        const mine = all.filter((asked) => asked.channel === channel && asked.orderId === order);
        const reached = reachedBy(mine);
        if (reached.length > 2) throw new Error(`play ${seed}: ${channel} of ${order} was sent a third time`);
      }
  }
});

describe('lanes beside the mails', () => {
  const TROUBLES: readonly (readonly [string, Mood])[] = [
    ['unkind', { unkind: 1, slow: 200 }],
    ['slow', { unkind: 0, slow: 9_900 }],
  ];

  it.each(TROUBLES)('that are %s cost no customer the mail, nor the record its end', async (_, trouble) => {
    for (let seed = 1; seed <= PLAYS / 5; seed++) {
      const { clock, invoke } = play(seed, { email: KIND, sms: trouble, push: trouble }, 0);
      let ended: Awaited<ReturnType<typeof invoke>> | undefined;

      await clock.play(
        (async () => {
          ended = await invoke(ORDERS);
        })(),
      );

      const mails = ended?.asked.filter(({ channel }) => channel === 'email') ?? [];
      expect(mails.map(({ orderId }) => orderId).sort()).toEqual(ORDERS);
      expect(ended?.response.batchItemFailures).toEqual([]);
    }
  });

  it('wait for nobody: all mails are out before the first text that is slow', async () => {
    const { clock, invoke } = play(1, { email: KIND, sms: { unkind: 0, slow: 9_900 }, push: KIND }, 0);
    let order: string[] = [];

    await clock.play(
      (async () => {
        order = (await invoke(ORDERS)).asked.map(({ channel }) => channel);
      })(),
    );

    const lastMail = order.lastIndexOf('email');
    expect(order.slice(lastMail)).toContain('sms');
    expect(order.slice(0, lastMail).filter((channel) => channel === 'sms').length).toBeLessThan(2);
  });
});
