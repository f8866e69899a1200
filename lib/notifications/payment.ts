import * as z from 'zod/mini';
import { amount, currency, id, line, optional, status } from './fields';
import { messageFields, type Notification } from './notification';

const schema = z.object({
  ...messageFields,
  status: status('success', 'failed'),
  payment_id: optional(id),
  amount: optional(amount),
  currency: optional(currency),
  /** Why a payment failed, in words for the customer. */
  reason: optional(line(500)),
});

export type PaymentMessage = z.infer<typeof schema>;

export const paymentNotification: Notification<PaymentMessage> = {
  topic: 'payment_notification',
  schema,
  discriminator: (message) => message.payment_id,
};
