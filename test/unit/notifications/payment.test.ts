import { paymentNotification } from '../../../lib/notifications/payment';
import { MINIMAL, refusalOf } from '../../support/messages';

describe('the payment notification', () => {
  it.each(['pending', 'Success', 'charged-twice'])('is refused with status %p', (status) => {
    expect(refusalOf(paymentNotification, { ...MINIMAL.payment, status })).toBe(
      'status: expected "success" or "failed", found a string',
    );
  });
});
