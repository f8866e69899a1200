import * as fc from 'fast-check';
import { type Offer, type Preferences, preferences, wants } from '../../../lib/recipients/preferences';

const TOPIC = 'payment_notification';
const offer: Offer = { topic: TOPIC, channel: 'email', mandatory: false };
const sms: Offer = { ...offer, channel: 'sms' };
const push: Offer = { ...offer, channel: 'push' };
const topic = (cell: boolean | object): Preferences => ({ topics: { [TOPIC]: cell } });

describe('a customer who said nothing', () => {
  it.each([
    ['mail', offer, true],
    ['push', push, true],
    ['text messages', sms, false],
  ])('gets %s: %j is %s', (_, asked, expected) => {
    expect(wants(asked, undefined)).toBe(expected);
    expect(wants(asked, {})).toBe(expected);
    expect(wants(asked, topic({}))).toBe(expected);
  });
});

describe('a customer who said something', () => {
  it.each<[string, Offer, Preferences, boolean]>([
    ['a no for the channel', offer, { email: false }, false],
    ['a no for the topic', offer, topic(false), false],
    ['a no for the topic on this channel', offer, topic({ email: false }), false],
    ['a no for the topic on another channel', offer, topic({ push: false }), true],
    ['a no for another topic', offer, { topics: { order_notification: false } }, true],
    ['a no for another channel', offer, { sms: false, push: false }, true],
    ['a no for the channel, whatever the topic', offer, { email: false, ...topic(true) }, false],
    ['a no for the topic, whatever the channel', offer, { email: true, ...topic(false) }, false],
    [
      'a yes for topic and channel before a no for the channel',
      push,
      { push: false, ...topic({ push: true }) },
      true,
    ],
    [
      'a no for topic and channel before a yes for the channel',
      push,
      { push: true, ...topic({ push: false }) },
      false,
    ],
  ])('is heard: %s', (_, asked, said, expected) => {
    expect(wants(asked, said)).toBe(expected);
  });
});

describe('a text message needs a yes', () => {
  it.each<[string, Preferences, boolean]>([
    ['for texts', { sms: true }, true],
    ['for texts of this topic', topic({ sms: true }), true],
    ['and a yes for the topic is none', topic(true), false],
    ['and a yes for the topic takes none away', { sms: true, ...topic(true) }, true],
    ['that a no for the topic takes away', { sms: true, ...topic(false) }, false],
    ['that a no for texts of this topic takes away', { sms: true, ...topic({ sms: false }) }, false],
  ])('%s', (_, said, expected) => {
    expect(wants(sms, said)).toBe(expected);
  });
});

describe('what a customer must know', () => {
  const must = { ...offer, mandatory: true };

  it.each<[string, Offer, Preferences, boolean]>([
    ['ignores a no for its topic', must, topic(false), true],
    ['ignores a no for its topic on this channel', must, topic({ email: false }), true],
    ['never ignores a no for the channel', must, { email: false }, false],
    ['goes where the channel is welcome', { ...sms, mandatory: true }, { sms: true, ...topic(false) }, true],
    ['needs a yes for texts all the same', { ...sms, mandatory: true }, topic(false), false],
  ])('%s', (_, asked, said, expected) => {
    expect(wants(asked, said)).toBe(expected);
  });
});

describe("a customer's own choice", () => {
  it.each<[string, Preferences, Preferences, boolean]>([
    ['comes before what the shop says', { email: true }, { email: false }, true],
    ['leaves the other cells as the shop says', { push: false }, { email: false }, false],
    ['of the channel does not undo what the shop says of the topic', { email: true }, topic(false), false],
    ['of the topic does', topic(true), topic(false), true],
    ['ends a channel, whatever the shop says of the topic', { email: false }, topic({ email: true }), false],
    [
      'ends a channel but for the topic that it names itself',
      { email: false, ...topic({ email: true }) },
      topic(false),
      true,
    ],
    [
      'opens a channel that the shop has ended',
      { email: true },
      { email: false, ...topic({ email: true }) },
      true,
    ],
  ])('%s', (_, own, shop, expected) => {
    expect(wants(offer, own, shop)).toBe(expected);
  });
});

describe('preferences in a table', () => {
  it.each([
    [{ email: true, sms: true, push: false, topics: { [TOPIC]: false, order_notification: { sms: false } } }],
    [{ email: null, topics: null }],
    [{ topics: { [TOPIC]: null } }],
    [{}],
  ])('are read: %j', (stored) => {
    expect(preferences.safeParse(stored).success).toBe(true);
  });

  it.each([
    [{ email: 'no' }, 'email', 'true or false'],
    [{ sms: 0 }, 'sms', 'true or false'],
    [{ topics: [] }, 'topics', 'a map'],
    [{ topics: { [TOPIC]: 'never' } }, `topics.${TOPIC}`, 'true, false, or a map of channels'],
    ['none', '', 'a map'],
  ])('are refused: %j', (stored, path, message) => {
    expect(preferences.safeParse(stored).error?.issues[0]).toMatchObject({
      path: path === '' ? [] : path.split('.'),
      message,
    });
  });

  it('are read or refused, whatever they are', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void preferences.safeParse(value)));
  });
});
