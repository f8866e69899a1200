import * as z from 'zod/mini';
import { status } from './fields/id';
import { messageFields, type Notification } from './notification';

const schema = z.object({ ...messageFields, status: status('pending') });

export type OrderMessage = z.infer<typeof schema>;

export const orderNotification: Notification<OrderMessage> = {
  topic: 'order_notification',
  schema,
  discriminator: () => undefined,
};
