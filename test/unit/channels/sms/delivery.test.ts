import { deliverySms } from '../../../../lib/channels/sms/delivery';
import { deliveryNotification } from '../../../../lib/notifications/delivery';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const say = (value: object) => deliverySms?.(messageOf(deliveryNotification, value), { name: 'Ada' });

it('the text message of a delivery says with whom the parcel is', () => {
  expect(say(COMPLETE.delivery)).toBe(
    'Example Shop: Your order 123 has been delivered. Left with: The front desk',
  );
  expect(say(MINIMAL.delivery)).toBe('Example Shop: Your order 123 has been delivered.');
});
