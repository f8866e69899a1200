import { paymentSms } from '../../../../lib/channels/sms/payment';
import { paymentNotification } from '../../../../lib/notifications/payment';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object, locale?: string) =>
  paymentSms?.(messageOf(paymentNotification, value), { name: 'Ada', locale });

const FAILED = { ...COMPLETE.payment, status: 'failed' };

it.each([
  [
    'failed, and how much it was',
    FAILED,
    'Your payment of €49.90 for order 123 failed. Please try again or choose another way to pay.',
  ],
  [
    'failed',
    { ...MINIMAL.payment, status: 'failed' },
    'Your payment for order 123 failed. Please try again or choose another way to pay.',
  ],
  [
    'arrived, and how much it was',
    COMPLETE.payment,
    'We have received your payment of €49.90 for order 123. There is nothing more for you to do.',
  ],
  [
    'arrived',
    MINIMAL.payment,
    'We have received your payment for order 123. There is nothing more for you to do.',
  ],
  [
    'was paid back, and how much it was',
    { ...COMPLETE.payment, status: 'refunded' },
    'We have refunded €49.90 for order 123. It can take a few days to reach you.',
  ],
  [
    'was paid back',
    { ...MINIMAL.payment, status: 'refunded', refund_id: 1 },
    'We have sent you a refund for order 123. It can take a few days to reach you.',
  ],
])('the text message of a payment says that it %s', (_, message, text) => {
  expect(say(message)).toBe(`Example Shop: ${text}`);
});

it('writes the amount as the language does, without a character that GSM-7 lacks', () => {
  expect(say(FAILED, 'de')).toContain('Ihre Zahlung über 49,90 € für die Bestellung 123 ist fehlgeschlagen.');
});
