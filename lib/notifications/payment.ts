import * as z from 'zod/mini';
import { amount, currency } from './fields/amount';
import { ID, id, status } from './fields/id';
import { decoration, optional } from './fields/optional';
import { line } from './fields/text';
import { byStatus } from './key';
import { messageFields, type Notification } from './notification';

const fields = z.object({
  ...messageFields,
  status: status('success', 'failed', 'refunded'),
  payment_id: optional(id),
  /** Tells two refunds of one order apart, and is needed where the status is `refunded`. */
  refund_id: optional(id),
  amount: decoration(amount),
  currency: decoration(currency),
  /** Why a payment failed or was refunded, in words for the customer. */
  reason: decoration(line(500)),
});

export type PaymentMessage = z.infer<typeof fields>;

const ALONE = { path: ['amount'], error: 'an amount with its currency beside it' };

const WITHOUT_REFUND = { path: ['refund_id'], error: ID };

const schema = fields.check(
  z.refine(({ amount, currency }) => amount === undefined || currency !== undefined, ALONE),
  z.refine(({ status, refund_id }) => status !== 'refunded' || refund_id !== undefined, WITHOUT_REFUND),
);

export const paymentNotification: Notification<PaymentMessage> = {
  topic: 'payment_notification',
  schema,
  mandatory: ['failed'],
  discriminator: byStatus({ success: 'payment_id', failed: 'payment_id', refunded: 'refund_id' }),
};
