import * as z from 'zod';
import { compose, detail, money } from '../../templates/layout';
import { amount, currency, id, line, optional, status } from '../fields';
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

const WORDS = {
  success: {
    subject: 'Payment received for your order',
    headline: 'Your payment went through',
    tone: 'good',
    badge: 'Payment received',
    lead: 'Thank you. Your payment is complete, and there is nothing more for you to do.',
  },
  failed: {
    subject: 'Payment failed for your order',
    headline: 'Your payment did not go through',
    tone: 'bad',
    badge: 'Payment failed',
    lead: 'You have not been charged. Please try again or choose another way to pay.',
  },
} as const;

export const paymentNotification: Notification<z.infer<typeof schema>> = {
  topic: 'payment_notification',
  schema,
  discriminator: (message) => message.payment_id,
  render: (message, reader, brand) => {
    const words = WORDS[message.status];
    return compose(
      {
        ...words,
        subject: `${words.subject} ${message.order_id}`,
        message: message.message,
        details: [
          { label: 'Order number', value: message.order_id },
          ...detail('Amount', message.amount && money(message.amount, message.currency)),
          ...detail('Payment reference', message.payment_id),
          ...detail('Reason', message.reason),
        ],
      },
      reader,
      brand,
    );
  },
};
