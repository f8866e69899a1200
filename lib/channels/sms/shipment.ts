import shipped from '../../../templates/shipment.sms';
import type { ShipmentMessage } from '../../notifications/shipment';
import { renderSms, type SmsOf } from './text';

export const shipmentSms: SmsOf<ShipmentMessage> | undefined = process.env.CHANNEL_SMS
  ? (message, reader) => renderSms(shipped, reader, () => message)
  : undefined;
