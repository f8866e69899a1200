import pending from '../../../templates/order.sms';
import cancelled from '../../../templates/order-cancelled.sms';
import type { OrderMessage } from '../../notifications/order';
import { renderSms, type SmsOf } from './text';

export const orderSms: SmsOf<OrderMessage> | undefined = process.env.CHANNEL_SMS
  ? (message, reader) => renderSms({ pending, cancelled }[message.status], reader, () => message)
  : undefined;
