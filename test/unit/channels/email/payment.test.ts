import { paymentMail } from '../../../../lib/channels/email/payment';
import { paymentNotification } from '../../../../lib/notifications/payment';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const render = (value: object) => paymentMail(messageOf(paymentNotification, value), { name: 'Ada' });

describe('the payment mail', () => {
  it.each([
    ['success', 'Payment received for your order 123'],
    ['failed', 'Payment failed for your order 123'],
    ['refunded', 'Refund for your order 123'],
  ])('names outcome and order in its subject: %s', (status, subject) => {
    expect(render({ ...MINIMAL.payment, status, refund_id: 'R-1' }).subject).toBe(subject);
  });

  it('tells what was paid', () => {
    expect(render(COMPLETE.payment).text).toContain(
      'Your payment is complete, and there is nothing more for you to do.',
    );
  });

  it('tells that nothing was charged when the payment failed', () => {
    expect(render({ ...COMPLETE.payment, status: 'failed' }).text).toContain(
      'Your order is waiting for its payment.',
    );
  });

  it('tells what to do next when the payment failed', () => {
    const { text } = render({ ...COMPLETE.payment, status: 'failed' });

    expect(text).toMatch(/\nWhat you can do now\n1\. .+\n2\. .+\n3\. .+\n/);
    expect(render(COMPLETE.payment).text).not.toContain('What you can do now');
  });

  it('lists order, amount, payment and reason', () => {
    expect(render(COMPLETE.payment).text).toContain(
      'Order number: 123\nAmount: €49.90\nPayment reference: P-7\nReason: Card expired\n',
    );
  });

  it('lists the order alone when the message says no more', () => {
    expect(render(MINIMAL.payment).text).toContain('\nOrder number: 123\n\n-- \n');
  });

  it('leaves no empty row for an empty reason', () => {
    expect(render({ ...MINIMAL.payment, reason: ' ' }).text).not.toContain('Reason');
  });

  it('shows an amount of nothing', () => {
    expect(render({ ...MINIMAL.payment, amount: 0, currency: 'EUR' }).text).toContain('Amount: €0.00');
  });

  it('shows no amount without its currency', () => {
    expect(render({ ...MINIMAL.payment, amount: 1234.5 }).text).not.toContain('Amount');
  });

  it('tells which refund it is, of which payment', () => {
    expect(render({ ...COMPLETE.payment, status: 'refunded' }).text).toContain(
      'Amount: €49.90\nRefund reference: R-1\nPayment reference: P-7\n',
    );
  });

  it('shows a refund as a step of its own, and none towards a delivery', () => {
    const { text } = render({ ...COMPLETE.payment, status: 'refunded' });

    expect(text).toContain('✓ Ordered > ✓ Paid > ✓ Refund\n');
    expect(text).not.toMatch(/Shipped|Delivered/);
  });
});
