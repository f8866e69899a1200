import delivered from '../../../templates/delivery.mjml';
import type { DeliveryMessage } from '../../notifications/delivery';
import { type MailOf, render } from './template';

export const deliveryMail: MailOf<DeliveryMessage> = (
  { order_id, message, tracking_number, delivered_at, left_with },
  reader,
) =>
  render(delivered, reader, ({ day }) => ({
    order_id,
    message,
    tracking_number,
    delivered_at: delivered_at && day(delivered_at),
    left_with,
  }));
