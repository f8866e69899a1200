import * as fc from 'fast-check';
import { shipmentPush } from '../../../../lib/channels/push/shipment';
import { renderPush } from '../../../../lib/channels/push/text';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import { ANY_PUSH } from '../../../support/any-message';
import { COMPLETE, messageOf } from '../../../support/messages';

const shipped = (fields: object) =>
  shipmentPush?.(messageOf(shipmentNotification, { ...COMPLETE.shipment, ...fields }), { name: 'Ada' });

describe.each(ANY_PUSH)('the push of %s, whatever is in its fields', (_, messages) => {
  it('has fewer than 1,500 bytes of JSON', () => {
    fc.assert(
      fc.property(messages, ({ said }) => {
        expect(Buffer.byteLength(JSON.stringify(said))).toBeLessThan(1_500);
      }),
      { numRuns: 500 },
    );
  });

  it('has a title and a body, each on one line', () => {
    fc.assert(
      fc.property(messages, ({ said: { title, body } }) => {
        expect(title).not.toBe('');
        expect(body).not.toBe('');
        expect(title + body).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e]/u);
      }),
    );
  });
});

it('leads to the page of the order where its own link is too long', () => {
  expect(shipped({ tracking_url: `https://track.example/${'x'.repeat(700)}` })?.link).toBe(
    'https://shop.example/orders/123',
  );
});

it('leaves out what does not fit into 160 characters', () => {
  expect(shipped({ carrier: 'x'.repeat(99), order_id: 'y'.repeat(40) })?.body).toBe(
    'Your order yyyyyyyyyyyy…yyyyyyyyyyy has left our warehouse. Tracking number: T1',
  );
});

it('never names the reader', () => {
  expect(JSON.stringify(shipped({}))).not.toContain('Ada');
});

it('counts the bytes of a title, too, should it have a field', () => {
  const push = renderPush(
    {
      languages: { en: () => ({ direction: 'ltr', locale: 'en-GB', texts: {} }) },
      required: [],
      optional: ['carrier'],
      text: ({ carrier = 'nobody' }) => `${carrier}\nBody`,
    },
    {},
    () => ({ carrier: '"'.repeat(400) }),
    [],
  );

  expect(push).toEqual({ title: 'nobody', body: 'Body' });
});
