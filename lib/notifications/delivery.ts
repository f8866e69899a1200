import * as z from 'zod/mini';
import { moment } from './fields/date';
import { id, status } from './fields/id';
import { decoration, optional } from './fields/optional';
import { line } from './fields/text';
import { byStatus } from './key';
import { messageFields, type Notification } from './notification';

const schema = z.object({
  ...messageFields,
  status: status('delivered'),
  tracking_number: optional(id),
  delivered_at: decoration(moment()),
  /** A neighbour, a parcel locker, the front desk. */
  left_with: decoration(line(200)),
});

export type DeliveryMessage = z.infer<typeof schema>;

export const deliveryNotification: Notification<DeliveryMessage> = {
  topic: 'delivery_notification',
  schema,
  discriminator: byStatus({ delivered: 'tracking_number' }),
};
