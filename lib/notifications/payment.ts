import * as z from 'zod/mini';
import { amount, currency } from './fields/amount';
import { id, status } from './fields/id';
import { decoration, optional } from './fields/optional';
import { line } from './fields/text';
import { messageFields, type Notification } from './notification';

const fields = z.object({
  ...messageFields,
  status: status('success', 'failed'),
  payment_id: optional(id),
  amount: decoration(amount),
  currency: decoration(currency),
  /** Why a payment failed, in words for the customer. */
  reason: decoration(line(500)),
});

export type PaymentMessage = z.infer<typeof fields>;

const ALONE = { path: ['amount'], error: 'an amount with its currency beside it' };

const schema = fields.check(
  z.refine(({ amount, currency }) => amount === undefined || currency !== undefined, ALONE),
);

export const paymentNotification: Notification<PaymentMessage> = {
  topic: 'payment_notification',
  schema,
  mandatory: ['failed'],
  discriminator: (message) => message.payment_id,
};
