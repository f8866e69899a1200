import { waysOf } from '../../../lib/preferences-page/ways';
import { hashOf } from '../../../lib/recipients/bad-addresses';
import type { Contact } from '../../../lib/recipients/contact';

const contact: Contact = {
  email: 'ada@example.com',
  phone: '+4915112345642',
  devices: [
    { token: 'one', seen_at: undefined },
    { token: 'two', seen_at: undefined },
  ],
};
const gone = (...tokens: string[]) => ({
  gone_devices: Object.fromEntries(tokens.map((token) => [hashOf('1', token), { at: 1 }])),
});

beforeEach(() => {
  process.env.CHANNEL_SMS = 'on';
  process.env.CHANNEL_PUSH = 'on';
});
afterEach(() => {
  delete process.env.CHANNEL_SMS;
  delete process.env.CHANNEL_PUSH;
});

describe('the ways to a customer', () => {
  it('are shown with as much of each address as its owner needs to know it', () => {
    expect(waysOf('1', contact, {})).toEqual([
      { channel: 'email', shown: 'a…@example.com' },
      { channel: 'sms', shown: '…42' },
      { channel: 'push', shown: '2' },
    ]);
  });

  it('are those of the deployment alone', () => {
    delete process.env.CHANNEL_SMS;
    delete process.env.CHANNEL_PUSH;

    expect(waysOf('1', contact, {}).map(({ channel }) => channel)).toEqual(['email']);
  });

  it.each<[string, Contact, string[]]>([
    ['an address that is none', { ...contact, email: 'ada' }, ['sms', 'push']],
    ['no number', { ...contact, phone: undefined }, ['email', 'push']],
    ['a number that is none', { ...contact, phone: '0151 12345642' }, ['email', 'push']],
    ['no device', { ...contact, devices: [] }, ['email', 'sms']],
    ['nothing at all', {}, []],
  ])('leave out what does not reach them: %s', (_, known, channels) => {
    expect(waysOf('1', known, {}).map(({ channel }) => channel)).toEqual(channels);
  });

  it('leave out an address that bounced', () => {
    const bad = { bad_addresses: { [hashOf('1', 'ada@example.com')]: { why: 'bounced' as const, at: 1 } } };

    expect(waysOf('1', contact, bad).map(({ channel }) => channel)).toEqual(['sms', 'push']);
  });

  it('count a device once that is listed twice', () => {
    const twice = { ...contact, devices: [...(contact.devices ?? []), { token: 'one', seen_at: 7 }] };

    expect(waysOf('1', twice, {})).toContainEqual({ channel: 'push', shown: '2' });
  });

  it('count the devices that still have the app', () => {
    expect(waysOf('1', contact, gone('one'))).toContainEqual({ channel: 'push', shown: '1' });
    expect(waysOf('1', contact, gone('one', 'two')).map(({ channel }) => channel)).toEqual(['email', 'sms']);
  });
});
