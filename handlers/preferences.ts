import { deliveryNotification } from '../lib/notifications/delivery';
import { orderNotification } from '../lib/notifications/order';
import { paymentNotification } from '../lib/notifications/payment';
import { shipmentNotification } from '../lib/notifications/shipment';
import { servePreferences } from '../lib/preferences-page/serve';

export const handler = servePreferences([
  orderNotification,
  paymentNotification,
  shipmentNotification,
  deliveryNotification,
]);
