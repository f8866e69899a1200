import type { Answer, Channel } from '../../lib/channels/channel';
import { orderMail } from '../../lib/channels/email/order';
import { orderNotification } from '../../lib/notifications/order';
import { systemClock } from '../../lib/runtime/clock';
import { fail, sent, skip } from '../../lib/runtime/outcome';
import { sampleContacts } from '../../local/dynamodb';
import type { Line } from '../support/ecs';
import { pacer } from '../support/pacer';
import { failedOffsets, instancesOn, many, newOrder, orders, PATIENT } from '../support/service';
import { useStack } from '../support/stack';

const stack = useStack();
const instance = instancesOn(stack);

/** All sample customers want texts too. */
beforeAll(() =>
  stack.addContacts(
    sampleContacts().map((contact) => ({
      ...contact,
      preferences: { ...Object(contact.preferences), sms: true },
    })),
  ),
);

const MAIL = '["order_notification","pending"]';
const TEXT = '["sms","order_notification","pending"]';

/** A second channel, made up: text messages to everybody but user 2, which its provider answers as it is told. */
function texts(answer: (text: string) => Answer) {
  const sentTexts: string[] = [];
  const channel: Channel = {
    name: 'sms',
    places: 2,
    slowestAnswer: 1_000,
    pace: pacer(10_000, systemClock),
    reach: ({ user_id }) =>
      user_id === '2'
        ? skip('recipient_not_allowed', 'recipient not allowed')
        : { kind: 'address', address: `+${user_id}` },
    prepare: (content, address) => async () => {
      const text = `${address}: ${content}`;
      const answered = answer(text);
      if (answered.kind === 'sent') sentTexts.push(text);
      return answered;
    },
  };
  return { channel, sent: sentTexts };
}

const taken: Answer = { kind: 'sent', outcome: sent('text-1') };
const refused: Answer = { kind: 'rejected', outcome: fail('rejected', 'SMS: no such number') };
const declined: Answer = { kind: 'declined', outcome: skip('opted_out', 'SMS: opted out of texts') };
const halted: Answer = { kind: 'halted', outcome: fail('account_paused', 'SMS: the account is paused') };
const silent: Answer = { kind: 'unknown', outcome: fail('no_answer', 'SMS: no answer') };

function telling(answer: (text: string) => Answer) {
  const { channel, sent } = texts(answer);
  const one = instance({
    channels: [channel],
    about: [orderNotification, { email: orderMail, sms: ({ order_id }) => `Order ${order_id}` }],
    timing: PATIENT,
  });
  return { ...one, sent };
}

/** What the notification log says of each channel. */
async function entriesOf(orderId: string): Promise<Record<string, unknown>> {
  const entries = await stack.logOf(orderId);
  return Object.fromEntries(entries.map(({ notification, status }) => [notification, status]));
}

describe('a notification on two channels', () => {
  it('is one delivery on each, under keys of their own', async () => {
    const order_id = newOrder();
    const { invoke, sent } = telling(() => taken);

    const response = await invoke(orders({ order_id }));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(1);
    expect(sent).toEqual([`+1: Order ${order_id}`]);
    expect(await entriesOf(order_id)).toEqual({ [MAIL]: 'sent', [TEXT]: 'sent' });
  });

  it('is told once on each, however often it is asked for', async () => {
    const order_id = newOrder();
    const { invoke, sent } = telling(() => taken);

    await invoke(orders({ order_id }, { order_id }));
    await invoke(orders({ order_id }));

    expect([stack.ses.messages.length, sent.length]).toEqual([1, 1]);
  });

  it('is one record, counted once', async () => {
    const { invoke, lines } = telling(() => refused);

    await invoke(orders({}, {}));

    expect(lines.filter((line) => line['event.action'] === 'batch_finished')).toMatchObject([
      { Records: 2, Sent: 2, FailedPermanent: 0 },
    ]);
  });
});

describe('a customer who never asked for texts', () => {
  it('gets none', async () => {
    const user_id = 'no-texts';
    await stack.addContacts([{ user_id, email: 'ada@example.com' }]);
    const { invoke, sent } = telling(() => taken);

    await invoke(orders({ user_id }));

    expect([stack.ses.messages.length, sent.length]).toEqual([1, 0]);
  });
});

describe('the outcome of a record on two channels', () => {
  it.each([
    ['is sent where the mail went and the text did not', '1', refused, [], undefined],
    ['is sent where the mail went and the text was never answered', '1', silent, [], undefined],
    ['is failed where the mail failed and the text went', 'rejected', taken, [0], 'rejected'],
    ['is sent where the customer wants no mail and the text went', '3', taken, [], undefined],
    ['is failed where the customer wants no mail and the text failed', '3', refused, [0], 'rejected'],
    ['is sent where there is no other way than mail', '2', taken, [], undefined],
  ])('%s', async (_, user_id, answer, reported, code) => {
    const { invoke, lines } = telling(() => answer);

    const response = await invoke(orders({ user_id }));

    expect(failedOffsets(response)).toEqual(reported);
    const ofRecords = lines.filter((line) => line['labels.outcome'] !== undefined);
    expect(ofRecords.map((line) => line['event.code'])).toEqual(code ? [code] : []);
  });

  it('is told to a redrive as it was folded', async () => {
    const { invoke } = telling(() => taken);

    const { outcomes } = await invoke({ ...orders({ user_id: '3' }), redrive: { maxAgeSeconds: 0 } });

    expect(outcomes).toMatchObject([{ kind: 'sent', messageId: 'text-1' }]);
  });
});

describe('a channel beside others', () => {
  const finished = (lines: readonly Line[], channel: string) =>
    lines.find((line) => line['event.action'] === 'channel_finished' && line.channel === channel);

  it('is measured for itself', async () => {
    const { invoke, lines } = telling((text) => (text.startsWith('+5') ? refused : taken));

    await invoke(orders({ user_id: '1' }, { user_id: '5' }, { user_id: '3' }, { user_id: '2' }));

    expect(finished(lines, 'email')).toMatchObject({ Sent: 3, Skipped: 1, Failed: 0 });
    expect(finished(lines, 'sms')).toMatchObject({ Sent: 2, Skipped: 1, Failed: 1, Halted: 0 });
  });

  it('tells what failed on it, though the mail went and nothing is reported', async () => {
    const order_id = newOrder();
    const { invoke, lines } = telling(() => refused);

    await invoke(orders({ order_id }));

    expect(lines.filter((line) => line['event.action'] === 'delivery_failed')).toMatchObject([
      {
        message: 'sms failed: SMS: no such number',
        'labels.order_id': order_id,
        'labels.channel': 'sms',
        'event.code': 'rejected',
      },
    ]);
  });

  it('counts a batch that its provider halted, and a spend limit as what it is', async () => {
    const limit = fail('spend_limit_reached', 'SMS: the spend limit of the month is reached');
    const { invoke, lines } = telling(() => ({ kind: 'halted', outcome: limit }));

    const response = await invoke(orders(...many(100)));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(100);
    expect(finished(lines, 'sms')).toMatchObject({ Failed: 100, Halted: 1, SpendLimitReached: 1 });
    expect(finished(lines, 'email')).toMatchObject({ Sent: 100, Halted: 0 });
  });

  it('is not measured for itself where e-mail is alone', async () => {
    const { invoke, lines } = instance();

    await invoke(orders({}));

    expect(lines.map((line) => line['event.action'])).toEqual(['batch_finished']);
  });
});

describe('a text that its provider declines for the customer', () => {
  it('is skipped: noted, its claim given up, and nothing reported', async () => {
    const order_id = newOrder();
    const { invoke } = telling(() => declined);

    const response = await invoke(orders({ order_id, user_id: '3' }));

    expect(failedOffsets(response)).toEqual([]);
    const entry = (await stack.logOf(order_id)).find(({ notification }) => notification === TEXT);
    expect(entry).toMatchObject({ status: 'skipped', code: 'opted_out', reason: 'SMS: opted out of texts' });
    expect(entry).not.toHaveProperty('claimed_by');
  });
});

describe('a channel that is halted', () => {
  it('does not halt the others', async () => {
    let asked = 0;
    const { invoke } = telling(() => {
      asked++;
      return halted;
    });

    const response = await invoke(orders(...many(20)));

    expect(failedOffsets(response)).toEqual([]);
    expect(stack.ses.messages).toHaveLength(20);
    // No more than there are places.
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('is not halted by them', async () => {
    const { invoke, sent } = telling(() => taken);

    const response = await invoke(orders(...many(20, { user_id: 'quota' })));

    expect(failedOffsets(response)).toHaveLength(20);
    expect(sent).toHaveLength(20);
  });
});

describe('a notification that says nothing on a channel', () => {
  it('is told on the others alone', async () => {
    const order_id = newOrder();
    const { channel, sent } = texts(() => taken);
    const { invoke } = instance({ channels: [channel] });

    await invoke(orders({ order_id }));

    expect(sent).toEqual([]);
    expect(await entriesOf(order_id)).toEqual({ [MAIL]: 'sent' });
  });
});
