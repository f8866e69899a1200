import failed from '../../../templates/payment-failed.mjml';
import refunded from '../../../templates/payment-refunded.mjml';
import success from '../../../templates/payment-success.mjml';
import type { PaymentMessage } from '../../notifications/payment';
import { type MailOf, render } from './template';

const MAILS = { success, failed, refunded };

export const paymentMail: MailOf<PaymentMessage> = (message, reader) =>
  render(MAILS[message.status], reader, ({ money }) => ({
    ...message,
    amount: message.amount && message.currency && money(message.amount, message.currency),
  }));
