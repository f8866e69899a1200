import failed from '../../../templates/payment-failed.mjml';
import success from '../../../templates/payment-success.mjml';
import type { PaymentMessage } from '../../notifications/payment';
import { type MailOf, render } from './template';

const MAILS = { success, failed };

export const paymentMail: MailOf<PaymentMessage> = (
  { order_id, status, message, payment_id, amount, currency, reason },
  reader,
) =>
  render(MAILS[status], reader, ({ money }) => ({
    order_id,
    message,
    payment_id,
    amount: amount && money(amount, currency),
    reason,
  }));
