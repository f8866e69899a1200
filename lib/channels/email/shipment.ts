import shipped from '../../../templates/shipment.mjml';
import type { ShipmentMessage } from '../../notifications/shipment';
import { type MailOf, render } from './template';

export const shipmentMail: MailOf<ShipmentMessage> = (
  { order_id, message, tracking_number, tracking_url, carrier, estimated_delivery },
  reader,
) =>
  render(shipped, reader, ({ day }) => ({
    order_id,
    message,
    tracking_number,
    tracking_url,
    carrier,
    expected: estimated_delivery && day(estimated_delivery),
  }));
