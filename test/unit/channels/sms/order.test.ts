import { orderSms } from '../../../../lib/channels/sms/order';
import { orderNotification } from '../../../../lib/notifications/order';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object, locale?: string) =>
  orderSms?.(messageOf(orderNotification, value), { name: 'Ada', locale });

it.each([
  [
    'en',
    'Example Shop: Thank you, we have received your order 123. We will write again as soon as there is news.',
  ],
  [
    'de',
    'Example Shop: Vielen Dank, Ihre Bestellung 123 ist bei uns eingegangen. Wir melden uns, sobald es weitergeht.',
  ],
  [
    'ar',
    '\u2068Example Shop\u2069: شكرًا لك، استلمنا طلبك رقم \u2068123\u2069، وسنخبرك فور حدوث أي جديد بشأنه.',
  ],
])('the text message of an order says whose it is and that it arrived (%s)', (locale, text) => {
  expect(say(MINIMAL.order, locale)).toBe(text);
  expect(say(COMPLETE.order, locale)).toBe(text);
});

it.each([
  ['en', 'Example Shop: Your order 123 has been cancelled and will not be sent.'],
  ['de', 'Example Shop: Ihre Bestellung 123 wurde storniert und wird nicht versendet.'],
  ['ar', '\u2068Example Shop\u2069: تم إلغاء طلبك رقم \u2068123\u2069 ولن يُشحن.'],
])(
  'the text message of a cancelled order says so, and asks for no answer, which nobody would get (%s)',
  (locale, text) => {
    expect(say({ ...COMPLETE.order, status: 'cancelled' }, locale)).toBe(text);
  },
);
