import delivered from '../../../templates/delivery.sms';
import type { DeliveryMessage } from '../../notifications/delivery';
import { renderSms, type SmsOf } from './text';

export const deliverySms: SmsOf<DeliveryMessage> | undefined = process.env.CHANNEL_SMS
  ? (message, reader) => renderSms(delivered, reader, () => message)
  : undefined;
