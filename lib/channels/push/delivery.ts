import delivered from '../../../templates/delivery.push';
import type { DeliveryMessage } from '../../notifications/delivery';
import { orderUrlOf } from '../brand';
import { type PushOf, renderPush } from './text';

export const deliveryPush: PushOf<DeliveryMessage> | undefined = process.env.CHANNEL_PUSH
  ? (message, reader) => renderPush(delivered, reader, () => message, [orderUrlOf(message.order_id)])
  : undefined;
