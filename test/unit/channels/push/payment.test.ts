import { paymentPush } from '../../../../lib/channels/push/payment';
import { paymentNotification } from '../../../../lib/notifications/payment';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object) => paymentPush?.(messageOf(paymentNotification, value), { name: 'Ada' });

const FAILED = { ...COMPLETE.payment, status: 'failed' };

it.each([
  [
    'was paid back, and how much it was',
    { ...COMPLETE.payment, status: 'refunded' },
    'Your refund is on its way',
    'We have refunded €49.90 for order 123. It can take a few days to reach you.',
  ],
  [
    'failed, and how much it was',
    FAILED,
    'Your payment did not go through',
    'Your order 123 is waiting for its payment of €49.90. Please try again.',
  ],
  [
    'failed',
    { ...MINIMAL.payment, status: 'failed' },
    'Your payment did not go through',
    'Your order 123 is waiting for its payment. Please try again.',
  ],
  [
    'arrived, and how much it was',
    COMPLETE.payment,
    'Your payment went through',
    'We have received your payment of €49.90 for order 123.',
  ],
  ['arrived', MINIMAL.payment, 'Your payment went through', 'We have received your payment for order 123.'],
])('the push of a payment says that it %s', (_, message, title, body) => {
  expect(say(message)).toEqual({ title, body, link: 'https://shop.example/orders/123' });
});
