import shipped from '../../../templates/shipment.push';
import type { ShipmentMessage } from '../../notifications/shipment';
import { orderUrlOf } from '../brand';
import { type PushOf, renderPush } from './text';

export const shipmentPush: PushOf<ShipmentMessage> | undefined = process.env.CHANNEL_PUSH
  ? (message, reader) =>
      renderPush(shipped, reader, () => message, [message.tracking_url, orderUrlOf(message.order_id)])
  : undefined;
