import { orderPush } from '../../../../lib/channels/push/order';
import { orderNotification } from '../../../../lib/notifications/order';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object) => orderPush?.(messageOf(orderNotification, value), { name: 'Ada' });

it('the push of an order says that it arrived, and leads to its page', () => {
  expect(say(COMPLETE.order)).toEqual({
    title: 'Thank you for your order',
    body: 'We have received your order 123 and will write again as soon as there is news.',
    link: 'https://shop.example/orders/123',
  });
  expect(say(MINIMAL.order)).toEqual(say(COMPLETE.order));
});

it('the push of a cancelled order says so', () => {
  expect(say({ ...COMPLETE.order, status: 'cancelled' })).toMatchObject({
    title: 'Your order has been cancelled',
    body: 'Your order 123 has been cancelled and will not be sent.',
  });
});
