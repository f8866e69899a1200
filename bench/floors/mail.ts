import { orderMail } from '../../lib/channels/email/order';
import { orderNotification } from '../../lib/notifications/order';

const message = orderNotification.schema.parse({
  order_id: 'order-0000000',
  user_id: 0,
  status: 'pending',
  message: 'Your order has been successfully created and is in pending status.',
});

export const mail = orderMail(message, { name: 'Reader Number 0', locale: 'en' });
export const tags = { topic: orderNotification.topic, status: message.status, order_id: message.order_id };
