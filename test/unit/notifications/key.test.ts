import * as fc from 'fast-check';
import { deliveryNotification } from '../../../lib/notifications/delivery';
import { keyOf, keyOn } from '../../../lib/notifications/key';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import { shipmentNotification } from '../../../lib/notifications/shipment';
import { COMPLETE, MINIMAL, messageOf } from '../../support/messages';

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

  it('tells two refunds of one payment apart', () => {
    const message = messageOf(paymentNotification, {
      ...MINIMAL.payment,
      status: 'refunded',
      payment_id: 'P-7',
      refund_id: 'R-1',
    });

    expect(keyOf(paymentNotification, message).notification).toBe(
      '["payment_notification","refunded","R-1"]',
    );
  });

  it('of a payment does not depend on the refund, nor that of an order on anything', () => {
    const failed = messageOf(paymentNotification, { ...MINIMAL.payment, status: 'failed', refund_id: 'R-1' });
    const cancelled = messageOf(orderNotification, { ...COMPLETE.order, status: 'cancelled' });

    expect(keyOf(paymentNotification, failed).notification).toBe('["payment_notification","failed"]');
    expect(keyOf(orderNotification, cancelled).notification).toBe('["order_notification","cancelled"]');
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

describe('the key of a delivery on another channel', () => {
  const message = messageOf(paymentNotification, { ...MINIMAL.payment, payment_id: 'P-7' });

  it.each(['sms', 'push'] as const)('is that for e-mail with the channel in front: %s', (channel) => {
    expect(keyOn(channel, keyOf(paymentNotification, message))).toEqual({
      orderId: '123',
      notification: `["${channel}","payment_notification","success","P-7"]`,
    });
  });

  it('has the channel in front where nothing tells two of them apart, too', () => {
    const order = messageOf(orderNotification, MINIMAL.order);

    expect(keyOn('sms', keyOf(orderNotification, order)).notification).toBe(
      '["sms","order_notification","pending"]',
    );
  });

  it('is for e-mail what it was before there were channels', () => {
    expect(keyOn('email', keyOf(paymentNotification, message))).toEqual(keyOf(paymentNotification, message));
    expect(keyOn('email', keyOf(paymentNotification, message)).notification).toBe(
      '["payment_notification","success","P-7"]',
    );
  });

  it('is never that of another channel or another payment', () => {
    const paymentId = fc
      .array(fc.constantFrom('"', ',', ']', '[', '\\', 'a', 'sms', 'push', 'email'), {
        minLength: 1,
        maxLength: 8,
      })
      .map((parts) => parts.join(''));
    const delivery = fc.tuple(paymentId, fc.constantFrom('email', 'sms', 'push'));
    const keyFor = ([payment_id, channel]: [string, 'email' | 'sms' | 'push']) =>
      keyOn(
        channel,
        keyOf(paymentNotification, messageOf(paymentNotification, { ...MINIMAL.payment, payment_id })),
      );

    fc.assert(
      fc.property(delivery, delivery, (one, other) => {
        expect(keyFor(one).notification === keyFor(other).notification).toBe(
          one[0] === other[0] && one[1] === other[1],
        );
      }),
    );
  });
});
