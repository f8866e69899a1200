import * as z from 'zod';
import { compose, day, detail } from '../../templates/layout';
import { date, httpsUrl, id, line, optional, status } from '../fields';
import { messageFields, type Notification } from '../notification';

const schema = z.object({
  ...messageFields,
  status: status('shipped'),
  tracking_number: id,
  carrier: optional(line(100)),
  tracking_url: optional(httpsUrl),
  estimated_delivery: optional(date),
});

export const shipmentNotification: Notification<z.infer<typeof schema>> = {
  topic: 'shipment_notification',
  schema,
  discriminator: (message) => message.tracking_number,
  render: (message, reader, brand) =>
    compose(
      {
        subject: `Your order ${message.order_id} is on its way`,
        headline: 'Your order is on its way',
        tone: 'good',
        badge: 'Shipped',
        lead: 'Your parcel has left our warehouse.',
        message: message.message,
        details: [
          { label: 'Order number', value: message.order_id },
          ...detail('Carrier', message.carrier),
          { label: 'Tracking number', value: message.tracking_number, href: message.tracking_url },
          ...detail('Expected', message.estimated_delivery && day(message.estimated_delivery)),
        ],
        action: message.tracking_url && { label: 'Track your parcel', href: message.tracking_url },
      },
      reader,
      brand,
    ),
};
