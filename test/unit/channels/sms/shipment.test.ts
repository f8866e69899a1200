import { shipmentSms } from '../../../../lib/channels/sms/shipment';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object) => shipmentSms?.(messageOf(shipmentNotification, value), { name: 'Ada' });

it('the text message of a shipment says who brings it, its number and where to follow it', () => {
  expect(say(COMPLETE.shipment)).toBe(
    'Example Shop: Your order 123 is on its way. Parcel Post: T1\nhttps://track.example/T1',
  );
});

it('has no carrier and no link where the message has none', () => {
  expect(say(MINIMAL.shipment)).toBe('Example Shop: Your order 123 is on its way. Tracking number: T1');
});

it('keeps a carrier from turning the number behind it', () => {
  expect(say({ ...MINIMAL.shipment, carrier: 'سمسا' })).toContain('\u2068سمسا\u2069: T1');
});
