import * as z from 'zod/mini';
import failed from '../../templates/payment-failed.mjml';
import success from '../../templates/payment-success.mjml';
import { amount, currency, id, line, optional, status } from '../fields';
import { render } from '../mail/template';
import { messageFields, type Notification } from '../notification';

const schema = z.object({
  ...messageFields,
  status: status('success', 'failed'),
  payment_id: optional(id),
  amount: optional(amount),
  currency: optional(currency),
  /** Why a payment failed, in words for the customer. */
  reason: optional(line(500)),
});

const MAILS = { success, failed };

export const paymentNotification: Notification<z.infer<typeof schema>> = {
  topic: 'payment_notification',
  schema,
  discriminator: (message) => message.payment_id,
  render: ({ order_id, status, message, payment_id, amount, currency, reason }, reader) =>
    render(MAILS[status], reader, ({ money }) => ({
      order_id,
      message,
      payment_id,
      amount: amount && money(amount, currency),
      reason,
    })),
};
