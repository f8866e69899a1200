import { deliveryPush } from '../../../../lib/channels/push/delivery';
import { deliveryNotification } from '../../../../lib/notifications/delivery';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object) => deliveryPush?.(messageOf(deliveryNotification, value), { name: 'Ada' });

it('the push of a delivery says with whom the parcel is, and leads to the page of the order', () => {
  expect(say(COMPLETE.delivery)).toEqual({
    title: 'Your order has arrived',
    body: 'Your order 123 has been delivered. Left with: The front desk',
    link: 'https://shop.example/orders/123',
  });
  expect(say(MINIMAL.delivery)?.body).toBe('Your order 123 has been delivered.');
});
