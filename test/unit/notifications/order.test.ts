import { orderNotification } from '../../../lib/notifications/order';
import { MINIMAL, refusalOf } from '../../support/messages';

describe('the order notification', () => {
  it.each(['success', 'shipped', 'delivered', 'Pending ', ''])('is refused with status %p', (status) => {
    expect(refusalOf(orderNotification, { ...MINIMAL.order, status })).toBe(
      'status: expected "pending", found a string',
    );
  });
});
