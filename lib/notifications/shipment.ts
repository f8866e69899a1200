import * as z from 'zod/mini';
import { day } from './fields/date';
import { id, status } from './fields/id';
import { decoration } from './fields/optional';
import { line } from './fields/text';
import { httpsUrl } from './fields/url';
import { byStatus } from './key';
import { messageFields, type Notification } from './notification';

const schema = z.object({
  ...messageFields,
  status: status('shipped'),
  tracking_number: id,
  carrier: decoration(line(100)),
  tracking_url: decoration(httpsUrl),
  estimated_delivery: decoration(day()),
});

export type ShipmentMessage = z.infer<typeof schema>;

export const shipmentNotification: Notification<ShipmentMessage> = {
  topic: 'shipment_notification',
  schema,
  discriminator: byStatus({ shipped: 'tracking_number' }),
};
