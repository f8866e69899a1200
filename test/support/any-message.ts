import * as fc from 'fast-check';
import { deliveryPush } from '../../lib/channels/push/delivery';
import { orderPush } from '../../lib/channels/push/order';
import { paymentPush } from '../../lib/channels/push/payment';
import { shipmentPush } from '../../lib/channels/push/shipment';
import { deliverySms } from '../../lib/channels/sms/delivery';
import { orderSms } from '../../lib/channels/sms/order';
import { paymentSms } from '../../lib/channels/sms/payment';
import { shipmentSms } from '../../lib/channels/sms/shipment';
import { LANGUAGES } from './mails';

/** Any text there can be, long, from right to left, of pairs of surrogates, with what GSM-7 has twice. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('م', '\u202e', '😀', '€', '"', '\n', '\ud800', 'a'), maxLength: 300 }),
  fc.integer({ min: 1, max: 10_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 1, max: 2_000 }).map((length) => '𐎀'.repeat(length)),
);

const optional = fc.option(anyText, { nil: undefined });
const link = fc
  .webUrl()
  .chain((url) =>
    anyText.map(
      (text) =>
        `https://${url.slice(url.indexOf('//') + 2)}?${encodeURIComponent(text.toWellFormed())}` as const,
    ),
  );
const common = { order_id: anyText, user_id: anyText, message: optional, email: optional, name: optional };

/** Fields that none of these messages shows. */
const absent = <const Names extends readonly string[]>(...names: Names) =>
  Object.fromEntries(names.map((name) => [name, fc.constant(undefined)])) as Record<
    Names[number],
    fc.Arbitrary<undefined>
  >;

/** Messages of each notification, with anything in every field, though no schema lets all of it through. */
const order = fc.record({
  ...common,
  status: fc.constantFrom('pending' as const, 'cancelled' as const),
  ...absent('items', 'subtotal', 'discount', 'shipping', 'tax', 'total', 'currency', 'estimated_delivery'),
  shipping_address: optional,
  reason: optional,
});
const payment = fc.record({
  ...common,
  status: fc.constantFrom('success' as const, 'failed' as const, 'refunded' as const),
  payment_id: optional,
  refund_id: optional,
  amount: fc.option(
    fc.double({ min: 0, noNaN: true }).map((number) => `${number}` as const),
    { nil: undefined },
  ),
  currency: fc.oneof(fc.constantFrom('EUR', undefined), anyText),
  reason: optional,
});
const shipment = fc.record({
  ...common,
  status: fc.constant('shipped' as const),
  tracking_number: anyText,
  carrier: optional,
  tracking_url: fc.option(link, { nil: undefined }),
  estimated_delivery: fc.constant(undefined),
});
const delivery = fc.record({
  ...common,
  status: fc.constant('delivered' as const),
  tracking_number: optional,
  delivered_at: fc.constant(undefined),
  left_with: optional,
});

const readers = fc.record({
  name: optional,
  locale: fc.constantFrom(...LANGUAGES, 'en-XA', 'ar-EG', undefined),
  timezone: fc.constantFrom('Asia/Tokyo', undefined),
});

const pairs = <M, Said>(messages: fc.Arbitrary<M>, say: ((message: M, reader: Reader) => Said) | undefined) =>
  fc.tuple(messages, readers).map(([message, reader]) => {
    if (say === undefined) throw new Error('loaded without its channel');
    return { said: say(message, reader), fields: { ...message, reader: reader.name } };
  });

type Reader = typeof readers extends fc.Arbitrary<infer R> ? R : never;

export const ANY_SMS = [
  ['order', pairs(order, orderSms)],
  ['payment', pairs(payment, paymentSms)],
  ['shipment', pairs(shipment, shipmentSms)],
  ['delivery', pairs(delivery, deliverySms)],
] as const;

export const ANY_PUSH = [
  ['order', pairs(order, orderPush)],
  ['payment', pairs(payment, paymentPush)],
  ['shipment', pairs(shipment, shipmentPush)],
  ['delivery', pairs(delivery, deliveryPush)],
] as const;
