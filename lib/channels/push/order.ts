import pending from '../../../templates/order.push';
import type { OrderMessage } from '../../notifications/order';
import { orderUrlOf } from '../brand';
import { type PushOf, renderPush } from './text';

export const orderPush: PushOf<OrderMessage> | undefined = process.env.CHANNEL_PUSH
  ? (message, reader) => renderPush(pending, reader, () => message, [orderUrlOf(message.order_id)])
  : undefined;
