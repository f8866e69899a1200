import { shipmentMail } from '../lib/channels/email/shipment';
import { shipmentPush } from '../lib/channels/push/shipment';
import { shipmentSms } from '../lib/channels/sms/shipment';
import { consume } from '../lib/consume';
import { shipmentNotification } from '../lib/notifications/shipment';

export const handler = consume(shipmentNotification, {
  email: shipmentMail,
  sms: shipmentSms,
  push: shipmentPush,
});
