import { orderMail } from '../lib/channels/email/order';
import { consume } from '../lib/consume';
import { orderNotification } from '../lib/notifications/order';

export const handler = consume(orderNotification, { email: orderMail });
