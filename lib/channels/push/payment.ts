import failed from '../../../templates/payment-failed.push';
import refunded from '../../../templates/payment-refunded.push';
import success from '../../../templates/payment-success.push';
import type { PaymentMessage } from '../../notifications/payment';
import { orderUrlOf } from '../brand';
import { type PushOf, renderPush } from './text';

export const paymentPush: PushOf<PaymentMessage> | undefined = process.env.CHANNEL_PUSH
  ? (message, reader) =>
      renderPush(
        { success, failed, refunded }[message.status],
        reader,
        ({ money }) => ({
          ...message,
          amount: message.amount && message.currency && money(message.amount, message.currency),
        }),
        [orderUrlOf(message.order_id)],
      )
  : undefined;
