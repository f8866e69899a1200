import shipped from '../../../templates/shipment.mjml';
import type { ShipmentMessage } from '../../notifications/shipment';
import { type MailOf, render } from './template';

export const shipmentMail: MailOf<ShipmentMessage> = (message, reader) =>
  render(shipped, reader, ({ day }) => ({
    ...message,
    estimated_delivery: message.estimated_delivery && day(message.estimated_delivery),
  }));
