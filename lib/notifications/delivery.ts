import * as z from 'zod/mini';
import { date, id, line, optional, status } from './fields';
import { messageFields, type Notification } from './notification';

const schema = z.object({
  ...messageFields,
  status: status('delivered'),
  tracking_number: optional(id),
  delivered_at: optional(date),
  /** A neighbour, a parcel locker, the front desk. */
  left_with: optional(line(200)),
});

export type DeliveryMessage = z.infer<typeof schema>;

export const deliveryNotification: Notification<DeliveryMessage> = {
  topic: 'delivery_notification',
  schema,
  discriminator: (message) => message.tracking_number,
};
