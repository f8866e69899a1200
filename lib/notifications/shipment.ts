import * as z from 'zod/mini';
import { date, httpsUrl, id, line, optional, status } from './fields';
import { messageFields, type Notification } from './notification';

const schema = z.object({
  ...messageFields,
  status: status('shipped'),
  tracking_number: id,
  carrier: optional(line(100)),
  tracking_url: optional(httpsUrl),
  estimated_delivery: optional(date),
});

export type ShipmentMessage = z.infer<typeof schema>;

export const shipmentNotification: Notification<ShipmentMessage> = {
  topic: 'shipment_notification',
  schema,
  discriminator: (message) => message.tracking_number,
};
