import * as z from 'zod';
import { compose, day, detail } from '../../templates/layout';
import { date, id, line, optional, status } from '../fields';
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
  render: (message, reader, brand) =>
    compose(
      {
        subject: `Your order ${message.order_id} has been delivered`,
        headline: 'Your order has arrived',
        tone: 'good',
        badge: 'Delivered',
        lead: 'We hope you enjoy it. If anything is not as it should be, just write to us.',
        message: message.message,
        details: [
          { label: 'Order number', value: message.order_id },
          ...detail('Delivered', message.delivered_at && day(message.delivered_at)),
          ...detail('Left with', message.left_with),
          ...detail('Tracking number', message.tracking_number),
        ],
      },
      reader,
      brand,
    ),
};
