import delivered from '../../../templates/delivery.mjml';
import type { DeliveryMessage } from '../../notifications/delivery';
import { type MailOf, render } from './template';

export const deliveryMail: MailOf<DeliveryMessage> = (message, reader) =>
  render(delivered, reader, ({ day }) => ({
    ...message,
    delivered_at: message.delivered_at && day(message.delivered_at),
  }));
