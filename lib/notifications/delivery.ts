import * as z from 'zod/mini';
import delivered from '../../templates/delivery.mjml';
import { date, id, line, optional, status } from '../fields';
import { render } from '../mail/template';
import { messageFields, type Notification } from '../notification';

const schema = z.object({
  ...messageFields,
  status: status('delivered'),
  tracking_number: optional(id),
  delivered_at: optional(date),
  /** A neighbour, a parcel locker, the front desk. */
  left_with: optional(line(200)),
});

export const deliveryNotification: Notification<z.infer<typeof schema>> = {
  topic: 'delivery_notification',
  schema,
  discriminator: (message) => message.tracking_number,
  render: ({ order_id, message, tracking_number, delivered_at, left_with }, reader) =>
    render(delivered, reader, ({ day }) => ({
      order_id,
      message,
      tracking_number,
      delivered_at: delivered_at && day(delivered_at),
      left_with,
    })),
};
