import { paymentMail } from '../lib/channels/email/payment';
import { paymentPush } from '../lib/channels/push/payment';
import { paymentSms } from '../lib/channels/sms/payment';
import { consume } from '../lib/consume';
import { paymentNotification } from '../lib/notifications/payment';

export const handler = consume(paymentNotification, {
  email: paymentMail,
  sms: paymentSms,
  push: paymentPush,
});
