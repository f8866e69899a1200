import type { Message, Notification } from '../../lib/notifications/notification';
import { parseMessage } from '../../lib/notifications/notification';

/** The smallest valid message of each topic, as a producer writes it. */
export const MINIMAL = {
  order: { order_id: 123, user_id: 42, status: 'pending', message: 'We are on it.' },
  payment: { order_id: 123, user_id: 42, status: 'success', message: 'We are on it.' },
  shipment: {
    order_id: 123,
    user_id: 42,
    status: 'shipped',
    message: 'We are on it.',
    tracking_number: 'T1',
  },
  delivery: { order_id: 123, user_id: 42, status: 'delivered', message: 'We are on it.' },
} as const;

/** A message of each topic with every field it may have. */
export const COMPLETE = {
  order: {
    ...MINIMAL.order,
    email: 'ada@example.com',
    name: 'Ada',
    items: [
      {
        name: 'Teapot',
        quantity: 2,
        price: '24.95',
        image_url: 'https://shop.example/teapot.png',
        options: 'Black',
      },
    ],
    subtotal: '49.90',
    discount: '-5',
    shipping: '4.90',
    tax: '7.96',
    total: '49.80',
    currency: 'EUR',
    shipping_address: 'Ada\n1 Square\nLondon',
    estimated_delivery: '2026-11-26',
    reason: 'Out of stock',
  },
  payment: {
    ...MINIMAL.payment,
    email: 'ada@example.com',
    name: 'Ada',
    payment_id: 'P-7',
    amount: '49.90',
    currency: 'EUR',
    refund_id: 'R-1',
    reason: 'Card expired',
  },
  shipment: {
    ...MINIMAL.shipment,
    email: 'ada@example.com',
    name: 'Ada',
    carrier: 'Parcel Post',
    tracking_url: 'https://track.example/T1',
    estimated_delivery: '2026-11-26',
  },
  delivery: {
    ...MINIMAL.delivery,
    email: 'ada@example.com',
    name: 'Ada',
    tracking_number: 'T1',
    delivered_at: '2026-11-26T14:05:00Z',
    left_with: 'The front desk',
  },
} as const;

/** The message and what became of its fields, or an error that says why it is none. */
export function parsedOf<M extends Message>(notification: Notification<M>, value: unknown) {
  const parsed = parseMessage(notification, value);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed;
}

export const messageOf = <M extends Message>(notification: Notification<M>, value: unknown): M =>
  parsedOf(notification, value).message;

/** Why a value is refused, or an error when it is not. */
export function refusalOf<M extends Message>(notification: Notification<M>, value: unknown): string {
  const parsed = parseMessage(notification, value);
  if (parsed.kind === 'message') throw new Error('expected to be refused');
  return parsed.reason;
}
