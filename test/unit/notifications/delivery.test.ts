import { deliveryNotification } from '../../../lib/notifications/delivery';
import { MINIMAL, refusalOf } from '../../support/messages';

describe('the delivery notification', () => {
  it.each(['shipped', 'delivered\u200b', ''])('is refused with status %p', (status) => {
    expect(refusalOf(deliveryNotification, { ...MINIMAL.delivery, status })).toBe(
      'status: expected "delivered", found a string',
    );
  });
});
