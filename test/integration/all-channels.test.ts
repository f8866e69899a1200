import { orderMail } from '../../lib/channels/email/order';
import { orderPush } from '../../lib/channels/push/order';
import { orderSms } from '../../lib/channels/sms/order';
import { noClaims } from '../../lib/log/claims';
import { DELIVERY } from '../../lib/log/entry';
import { keyOn } from '../../lib/notifications/key';
import { type OrderMessage, orderNotification } from '../../lib/notifications/order';
import { TIMING } from '../../lib/runtime/timing';
import { credentialsAt } from '../../local/channels';
import { newKept } from '../../local/kept';
import type { ReceivedPush } from '../../local/push/message';
import { type LocalPush, startPush } from '../../local/push/server';
import { numberOf } from '../../local/sms/numbers';
import { type LocalSms, type SmsOptions, startSms } from '../../local/sms/server';
import type { ReceivedText } from '../../local/sms/text';
import type { Line } from '../support/ecs';
import {
  failedOffsets,
  instancesOn,
  many,
  movableClock,
  newOrder,
  orders,
  PATIENT,
  type ServiceOptions,
} from '../support/service';
import { useStack } from '../support/stack';

/*
 * The service with all its channels, from the record to the providers: real clients, over HTTP.
 */

const texts = newKept<ReceivedText>();
const pushes = newKept<ReceivedPush>();
const stack = useStack({ texts, pushes });
const instancesHere = instancesOn(stack);

let sms: LocalSms;
let push: LocalPush;
beforeAll(async () => {
  // As Lambda has them; the library for Google's credentials reads them there.
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 's',
  });
  sms = await startSms({ kept: texts });
  push = await startPush({ kept: pushes });
});
beforeEach(() => {
  sms.clear();
  push.clear();
});
afterAll(() => Promise.all([sms.close(), push.close()]));

type Options = Omit<Partial<ServiceOptions<OrderMessage>>, 'about'>;

function instance({ environment, sms: at = sms.url, ...options }: Options = {}) {
  return instancesHere({
    only: ['email', 'sms', 'push'],
    about: [orderNotification, { email: orderMail, sms: orderSms, push: orderPush }],
    sms: at,
    environment: {
      SMS_POOL: 'pool-1',
      SMS_MAX_SEND_RATE: '1000',
      FCM_PROJECT: 'shop-1a2b3',
      FCM_CREDENTIALS: credentialsAt(push.url),
      FCM_ENDPOINT: push.url,
      PUSH_MAX_SEND_RATE: '1000',
      ...environment,
    },
    ...options,
  });
}

/** A time zone in which it is this hour now, whenever the test runs. */
function zoneAt(hour: number): string {
  const offset = hour - new Date().getUTCHours();
  const east = offset < -12 ? offset + 24 : offset;
  // In these names, east is minus.
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}

const NUMBER = '+4915112345678';

/** A customer who is reached on all channels, by day. */
async function customer(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const user_id = `customer-${newOrder()}`;
  const all = {
    email: 'ada@example.com',
    phone: NUMBER,
    devices: [{ token: `phone-of-${user_id}` }],
    timezone: zoneAt(12),
    preferences: { sms: true },
  };
  await stack.addContacts([{ user_id, ...all, ...fields }]);
  return user_id;
}

/** How many messages each provider took. */
const taken = () => ({
  email: stack.ses.messages.length,
  sms: texts.messages.length,
  push: pushes.messages.length,
});

const finished = (lines: readonly Line[], channel: string) =>
  lines.filter((line) => line['event.action'] === 'channel_finished' && line.channel === channel);

/** @throws Error where it does not hold within a minute */
async function until(holds: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error('waited for too long');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('one delivery on each channel', () => {
  const ONCE = { email: 1, sms: 1, push: 1 };

  it('is made for records that come twice, in one batch and in others', async () => {
    const order = { order_id: newOrder(), user_id: await customer() };
    const { invoke } = instance();

    await invoke(orders(order, order));
    await invoke(orders(order));
    const response = await instance().invoke(orders(order));

    expect(failedOffsets(response)).toEqual([]);
    expect(taken()).toEqual(ONCE);
  });

  it('is made by three invocations at once', async () => {
    const user_id = await customer();
    const batch = orders(...many(10, { user_id }));

    const responses = await Promise.all([1, 2, 3].map(() => instance().invoke(batch)));

    expect(responses.flatMap(failedOffsets)).toEqual([]);
    expect(taken()).toEqual({ email: 10, sms: 10, push: 10 });
  });

  it('is made once the claims of an instance that died have expired', async () => {
    const order = { order_id: newOrder(), user_id: await customer() };
    const mailKey = { orderId: order.order_id, notification: '["order_notification","pending"]' };
    const clock = movableClock();
    const dying = instance({ clock });
    for (const channel of ['email', 'sms', 'push'] as const)
      await dying.dependencies.log.claim(
        {
          key: keyOn(channel, mailKey),
          userId: order.user_id,
          position: { topic: 'order_notification', partition: 0, offset: 0 },
        },
        noClaims(),
        DELIVERY,
      );

    clock.move(TIMING.claim + 1);
    await instance({ clock }).invoke(orders(order));
    await instance({ clock }).invoke(orders(order));

    expect(taken()).toEqual(ONCE);
    expect((await stack.logOf(order.order_id)).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  });

  it('is at most two texts where the first was never answered, and one of all else', async () => {
    const order = { order_id: newOrder(), user_id: await customer({ phone: numberOf('lost') }) };
    const clock = movableClock();
    for (const _ of ['never answered', 'taken over', 'never again']) {
      await instance({ clock }).invoke(orders(order));
      clock.move(TIMING.claim + 1);
    }

    expect(taken()).toEqual({ email: 1, sms: 2, push: 1 });
  });

  it('is one push on the screen where the first was never answered: the second replaces it', async () => {
    const user_id = await customer({ devices: [{ token: `lost+1.${newOrder()}` }] });

    await instance().invoke(orders({ user_id }));

    const shown = await (await fetch(`${stack.ses.url}/api/messages?channel=push`)).json();
    expect(shown).toHaveLength(2);
    expect(shown).toMatchObject([{ replaces: pushes.messages[1]?.id }, { replaces: null }]);
  });
});

describe('a text lane that is in trouble', () => {
  const server = async (options: SmsOptions) => startSms(options);

  it('at its spend limit costs nobody the mail, reports nothing, and rings once', async () => {
    const limited = await server({ spendLimit: 400 });
    const { invoke, lines } = instance({ sms: limited.url, only: ['email', 'sms'], timing: PATIENT });

    const response = await invoke(orders(...many(1_000, { user_id: await customer() })));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1_000);
    expect(limited.messages).toHaveLength(400);
    expect(finished(lines, 'sms')).toMatchObject([{ Sent: 400, Failed: 600, SpendLimitReached: 1 }]);
    await limited.close();
  });

  it('that is never answered does not hold the mails back', async () => {
    const { invoke } = instance({ timing: { sendAnswer: 2_000 }, environment: { SMS_MAX_SEND_RATE: '8' } });
    const user_id = await customer({ phone: numberOf('silent') });
    let ended = false;

    const answer = invoke(orders(...many(16, { user_id }))).finally(() => {
      ended = true;
    });
    await until(() => stack.ses.messages.length >= 16);

    expect(ended).toBe(false);
    expect(failedOffsets(await answer)).toEqual([]);
  });

  it('that is halted leaves mails and pushes alone', async () => {
    const user_id = await customer({ phone: numberOf('denied') });

    const response = await instance().invoke(orders(...many(5, { user_id })));

    expect(failedOffsets(response)).toEqual([]);
    expect(taken()).toEqual({ email: 5, sms: 0, push: 5 });
  });
});

describe('whom a stage reaches', () => {
  it.each([
    ['*', { email: 1, sms: 1, push: 1 }],
    ['+49*', { email: 0, sms: 1, push: 0 }],
    ['+1*,*@example.com', { email: 1, sms: 0, push: 0 }],
    [NUMBER, { email: 0, sms: 1, push: 0 }],
    ['user:{user_id}', { email: 0, sms: 0, push: 1 }],
    ['user:somebody-else', { email: 0, sms: 0, push: 0 }],
  ])('with ALLOWED_RECIPIENTS=%s are %j', async (allowed, reached) => {
    const user_id = await customer();
    const environment = { ALLOWED_RECIPIENTS: allowed.replace('{user_id}', user_id) };

    await instance({ environment }).invoke(orders({ user_id }));

    expect(taken()).toEqual(reached);
  });
});

describe('at night where the customer lives', () => {
  it.each([
    [7, 0],
    [8, 1],
    [20, 1],
    [21, 0],
  ])('at %d o’clock there are %d texts, and the mail and the push go', async (hour, count) => {
    const user_id = await customer({ timezone: zoneAt(hour) });

    await instance().invoke(orders({ user_id }));

    expect(taken()).toEqual({ email: 1, sms: count, push: 1 });
  });
});

describe('a device that no longer has the app', () => {
  it('is not asked again, until it is seen again', async () => {
    const gone = { token: `gone.${newOrder()}` };
    const phone = { token: `phone-${newOrder()}` };
    const user_id = await customer({ devices: [gone, phone] });
    const asked = async () => {
      const before = push.calls;
      await instance().invoke(orders({ user_id }));
      return push.calls - before;
    };

    const first = await asked();
    const second = await asked();
    await stack.addContacts([
      { user_id, email: 'ada@example.com', devices: [{ ...gone, seen_at: Date.now() + 60_000 }, phone] },
    ]);
    const third = await asked();

    expect([first, second, third]).toEqual([2, 1, 2]);
  });
});

describe('what a customer wants', () => {
  it.each([
    [undefined, { email: 1, sms: 0, push: 1 }],
    [{ sms: true }, { email: 1, sms: 1, push: 1 }],
    [
      { sms: true, email: false },
      { email: 0, sms: 1, push: 1 },
    ],
    [{ push: false }, { email: 1, sms: 0, push: 0 }],
    [{ topics: { order_notification: { sms: true } } }, { email: 1, sms: 1, push: 1 }],
    [
      { sms: true, topics: { order_notification: { sms: false } } },
      { email: 1, sms: 0, push: 1 },
    ],
    [
      { sms: true, topics: { order_notification: false } },
      { email: 0, sms: 0, push: 0 },
    ],
    [{ topics: { order_notification: { email: false, push: false } } }, { email: 0, sms: 0, push: 0 }],
  ])('by %j is %j', async (preferences, wanted) => {
    const user_id = await customer({ preferences });

    await instance().invoke(orders({ user_id }));

    expect(taken()).toEqual(wanted);
  });
});
