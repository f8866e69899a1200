import { shipmentPush } from '../../../../lib/channels/push/shipment';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object) => shipmentPush?.(messageOf(shipmentNotification, value), { name: 'Ada' });

it('the push of a shipment says who brings it and its number, and leads to where to follow it', () => {
  expect(say(COMPLETE.shipment)).toEqual({
    title: 'Your order is on its way',
    body: 'Your order 123 has left our warehouse. Parcel Post: T1',
    link: 'https://track.example/T1',
  });
});

it('leads to the page of the order where the message has no link', () => {
  expect(say(MINIMAL.shipment)).toEqual({
    title: 'Your order is on its way',
    body: 'Your order 123 has left our warehouse. Tracking number: T1',
    link: 'https://shop.example/orders/123',
  });
});
