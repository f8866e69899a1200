import * as z from 'zod/mini';
import shipped from '../../templates/shipment.mjml';
import { date, httpsUrl, id, line, optional, status } from '../fields';
import { render } from '../mail/template';
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
  render: ({ order_id, message, tracking_number, tracking_url, carrier, estimated_delivery }, reader) =>
    render(shipped, reader, ({ day }) => ({
      order_id,
      message,
      tracking_number,
      tracking_url,
      carrier,
      expected: estimated_delivery && day(estimated_delivery),
    })),
};
