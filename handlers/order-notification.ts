import { orderMail } from '../lib/channels/email/order';
import { orderPush } from '../lib/channels/push/order';
import { orderSms } from '../lib/channels/sms/order';
import { consume } from '../lib/consume';
import { orderNotification } from '../lib/notifications/order';

export const handler = consume(orderNotification, { email: orderMail, sms: orderSms, push: orderPush });
