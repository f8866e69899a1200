import * as fc from 'fast-check';
import { cut, LARGEST, messageOf, requestFor } from '../../../../lib/channels/push/payload';
import { anyText, REFERENCE } from '../../../support/channels';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('the message of a push', () => {
  it('is whole and within 4,096 bytes, whatever the texts and the link are', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.option(anyText), (title, body, path) => {
        const link = path === null ? undefined : `https://shop.example/${path}`;

        const message = messageOf({ title, body, link }, REFERENCE, NOW)(NOW);

        expect(bytes(message)).toBeLessThanOrEqual(LARGEST);
        expect(JSON.stringify(message).isWellFormed()).toBe(true);
        expect(JSON.stringify(message)).not.toMatch(/\\ud[89a-f]/);
      }),
    );
  });

  it('has the texts as they are where they fit', () => {
    const push = { title: 'On its way', body: 'Order 123', link: 'https://shop.example/orders/123' };

    expect(messageOf(push, REFERENCE, NOW)(NOW)).toMatchObject({
      notification: { title: push.title, body: push.body },
      data: { link: push.link },
      webpush: { fcm_options: { link: push.link } },
    });
  });

  it.each([
    ['is no https', 'http://shop.example/orders/123'],
    ['is too long', `https://shop.example/${'x'.repeat(1_000)}`],
  ])('has no link where that %s', (_, link) => {
    const message = messageOf({ title: 'a', body: 'b', link }, REFERENCE, NOW)(NOW);

    expect(message).not.toHaveProperty('data');
    expect(message.webpush).not.toHaveProperty('fcm_options');
  });

  it('that is long is filled to the last bytes', () => {
    const message = messageOf({ title: 'a', body: 'x'.repeat(10_000) }, REFERENCE, NOW)(NOW);

    expect(bytes(message)).toBe(LARGEST);
  });

  it.each([
    ['what is left', NOW + 3_600_000, '3600s'],
    ['nothing, where nothing is left', NOW - 1, '0s'],
    ['four weeks at most', NOW + 90 * 86_400_000, '2419200s'],
    ['four weeks where records have no age', undefined, '2419200s'],
  ])('lives for %s', (_, expiresAt, ttl) => {
    const message = messageOf({ title: 'a', body: 'b' }, { ...REFERENCE, expiresAt }, NOW)(NOW);

    expect(message.android.ttl).toBe(ttl);
  });

  it('lives for what is left when it is sent, though it was made long before', () => {
    const expiresAt = NOW + 3_600_000;
    const late = messageOf({ title: 'a', body: 'b' }, { ...REFERENCE, expiresAt }, NOW)(NOW + 60_000);

    expect([late.android.ttl, late.webpush.headers.TTL]).toEqual(['3540s', '3540']);
    expect(late.apns.headers['apns-expiration']).toBe(String(expiresAt / 1_000));
  });

  it('names another customer’s delivery by another id', () => {
    const push = { title: 'a', body: 'b' };

    const [one, other] = ['1', '2'].map((userId) => messageOf(push, { ...REFERENCE, userId }, NOW)(NOW));

    expect(one?.android.collapse_key).not.toBe(other?.android.collapse_key);
  });
});

it('is for one device, by its token or its installation', () => {
  const message = messageOf({ title: 'a', body: 'b' }, REFERENCE, NOW)(NOW);

  expect(JSON.parse(requestFor(message, { token: 't', seen_at: 1 })).message).toEqual({
    token: 't',
    ...message,
  });
  expect(JSON.parse(requestFor(message, { fid: 'f', seen_at: 1 })).message).toEqual({ fid: 'f', ...message });
});

describe('a text that is cut', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'ab…'],
    ['äöü', 5, 'ä…'],
    ['👩‍👩‍👧x', 10, '…'],
    ['e\u0301e\u0301', 5, '…'],
    ['e\u0301e\u0301', 6, 'e\u0301e\u0301'],
    ['"""', 5, '"…'],
    ['abc', 2, ''],
  ])('%j in %i bytes is %j', (text, most, expected) => {
    expect(cut(text, most)).toBe(expected);
  });
});
