import { deliveryMail } from '../lib/channels/email/delivery';
import { deliveryPush } from '../lib/channels/push/delivery';
import { deliverySms } from '../lib/channels/sms/delivery';
import { consume } from '../lib/consume';
import { deliveryNotification } from '../lib/notifications/delivery';

export const handler = consume(deliveryNotification, {
  email: deliveryMail,
  sms: deliverySms,
  push: deliveryPush,
});
