import failed from '../../../templates/payment-failed.sms';
import refunded from '../../../templates/payment-refunded.sms';
import success from '../../../templates/payment-success.sms';
import type { PaymentMessage } from '../../notifications/payment';
import { renderSms, type SmsOf } from './text';

export const paymentSms: SmsOf<PaymentMessage> | undefined = process.env.CHANNEL_SMS
  ? (message, reader) =>
      renderSms({ success, failed, refunded }[message.status], reader, ({ money }) => ({
        ...message,
        amount: message.amount && message.currency && money(message.amount, message.currency),
      }))
  : undefined;
