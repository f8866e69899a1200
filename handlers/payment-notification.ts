import { paymentMail } from '../lib/channels/email/payment';
import { consume } from '../lib/consume';
import { paymentNotification } from '../lib/notifications/payment';

export const handler = consume(paymentNotification, { email: paymentMail });
