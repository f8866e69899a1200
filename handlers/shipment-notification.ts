import { shipmentMail } from '../lib/channels/email/shipment';
import { consume } from '../lib/consume';
import { shipmentNotification } from '../lib/notifications/shipment';

export const handler = consume(shipmentNotification, { email: shipmentMail });
