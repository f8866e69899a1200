import { consume } from '../lib/consume';
import { shipmentNotification } from '../lib/notifications/shipment';

export const handler = consume(shipmentNotification);
