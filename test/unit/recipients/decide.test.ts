import type { Message } from '../../../lib/notifications/notification';
import type { Contact } from '../../../lib/recipients/contact';
import { decide, isAllowed, isTooOld } from '../../../lib/recipients/decide';

const EVERYBODY = new Set(['*']);
const message: Message = { order_id: '123', user_id: '42', status: 'pending', message: '' };
const contact: Contact = {
  user_id: '42',
  email: 'ada@example.com',
  name: 'Ada',
  locale: 'de-AT',
  preferences: undefined,
};
const found = (changes: Partial<Contact> = {}) =>
  ({ kind: 'contact', contact: { ...contact, ...changes } }) as const;
const none = { kind: 'none' } as const;

describe('a record is too old', () => {
  const now = Date.UTC(2026, 10, 24);

  it.each([
    ['one millisecond past its age', now - 60_001, 60, true],
    ['at exactly its age', now - 60_000, 60, false],
    ['just written', now, 60, false],
    ['from the future', now + 60_000, 60, false],
    ['of any age, with the limit off', 1, 0, false],
    ['without a timestamp', undefined, 60, false],
    ['with null for a timestamp', null, 60, false],
    ["with Kafka's -1 for a timestamp", -1, 60, false],
    ['with 0 for a timestamp', 0, 60, false],
    ['with a string for a timestamp', '1', 60, false],
    ['with NaN for a timestamp', Number.NaN, 60, false],
  ])('%s', (_, timestamp, maxAge, expected) => {
    expect(isTooOld(timestamp, now, maxAge)).toBe(expected);
  });
});

describe('a recipient is allowed', () => {
  it.each([
    ['by * for everybody', ['*'], 'ada@example.com', true],
    ['by its address', ['ada@example.com'], 'ada@example.com', true],
    ['by its address, whatever its case', ['ada@example.com'], 'Ada@Example.com', true],
    ['by its domain', ['*@example.com'], 'ada@example.com', true],
    ['by one of several', ['*@other.example', 'ada@example.com'], 'ada@example.com', true],
    ['not by another address', ['eve@example.com'], 'ada@example.com', false],
    ['not by another domain', ['*@example.com'], 'ada@evil.example', false],
    ['not by a parent domain', ['*@example.com'], 'ada@mail.example.com', false],
    ['not by a domain that ends alike', ['*@example.com'], 'ada@evil-example.com', false],
    ['not by an empty list', [], 'ada@example.com', false],
  ])('%s', (_, allowed, recipient, expected) => {
    expect(isAllowed(recipient, new Set(allowed))).toBe(expected);
  });
});

describe('deciding', () => {
  it('writes to the contact', () => {
    expect(decide('order_notification', message, found(), EVERYBODY)).toEqual({
      status: 'send',
      recipient: 'ada@example.com',
      reader: { name: 'Ada', locale: 'de-AT' },
    });
  });

  it("puts the message's own address and name before the contact's", () => {
    const own = { ...message, email: 'gift@example.com', name: 'Grace' };

    expect(decide('order_notification', own, found(), EVERYBODY)).toMatchObject({
      recipient: 'gift@example.com',
      reader: { name: 'Grace', locale: 'de-AT' },
    });
  });

  it("writes to the message's own address when there is no contact", () => {
    const own = { ...message, email: 'gift@example.com' };

    expect(decide('order_notification', own, none, EVERYBODY)).toEqual({
      status: 'send',
      recipient: 'gift@example.com',
      reader: { name: undefined, locale: undefined },
    });
  });

  it('does not mind a broken address of the contact when the message has its own', () => {
    const own = { ...message, email: 'gift@example.com' };

    expect(decide('order_notification', own, found({ email: 'broken' }), EVERYBODY)).toMatchObject({
      recipient: 'gift@example.com',
    });
  });

  it("normalises the contact's address", () => {
    expect(
      decide('order_notification', message, found({ email: 'ada@MÜNCHEN.de' }), EVERYBODY),
    ).toMatchObject({
      recipient: 'ada@xn--mnchen-3ya.de',
    });
  });

  it.each([
    ['all e-mail', { email: false }],
    ['this topic', { topics: { order_notification: false } }],
    ['this topic, though e-mail is welcome', { email: true, topics: { order_notification: false } }],
    ['all e-mail, though this topic is welcome', { email: false, topics: { order_notification: true } }],
  ])('skips who opted out of %s', (_, preferences) => {
    const optedOut = found({ preferences: { email: undefined, topics: undefined, ...preferences } });

    expect(decide('order_notification', message, optedOut, EVERYBODY)).toEqual({
      status: 'skipped',
      reason: 'opted out',
    });
  });

  it('skips who opted out even when the message has an address', () => {
    const own = { ...message, email: 'gift@example.com' };
    const optedOut = found({ preferences: { email: false, topics: undefined } });

    expect(decide('order_notification', own, optedOut, EVERYBODY)).toMatchObject({ reason: 'opted out' });
  });

  it.each([
    ['nothing', undefined],
    ['e-mail welcome', { email: true, topics: undefined }],
    ['another topic unwelcome', { email: undefined, topics: { payment_notification: false } }],
  ])('writes to who prefers %s', (_, preferences) => {
    expect(decide('order_notification', message, found({ preferences }), EVERYBODY).status).toBe('send');
  });

  it('skips a recipient who is not allowed on this stage', () => {
    expect(decide('order_notification', message, found(), new Set(['*@shop.example']))).toEqual({
      status: 'skipped',
      reason: 'recipient not allowed',
    });
  });

  it.each([
    [
      'there is no contact',
      none,
      'recipient: no contact for this user_id, and no e-mail address in the message',
    ],
    [
      'the contact has no address',
      found({ email: undefined }),
      'recipient: neither the message nor the contact has an e-mail address',
    ],
    [
      "the contact's address is none",
      found({ email: 'Ada <ada@example.com>' }),
      'contact: email: expected one e-mail address without display name, spaces, commas or quotes',
    ],
    [
      'the contact cannot be read',
      { kind: 'unreadable', reason: 'contact: preferences: expected a map, found a string' } as const,
      'contact: preferences: expected a map, found a string',
    ],
  ])('fails for good when %s', (_, lookedUp, reason) => {
    expect(decide('order_notification', message, lookedUp, EVERYBODY)).toEqual({
      status: 'failed',
      kind: 'permanent',
      reason,
    });
  });

  it('never guesses preferences that cannot be read, even when the message has an address', () => {
    const own = { ...message, email: 'gift@example.com' };

    expect(
      decide('order_notification', own, { kind: 'unreadable', reason: 'contact: …' }, EVERYBODY).status,
    ).toBe('failed');
  });
});
