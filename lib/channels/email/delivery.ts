import delivered from '../../../templates/delivery.mjml';
import type { DeliveryMessage } from '../../notifications/delivery';
import { type MailOf, render } from './template';

export const deliveryMail: MailOf<DeliveryMessage> = (message, reader) =>
  render(delivered, reader, ({ moment }) => ({
    ...message,
    delivered_at: message.delivered_at && moment(message.delivered_at),
  }));
