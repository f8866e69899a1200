import { paymentNotification } from '../../../lib/notifications/payment';
import { COMPLETE, MINIMAL, messageOf, parsedOf, refusalOf } from '../../support/messages';

describe('the payment notification', () => {
  it.each(['pending', ' success', 'charged-twice'])('is refused with status %p', (status) => {
    expect(refusalOf(paymentNotification, { ...MINIMAL.payment, status })).toBe(
      'status: expected "success" or "failed" or "refunded", found a string',
    );
  });

  it.each([undefined, null, '', '€', 978])('shows no amount when its currency is %p', (currency) => {
    const message = messageOf(paymentNotification, { ...COMPLETE.payment, currency });

    expect(message).toEqual({
      ...messageOf(paymentNotification, COMPLETE.payment),
      amount: undefined,
      currency: undefined,
    });
  });

  it('says that an amount without its currency was left out', () => {
    const { ignored } = parsedOf(paymentNotification, { ...MINIMAL.payment, amount: 49 });

    expect(ignored).toEqual([
      {
        field: 'amount',
        reason: 'amount: expected an amount with its currency beside it, found a number',
      },
    ]);
  });

  it('takes a currency without an amount', () => {
    expect(parsedOf(paymentNotification, { ...MINIMAL.payment, currency: 'EUR' }).ignored).toEqual([]);
  });

  it.each([undefined, null, ''])('is refused as a refund without its id: %p', (refund_id) => {
    expect(refusalOf(paymentNotification, { ...MINIMAL.payment, status: 'refunded', refund_id })).toMatch(
      /^refund_id: expected an integer .* characters, found (?:nothing|null|a string)$/,
    );
  });
});
