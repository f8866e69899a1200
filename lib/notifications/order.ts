import * as z from 'zod';
import { compose } from '../../templates/layout';
import { status } from '../fields';
import { messageFields, type Notification } from '../notification';

const schema = z.object({ ...messageFields, status: status('pending') });

export const orderNotification: Notification<z.infer<typeof schema>> = {
  topic: 'order_notification',
  schema,
  discriminator: () => undefined,
  render: (message, reader, brand) =>
    compose(
      {
        subject: `We have received your order ${message.order_id}`,
        headline: 'Thank you for your order',
        tone: 'neutral',
        badge: 'Order received',
        lead: 'We have received your order and will tell you as soon as it moves on.',
        message: message.message,
        details: [
          { label: 'Order number', value: message.order_id },
          { label: 'Status', value: 'Pending' },
        ],
      },
      reader,
      brand,
    ),
};
