import { reachByEmail } from '../../../lib/channels/email/reach';
import type { Message } from '../../../lib/notifications/notification';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import { hashOf } from '../../../lib/recipients/bad-addresses';
import type { Contact, ContactResult } from '../../../lib/recipients/contact';
import type { Customer } from '../../../lib/recipients/customers';
import { decide, isTooOld, type Reach } from '../../../lib/recipients/decide';
import { NOTHING_LEARNED, type RecipientResult } from '../../../lib/recipients/recipient-item';
import { fail, skip } from '../../../lib/runtime/outcome';

const email = { name: 'email', reach: reachByEmail(new Set(['*'])) } as const;
const message: Message = { order_id: '123', user_id: '42', status: 'pending', message: '' };
const contact: Contact = {
  user_id: '42',
  email: 'ada@example.com',
  phone: undefined,
  devices: undefined,
  timezone: undefined,
  name: 'Ada',
  locale: 'de-AT',
  preferences: undefined,
};
const customer = (found: ContactResult, recipient: RecipientResult = NOTHING_LEARNED): Customer => ({
  contact: found,
  recipient,
});
const found = (changes: Partial<Contact> = {}) =>
  customer({ kind: 'contact', contact: { ...contact, ...changes } });
const none = customer({ kind: 'none' });
const unreadable = customer({
  kind: 'unreadable',
  reason: 'contact: preferences: expected a map, found a string',
});

describe('a record is too old', () => {
  const now = Date.UTC(2026, 10, 24);

  it.each([
    ['one millisecond past its age', now - 60_001, 60, true],
    ['at exactly its age', now - 60_000, 60, false],
    ['just written', now, 60, false],
    ['from the future', now + 60_000, 60, false],
    ['of any age, with the limit off', 1, 0, false],
    ['without a time', undefined, 60, false],
  ])('%s', (_, time, maxAge, expected) => {
    expect(isTooOld(time, now, maxAge)).toBe(expected);
  });
});

describe('deciding', () => {
  it('writes to the contact', () => {
    expect(decide(orderNotification, message, found(), email)).toEqual({
      kind: 'address',
      address: 'ada@example.com',
      reader: { name: 'Ada', locale: 'de-AT', timezone: undefined },
    });
  });

  it("puts the message's own address and name before the contact's", () => {
    const own = { ...message, email: 'gift@example.com', name: 'Grace' };

    expect(decide(orderNotification, own, found(), email)).toMatchObject({
      address: 'gift@example.com',
      reader: { name: 'Grace', locale: 'de-AT' },
    });
  });

  it("writes to the message's own address when there is no contact", () => {
    const own = { ...message, email: 'gift@example.com' };

    expect(decide(orderNotification, own, none, email)).toEqual({
      kind: 'address',
      address: 'gift@example.com',
      reader: { name: undefined, locale: undefined },
    });
  });

  it.each([
    ['all e-mail', { email: false }],
    ['this topic', { topics: { order_notification: false } }],
    ['this topic, though e-mail is welcome', { email: true, topics: { order_notification: false } }],
    ['all e-mail, though this topic is welcome', { email: false, topics: { order_notification: true } }],
  ])('skips who opted out of %s', (_, preferences) => {
    const optedOut = found({ preferences: { email: undefined, topics: undefined, ...preferences } });

    expect(decide(orderNotification, message, optedOut, email)).toEqual({
      kind: 'skipped',
      code: 'opted_out',
      reason: 'opted out',
    });
  });

  it('skips who opted out even when the message has an address', () => {
    const own = { ...message, email: 'gift@example.com' };
    const optedOut = found({ preferences: { email: false, topics: undefined } });

    expect(decide(orderNotification, own, optedOut, email)).toMatchObject({ code: 'opted_out' });
  });

  it.each([
    ['nothing', undefined],
    ['e-mail welcome', { email: true, topics: undefined }],
    ['another topic unwelcome', { email: undefined, topics: { payment_notification: false } }],
  ])('writes to who prefers %s', (_, preferences) => {
    expect(decide(orderNotification, message, found({ preferences }), email).kind).toBe('address');
  });

  it('asks the preferences about this channel and no other', () => {
    const reach: Reach = () => ({ kind: 'address', address: '+1' });
    const sms = { name: 'sms', reach } as const;
    const texts = found({ preferences: { email: false, sms: true } });

    expect(decide(orderNotification, message, texts, sms)).toMatchObject({ address: '+1' });
    expect(decide(orderNotification, message, texts, email)).toMatchObject({ code: 'opted_out' });
  });

  it('tells what the customer must know, though they do not want to hear of its topic', () => {
    const unwilling = found({ preferences: { topics: { payment_notification: false } } });
    const failed = { ...message, status: 'failed' };

    expect(decide(paymentNotification, failed, unwilling, email)).toMatchObject({ kind: 'address' });
    expect(decide(paymentNotification, { ...message, status: 'success' }, unwilling, email)).toMatchObject({
      code: 'opted_out',
    });
  });

  it("shows moments in the customer's time zone", () => {
    expect(decide(orderNotification, message, found({ timezone: 'Asia/Tokyo' }), email)).toMatchObject({
      reader: { timezone: 'Asia/Tokyo' },
    });
  });

  it.each([
    ['skip', skip('recipient_not_allowed', 'recipient not allowed')],
    ['failure', fail('address_missing', 'recipient: neither …')],
  ])("passes on the channel's own %s", (_, outcome) => {
    const reach: Reach = () => outcome;

    expect(decide(orderNotification, message, found(), { name: 'email', reach })).toEqual(outcome);
  });

  it.each([
    ['there is no contact', none, undefined],
    ['there is one', found(), contact],
  ])('tells the channel what it knows when %s', (_, lookedUp, known) => {
    const reach = jest.fn<ReturnType<Reach>, Parameters<Reach>>(() => ({ kind: 'address', address: 'x' }));

    decide(orderNotification, message, lookedUp, { name: 'email', reach });

    expect(reach.mock.calls).toEqual([[message, known, {}, false]]);
  });

  it('fails for good when the contact cannot be read', () => {
    expect(decide(orderNotification, message, unreadable, email)).toEqual({
      kind: 'failed',
      failure: 'permanent',
      code: 'contact_invalid',
      reason: 'contact: preferences: expected a map, found a string',
    });
  });

  it('fails for good when what was learned of the customer cannot be read', () => {
    const reason = 'recipients: bad_addresses: expected a map, found a string';
    const spoilt = { ...found(), recipient: { kind: 'unreadable', reason } } as const;

    expect(decide(orderNotification, message, spoilt, email)).toEqual(fail('recipient_invalid', reason));
  });

  it('never guesses preferences that cannot be read, even when the message has an address', () => {
    const own = { ...message, email: 'gift@example.com' };

    expect(decide(orderNotification, own, unreadable, email).kind).toBe('failed');
  });
});

describe('a channel that rests by night', () => {
  const failed = { ...message, status: 'failed' };
  const texts = { sms: true };
  const bad_addresses = { [hashOf('42', 'ada@example.com')]: { why: 'complained', at: 1 } as const };
  const complained: RecipientResult = { kind: 'recipient', recipient: { bad_addresses } };

  it.each<[string, boolean, Message, Customer]>([
    ['what must be known', false, failed, found({ preferences: texts })],
    [
      'what must be known, with no wish for mails',
      true,
      failed,
      found({ preferences: { ...texts, email: false } }),
    ],
    [
      'what must be known, with an address that called an earlier mail spam',
      true,
      failed,
      customer(found({ preferences: texts }).contact, complained),
    ],
    ['what must be known, with no address', true, failed, found({ preferences: texts, email: undefined })],
    [
      'what must be known, with an address in the message alone',
      false,
      { ...failed, email: 'gift@example.com' },
      found({ preferences: texts, email: undefined }),
    ],
    ['all else', false, { ...failed, status: 'success' }, found({ preferences: { ...texts, email: false } })],
  ])('is told whether the hour matters, of %s: %s', (_, atAnyHour, asked, known) => {
    const reach = jest.fn<ReturnType<Reach>, Parameters<Reach>>(() => ({ kind: 'address', address: '+1' }));

    decide(paymentNotification, asked, known, { name: 'sms', reach }, email.reach);

    expect(reach.mock.calls).toEqual([[asked, expect.anything(), expect.anything(), atAnyHour]]);
  });
});

describe('what the customer chose', () => {
  const chosen = (cell: string, wanted: boolean): RecipientResult => ({
    kind: 'recipient',
    recipient: { choices: { [cell]: { wanted, at: 1 } } },
  });
  const preferring = (preferences: Contact['preferences'], recipient: RecipientResult) =>
    customer({ kind: 'contact', contact: { ...contact, preferences } }, recipient);

  it('comes before what the contact says', () => {
    const no = preferring({ email: true }, chosen('order_notification email', false));
    const yes = preferring({ email: false }, chosen('email', true));

    expect(decide(orderNotification, message, no, email).kind).toBe('skipped');
    expect(decide(orderNotification, message, yes, email).kind).toBe('address');
  });

  it('of one topic says nothing of the others', () => {
    const no = preferring(undefined, chosen('payment_notification email', false));

    expect(decide(orderNotification, message, no, email).kind).toBe('address');
  });

  it('does not stop what is mandatory, unless it is all of the channel', () => {
    const failed = { ...message, status: 'failed' };
    const topic = preferring(undefined, chosen('payment_notification email', false));
    const channel = preferring(undefined, chosen('email', false));

    expect(decide(paymentNotification, failed, topic, email).kind).toBe('address');
    expect(decide(paymentNotification, failed, channel, email).kind).toBe('skipped');
  });
});
