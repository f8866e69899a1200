import { hashOf } from '../../../../lib/recipients/bad-addresses';
import { type Answer, knowledgeOf } from '../../../../ops/recipients/knowledge';

const AT = Date.UTC(2026, 10, 24, 12);
const contact: Answer = { item: { user_id: '42', email: 'Ada@EXAMPLE.com' } };
const bad = (why: string, at = AT) => ({ why, at, sub_type: 'General', message_id: 'm-1' });

describe('what is known of a customer', () => {
  it('tells which bad address is the one of the contact, the oldest first', () => {
    const item = {
      bad_addresses: {
        [hashOf('42', 'ada@example.com')]: bad('complained'),
        [hashOf('42', 'old@example.com')]: bad('bounced', AT - 1),
      },
    };

    expect(knowledgeOf('42', contact, item)).toEqual({
      userId: '42',
      contact: { kind: 'address', address: 'Ada@example.com' },
      badAddresses: [
        { ...bad('bounced', AT - 1), isContact: false },
        { ...bad('complained'), isContact: true },
      ],
      goneDevices: 0,
      choices: [],
    });
  });

  it('has how many devices are gone', () => {
    expect(knowledgeOf('42', contact, { gone_devices: { x: { at: 1 }, y: { at: 2 } } })).toMatchObject({
      goneDevices: 2,
    });
  });

  it.each<[string, Answer, object]>([
    ['no contact', { item: undefined }, { kind: 'none' }],
    ['a contact without an address', { item: { user_id: '42' } }, { kind: 'no address' }],
    ['an address that is none', { item: { user_id: '42', email: 'ada' } }, { kind: 'no address' }],
    ['a contact that cannot be read', { item: { user_id: '42', email: 7 } }, { kind: 'unreadable' }],
    ['a table that does not answer', { problem: 'no' }, { kind: 'unavailable', reason: 'no' }],
  ])('%s', (_, answer, expected) => {
    expect(knowledgeOf('42', answer, undefined)).toMatchObject({ contact: expected, badAddresses: [] });
  });

  it.each<[string, Answer, boolean | undefined]>([
    ['is not, where there is no contact', { item: undefined }, false],
    ['is not, where the contact has no address', { item: { user_id: '42' } }, false],
    ['may be, where the contact cannot be read', { item: { user_id: '42', email: 7 } }, undefined],
    ['may be, where the table does not answer', { problem: 'no' }, undefined],
  ])('a bad address %s that of the contact', (_, answer, isContact) => {
    const item = { bad_addresses: { [hashOf('42', 'ada@example.com')]: bad('bounced') } };

    expect(knowledgeOf('42', answer, item).badAddresses).toMatchObject([{ isContact }]);
  });

  it('has what the customer chose, the oldest first', () => {
    const choices = { email: { wanted: true, at: AT }, sms: { wanted: false, at: AT - 1 } };

    expect(knowledgeOf('42', contact, { choices }).choices).toEqual([
      { cell: 'sms', wanted: false, at: AT - 1 },
      { cell: 'email', wanted: true, at: AT },
    ]);
  });

  it('says why the item cannot be read', () => {
    const { unreadable } = knowledgeOf('42', contact, { bad_addresses: 'none' });

    expect(unreadable).toBe('recipients: bad_addresses: expected a map, found a string');
  });
});
