import pending from '../../../templates/order.push';
import cancelled from '../../../templates/order-cancelled.push';
import type { OrderMessage } from '../../notifications/order';
import { orderUrlOf } from '../brand';
import { type PushOf, renderPush } from './text';

export const orderPush: PushOf<OrderMessage> | undefined = process.env.CHANNEL_PUSH
  ? (message, reader) =>
      renderPush({ pending, cancelled }[message.status], reader, () => message, [
        orderUrlOf(message.order_id),
      ])
  : undefined;
