import { isAllowed, reachByEmail } from '../../../../lib/channels/email/reach';
import type { Message } from '../../../../lib/notifications/notification';
import { hashOf, type Why } from '../../../../lib/recipients/bad-addresses';
import type { Contact } from '../../../../lib/recipients/contact';
import type { RecipientItem } from '../../../../lib/recipients/recipient-item';

const EVERYBODY = new Set(['*']);
const message: Message = { order_id: '123', user_id: '42', status: 'pending', message: '' };
const own: Message = { ...message, email: 'gift@example.com' };
const contact: Contact = {
  user_id: '42',
  email: 'ada@example.com',
  phone: undefined,
  devices: undefined,
  timezone: undefined,
  name: undefined,
  locale: undefined,
  preferences: undefined,
};

/** Of most customers nothing has been learned. */
const reachWith =
  (allowed: ReadonlySet<string>) =>
  (of: Message, known: Contact | undefined, learned: RecipientItem = {}) =>
    reachByEmail(allowed)(of, known, learned);

const reach = reachWith(EVERYBODY);

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

describe('a customer is reached by e-mail', () => {
  it('at the address of the contact', () => {
    expect(reach(message, contact)).toEqual({ kind: 'address', address: 'ada@example.com' });
  });

  it("at the message's own address before the contact's", () => {
    expect(reach(own, contact)).toEqual({ kind: 'address', address: 'gift@example.com' });
  });

  it("at the message's own address when there is no contact", () => {
    expect(reach(own, undefined)).toEqual({ kind: 'address', address: 'gift@example.com' });
  });

  it("at the message's own address when the contact's is broken", () => {
    expect(reach(own, { ...contact, email: 'broken' })).toEqual({
      kind: 'address',
      address: 'gift@example.com',
    });
  });

  it("at the contact's address, normalised", () => {
    expect(reach(message, { ...contact, email: 'ada@MÜNCHEN.de' })).toEqual({
      kind: 'address',
      address: 'ada@xn--mnchen-3ya.de',
    });
  });

  it('on this stage only when allowed', () => {
    const few = reachWith(new Set(['*@shop.example']));

    expect(few(message, contact)).toEqual({
      kind: 'skipped',
      code: 'recipient_not_allowed',
      reason: 'recipient not allowed',
    });
    expect(few({ ...message, email: 'ada@shop.example' }, contact)).toMatchObject({ kind: 'address' });
  });

  it.each<[Why, string, object]>([
    ['bounced', 'ada@example.com', { kind: 'failed', failure: 'permanent', code: 'address_bounced' }],
    ['bounced', 'ADA@Example.com', { kind: 'failed', failure: 'permanent', code: 'address_bounced' }],
    ['complained', 'ada@example.com', { kind: 'skipped', code: 'address_complained' }],
  ])('not at an address that has %s (%s)', (why, address, outcome) => {
    expect(
      reach(message, contact, { bad_addresses: { [hashOf('42', address)]: { why, at: 1 } } }),
    ).toMatchObject(outcome);
  });

  it.each([
    ['another address of theirs', '42', 'ada@old.example'],
    ['the same address of another user', '43', 'ada@example.com'],
  ])('though %s has bounced', (_, userId, address) => {
    const learned = { bad_addresses: { [hashOf(userId, address)]: { why: 'bounced', at: 1 } as const } };

    expect(reach(message, contact, learned)).toMatchObject({ kind: 'address' });
  });

  it("not at the message's own address when that has bounced", () => {
    const learned = {
      bad_addresses: { [hashOf('42', 'gift@example.com')]: { why: 'bounced', at: 1 } as const },
    };

    expect(reach(own, contact, learned)).toMatchObject({ code: 'address_bounced' });
  });

  it.each([
    [
      'there is no contact',
      undefined,
      'contact_missing',
      'recipient: no contact for this user_id, and no e-mail address in the message',
    ],
    [
      'the contact has no address',
      { ...contact, email: undefined },
      'address_missing',
      'recipient: neither the message nor the contact has an e-mail address',
    ],
    [
      "the contact's address is none",
      { ...contact, email: 'Ada <ada@example.com>' },
      'address_invalid',
      'contact: email: expected one e-mail address without display name, spaces, commas or quotes',
    ],
  ])('never, for good, when %s', (_, known, code, reason) => {
    expect(reach(message, known)).toEqual({ kind: 'failed', failure: 'permanent', code, reason });
  });
});
