import { FUNCTIONS } from '../../../../infra/functions';
import { recordsOf } from '../../../../lib/kafka/event';
import type { MailState } from '../../../../lib/log/mail-status';
import type { OrderLog } from '../../../../ops/entries';
import { notificationsIn } from '../../../../ops/place';
import type { Answer } from '../../../../ops/redrive/invoke';
import { smokeEvent, smokeOrder } from '../../../../ops/smoke/event';
import { smoke } from '../../../../ops/smoke/smoke';

const TOPIC = 'order_notification';
const place = { partition: `${TOPIC}-0`, offset: 0 };
const SENT: Answer = { kind: 'outcomes', outcomes: [{ ...place, kind: 'sent', code: 'sent' }] };

/** What the log says at each look; the last one stays. */
async function run(answer: Answer, looks: ReadonlyArray<'nothing' | 'sent' | MailState>) {
  let now = 0;
  let looked = 0;
  const entry = {
    order_id: 'smoke-1',
    notification: '["order_notification","pending"]',
    status: 'sent' as const,
    message_id: 'm',
    topic: TOPIC,
    partition: 0,
    offset: 0,
    user_id: 'smoke-1',
    created_at: 0,
    updated_at: 0,
    expires_at: 0,
  };
  const logAt = (what: (typeof looks)[number]): OrderLog => {
    if (what === 'nothing') return { entries: [], mails: [], unreadable: [] };
    const mail = {
      order_id: 'smoke-1',
      notification: '["mail","m"]',
      message_id: 'm',
      entry: entry.notification,
      user_id: 'smoke-1',
      sent_at: 0,
      expires_at: 0,
    };
    return {
      entries: [entry],
      mails: what === 'sent' ? [] : [{ ...mail, [what]: { at: 0 } }],
      unreadable: [],
    };
  };
  const [step] = await smoke(
    new Map([['service-prod-orderNotification', TOPIC]]),
    { orderId: 'smoke-1', to: 'a@b.example', waitMs: 60_000 },
    {
      async invoke() {
        now += 1_000;
        return answer;
      },
      entries: {
        table: 'log',
        of: async () => new Map(),
        ofOrder: async () => logAt(looks[Math.min(looked++, looks.length - 1)] ?? 'nothing'),
      },
      clock: {
        now: () => now,
        wall: () => now,
        random: () => 0,
        async sleep(ms) {
          now += ms;
        },
      },
      stop: new AbortController().signal,
      show: () => {},
    },
  );
  return step;
}

it('tells when the function had sent, and when SES told of the delivery', async () => {
  expect(await run(SENT, ['nothing', 'sent', 'delayed', 'delivered'])).toEqual({
    topic: TOPIC,
    answered: 1_000,
    sent: 1_000,
    delivered: 2_500,
  });
});

it('waits for a minute, and not for ever', async () => {
  expect(await run(SENT, ['sent'])).toEqual({ topic: TOPIC, answered: 1_000, sent: 1_000 });
});

it('does not take the word of the function for that of the log', async () => {
  expect(await run(SENT, ['nothing'])).toEqual({ topic: TOPIC, answered: 1_000 });
});

it.each<[string, Answer, ReadonlyArray<'nothing' | MailState>, RegExp]>([
  ['a mail that bounced', SENT, ['bounced'], /^SES says: bounced$/],
  [
    'a function that failed',
    { kind: 'unanswered', why: { code: 'function_failed', reason: 'the function failed: Error' } },
    ['nothing'],
    /^the function failed: Error$/,
  ],
  [
    'a function that tells nothing',
    { kind: 'outcomes', outcomes: [] },
    ['nothing'],
    /^the function did not tell/,
  ],
  [
    'a stage that does not reach the address',
    {
      kind: 'outcomes',
      outcomes: [{ ...place, kind: 'skipped', code: 'recipient_not_allowed', reason: 'x' }],
    },
    ['nothing'],
    /^this stage does not reach the address: .*allowedRecipients=…,\*@simulator\.amazonses\.com/,
  ],
  [
    'SES that refuses',
    {
      kind: 'outcomes',
      outcomes: [
        { ...place, kind: 'failed', failure: 'transient', code: 'account_paused', reason: 'SES: paused' },
      ],
    },
    ['nothing'],
    /^failed: account_paused: SES: paused\. Sending is paused for the whole account/,
  ],
])('says why not: %s', async (_, answer, looks, problem) => {
  const step = await run(answer, looks);

  expect(step?.problem).toMatch(problem);
  expect(step?.delivered).toBeUndefined();
});

it.each([
  ['order_notification', 'pending'],
  ['payment_notification', 'success'],
])('sends good news of %s', (topic, status) => {
  const [record] = recordsOf(smokeEvent(topic, 'smoke-1', 'a@b.example', 0));
  const value = JSON.parse(Buffer.from(record?.record.value ?? '', 'base64').toString());

  expect(value.status).toBe(status);
});

it.each(FUNCTIONS)('has a valid message for $topic, with the address in it', async ({ topic }) => {
  const notifications = await notificationsIn({ kind: 'local', stage: 'dev', service: 'shop' });
  const notification = [...notifications.values()].find((one) => one.topic === topic);
  const orderId = smokeOrder(0);

  const [record] = recordsOf(smokeEvent(topic, orderId, 'a@b.example', 0));
  const value = JSON.parse(Buffer.from(record?.record.value ?? '', 'base64').toString());

  expect(notification?.schema.safeParse(value).success).toBe(true);
  expect(value).toMatchObject({ order_id: orderId, user_id: orderId, email: 'a@b.example' });
  expect(orderId).toMatch(/^smoke-19700101T000000-[0-9a-f]{6}$/);
});
