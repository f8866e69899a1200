import * as fc from 'fast-check';
import { deliveryNotification } from '../../../lib/notifications/delivery';
import { keyOf } from '../../../lib/notifications/key';
import { parseMessage } from '../../../lib/notifications/notification';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import { shipmentNotification } from '../../../lib/notifications/shipment';
import { MINIMAL, messageOf, refusalOf } from '../../support/messages';

describe('the key of a notification', () => {
  it('is the order, and within it topic and status', () => {
    const key = keyOf(orderNotification, messageOf(orderNotification, MINIMAL.order));

    expect(key).toEqual({ orderId: '123', notification: '["order_notification","pending"]' });
  });

  it('tells two payments of one order apart', () => {
    const message = messageOf(paymentNotification, { ...MINIMAL.payment, payment_id: 'P-7' });

    expect(keyOf(paymentNotification, message).notification).toBe('["payment_notification","success","P-7"]');
  });

  it('tells a payment that failed from one that did not', () => {
    const message = messageOf(paymentNotification, { ...MINIMAL.payment, status: 'failed' });

    expect(keyOf(paymentNotification, message).notification).toBe('["payment_notification","failed"]');
  });

  it('tells two parcels of one order apart', () => {
    const message = messageOf(shipmentNotification, MINIMAL.shipment);

    expect(keyOf(shipmentNotification, message).notification).toBe(
      '["shipment_notification","shipped","T1"]',
    );
  });

  it('tells two deliveries of one order apart', () => {
    const message = messageOf(deliveryNotification, { ...MINIMAL.delivery, tracking_number: 9 });

    expect(keyOf(deliveryNotification, message).notification).toBe(
      '["delivery_notification","delivered","9"]',
    );
  });

  it('is the same for an id as a number and as a string', () => {
    const number = messageOf(orderNotification, { ...MINIMAL.order, order_id: 123 });
    const string = messageOf(orderNotification, { ...MINIMAL.order, order_id: '123' });

    expect(keyOf(orderNotification, number)).toEqual(keyOf(orderNotification, string));
  });

  it('does not depend on what the message says', () => {
    const one = messageOf(orderNotification, MINIMAL.order);
    const other = messageOf(orderNotification, { ...MINIMAL.order, message: 'Again', name: 'Ada' });

    expect(keyOf(orderNotification, one)).toEqual(keyOf(orderNotification, other));
  });

  it('differs whenever the payment differs, even with quotes and brackets in it', () => {
    const paymentId = fc
      .array(fc.constantFrom('"', ',', ']', '[', '\\', 'a', 'success'), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''));
    const keyFor = (payment_id: string) =>
      keyOf(paymentNotification, messageOf(paymentNotification, { ...MINIMAL.payment, payment_id }));

    fc.assert(
      fc.property(paymentId, paymentId, (one, other) => {
        expect(keyFor(one).notification === keyFor(other).notification).toBe(one === other);
      }),
    );
  });
});

describe('a message', () => {
  it('has ids as strings', () => {
    expect(messageOf(orderNotification, MINIMAL.order)).toMatchObject({ order_id: '123', user_id: '42' });
  });

  it('may bring fields nobody knows', () => {
    const json = `{"items":[1,2],"__proto__":{"email":"eve@evil.example"},${JSON.stringify(MINIMAL.order).slice(1)}`;

    const message = messageOf(orderNotification, JSON.parse(json));

    expect(Object.keys(message).sort()).toEqual(['message', 'order_id', 'status', 'user_id']);
  });

  it('may have null for what is absent', () => {
    const message = messageOf(orderNotification, { ...MINIMAL.order, email: null, name: null });

    expect(message).toMatchObject({ email: undefined, name: undefined });
  });

  it('has its address normalised and its name on one line', () => {
    const message = messageOf(orderNotification, {
      ...MINIMAL.order,
      email: 'ada@EXAMPLE.com',
      name: ' Ada\r\nLovelace ',
    });

    expect(message).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace' });
  });

  it.each(['order_id', 'user_id', 'message', 'status'])('is refused without %s', (field) => {
    const { [field]: _, ...rest }: Record<string, unknown> = MINIMAL.order;

    expect(refusalOf(orderNotification, rest)).toMatch(
      new RegExp(`^${field}: expected [^;]*, found nothing$`),
    );
  });

  it('may be as long as a letter and no longer', () => {
    expect(parseMessage(orderNotification, { ...MINIMAL.order, message: 'x'.repeat(10_000) }).ok).toBe(true);
    expect(parseMessage(orderNotification, { ...MINIMAL.order, message: 'x'.repeat(10_001) }).ok).toBe(false);
  });

  it('says all that its producer has to mend', () => {
    expect(refusalOf(orderNotification, { ...MINIMAL.order, email: 'ada', user_id: null })).toBe(
      'user_id: expected an integer within ±(2^53 - 1), or a string of 1 to 64 printable characters, found null; ' +
        'email: expected an e-mail address like name@example.com, found a string',
    );
  });

  it('once parsed is parsed again to the same', () => {
    const value = fc.record({
      order_id: fc.oneof(fc.maxSafeInteger(), fc.uuid()),
      user_id: fc.oneof(fc.maxSafeInteger(), fc.uuid()),
      status: fc.constant('pending'),
      message: fc.string({ unit: 'binary', maxLength: 200 }),
      name: fc.option(fc.string({ unit: 'grapheme', maxLength: 50 })),
      email: fc.option(fc.constantFrom('ada@example.com', 'ada@MÜNCHEN.de')),
    });

    fc.assert(
      fc.property(value, (written) => {
        const message = messageOf(orderNotification, written);

        expect(messageOf(orderNotification, JSON.parse(JSON.stringify(message)))).toEqual(message);
      }),
    );
  });

  it('never makes reading it throw, whatever it is', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({
        order_id: fc.anything(),
        user_id: fc.anything(),
        message: fc.anything(),
        status: fc.anything(),
      }),
    );

    fc.assert(
      fc.property(anything, (value) => {
        expect(typeof parseMessage(shipmentNotification, value).ok).toBe('boolean');
      }),
    );
  });
});
