import * as z from 'zod/mini';
import pending from '../../templates/order.mjml';
import { status } from '../fields';
import { render } from '../mail/template';
import { messageFields, type Notification } from '../notification';

const schema = z.object({ ...messageFields, status: status('pending') });

export const orderNotification: Notification<z.infer<typeof schema>> = {
  topic: 'order_notification',
  schema,
  discriminator: () => undefined,
  render: ({ order_id, message }, reader) => render(pending, reader, () => ({ order_id, message })),
};
