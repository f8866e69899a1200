import * as fc from 'fast-check';
import type { Answer, Reference } from '../../lib/channels/channel';
import { contextOf, smsChannel } from '../../lib/channels/sms/sms';
import { referenceOf } from '../../lib/channels/tags';
import { requireFor } from '../../lib/config';
import { systemClock } from '../../lib/runtime/clock';
import { TIMING, type Timing } from '../../lib/runtime/timing';
import { type FaultName, numberOf } from '../../local/sms/numbers';
import { type LocalSms, startSms } from '../../local/sms/server';
import { configOf, REFERENCE } from '../support/channels';
import { pacer } from '../support/pacer';

const NUMBER = '+4915112345678';
const TEXT = 'Example Shop: your order 123 is on its way.';
let sms: LocalSms;
beforeAll(async () => {
  sms = await startSms();
});
beforeEach(() => sms.clear());
afterAll(() => sms.close());

/** The channel as a function has it, but for where AWS is. */
function channelOf({
  endpoint = sms.url,
  timing = {},
  variables = {},
}: {
  endpoint?: string;
  timing?: Partial<Timing>;
  variables?: Record<string, string>;
} = {}) {
  const config = configOf({ SMS_POOL: 'pool-1', SMS_MAX_SEND_RATE: '10', ...variables });
  return smsChannel(
    requireFor('sms', config, 'SMS_POOL', 'SMS_MAX_SEND_RATE'),
    pacer(10_000, systemClock),
    systemClock,
    { ...TIMING, ...timing },
    { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } },
  );
}

type Options = Parameters<typeof channelOf>[0];
const send = (number = NUMBER, options?: Options, reference: Reference = REFERENCE): Promise<Answer> =>
  channelOf(options).prepare(TEXT, number, reference)();

describe('a text message', () => {
  it('is sent from the pool, as transactional', async () => {
    const answer = await send();

    expect(sms.messages).toMatchObject([
      { to: NUMBER, text: TEXT, origination: 'pool-1', type: 'TRANSACTIONAL' },
    ]);
    expect(answer).toMatchObject({ kind: 'sent', outcome: { messageId: sms.messages[0]?.id } });
  });

  it('has no price limit and no configuration set unless they are given', async () => {
    await send();

    expect(sms.messages).toMatchObject([{ maxPrice: null, configurationSet: null }]);
  });

  it('has the price limit and the configuration set of the deployment', async () => {
    await send(NUMBER, { variables: { SMS_MAX_PRICE: '0.10', SMS_CONFIGURATION_SET: 'texts' } });

    expect(sms.messages).toMatchObject([{ maxPrice: '0.10', configurationSet: 'texts' }]);
  });

  it('carries what its events need to find its entry', async () => {
    await send();

    const { context = {} } = sms.messages[0] ?? {};
    const tags = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, [value]]));
    expect(referenceOf(tags)).toEqual(REFERENCE);
    expect(context).toMatchObject({ topic: 'order_notification', status: 'pending', order_id: '123' });
  });

  it.each([
    ['what is left of its time', 3_600_000, 3_600],
    ['no less than AWS takes', 1, 5],
    ['no more than AWS takes', 30 * 86_400_000, 259_200],
  ])('lives for %s', async (_, left, seconds) => {
    await send(NUMBER, {}, { ...REFERENCE, expiresAt: Date.now() + left });

    const timeToLive = sms.messages[0]?.timeToLive;
    expect(timeToLive).toBeGreaterThan(seconds - 60);
    expect(timeToLive).toBeLessThanOrEqual(seconds);
  });

  it('lives as long as AWS lets it where records have no age', async () => {
    await send();

    expect(sms.messages).toMatchObject([{ timeToLive: null }]);
  });
});

describe('what events carry back', () => {
  it('is within the bounds of AWS, and exact, whatever the ids are', () => {
    const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(id, id, id, (orderId, userId, discriminator) => {
        const notification = JSON.stringify(['sms', 'payment_notification', 'failed', discriminator]);
        const reference = { key: { orderId, notification }, userId };

        const context = contextOf(reference);

        expect(Object.keys(context).length).toBeLessThanOrEqual(5);
        for (const value of Object.values(context)) expect(value).toMatch(/^[\w-]{1,800}$/);
        const tags = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, [value]]));
        expect(referenceOf(tags)).toEqual(reference);
      }),
    );
  });
});

const ROWS: readonly (readonly [FaultName, Answer['kind'], string])[] = [
  ['optedout', 'declined', 'opted_out'],
  ['nocountry', 'rejected', 'country_not_served'],
  ['blocked', 'rejected', 'country_not_served'],
  ['overridden', 'rejected', 'country_not_served'],
  ['unverified', 'halted', 'not_set_up'],
  ['mismatch', 'halted', 'not_set_up'],
  ['inactive', 'halted', 'not_set_up'],
  ['spend', 'halted', 'spend_limit_reached'],
  ['quota', 'halted', 'account_paused'],
  ['denied', 'halted', 'not_permitted'],
  ['paused', 'halted', 'account_paused'],
  ['missing', 'halted', 'not_set_up'],
  ['throttled', 'throttled', 'throttled'],
  ['toodear', 'rejected', 'country_not_served'],
  ['notenabled', 'rejected', 'country_not_served'],
  ['refused', 'rejected', 'parameter_refused'],
  ['error500', 'transient', 'provider_error'],
  ['slow', 'sent', 'sent'],
  ['lost', 'unknown', 'no_answer'],
];

describe('the answer to a text', () => {
  it.each(ROWS)('for a number of %s is %s, %s, after one request', async (name, kind, code) => {
    const answer = await send(numberOf(name));

    expect(answer).toMatchObject({ kind, outcome: { code } });
    expect(sms.calls).toBe(1);
    expect(JSON.stringify(answer)).not.toContain(numberOf(name).slice(1));
  });

  it('that never comes is unknown in time, and really ends the call', async () => {
    const answer = await send(numberOf('silent'), { timing: { sendAnswer: 500 } });

    expect(answer).toMatchObject({ kind: 'unknown', outcome: { code: 'no_answer' } });
  });

  it('of a server that nobody runs is that nothing was sent', async () => {
    const answer = await send(NUMBER, { endpoint: 'http://127.0.0.1:9' });

    expect(answer).toMatchObject({ kind: 'transient', outcome: { code: 'no_connection' } });
  });

  it('may pass: a number that is throttled twice is sent to at the third call', async () => {
    const number = numberOf('throttled', 2);

    const kinds = [await send(number), await send(number), await send(number)].map(({ kind }) => kind);

    expect(kinds).toEqual(['throttled', 'throttled', 'sent']);
  });
});

describe('the local SMS', () => {
  it('stops at its spend limit, and what was taken before is kept', async () => {
    const limited = await startSms({ spendLimit: 1 });
    const options = { endpoint: limited.url };

    const kinds = [await send(NUMBER, options), await send(NUMBER, options)].map(({ kind }) => kind);

    expect([kinds, limited.messages.length]).toEqual([['sent', 'halted'], 1]);
    await limited.close();
  });

  it.each([
    ['a number that is none', { DestinationPhoneNumber: 'ada' }],
    ['a blank text', { MessageBody: ' ' }],
    ['a text that is too long', { MessageBody: 'x'.repeat(1_601) }],
    ['a time to live that is too short', { TimeToLive: 4 }],
    ['a price without a decimal point', { MaxPrice: '1' }],
    ['a context of six entries', { Context: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } }],
    ['a field that AWS does not know', { Subject: 'x' }],
  ])('refuses %s, as AWS does', async (_, fields) => {
    const response = await fetch(sms.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'PinpointSMSVoiceV2.SendTextMessage' },
      body: JSON.stringify({
        DestinationPhoneNumber: NUMBER,
        OriginationIdentity: 'pool-1',
        MessageBody: TEXT,
        ...fields,
      }),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringContaining('ValidationException') });
  });

  it('gives what it took as JSON', async () => {
    await send();

    expect(await (await fetch(`${sms.url}/api/messages`)).json()).toEqual(sms.messages);
  });
});
