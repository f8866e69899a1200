import { deliveryMail } from '../lib/channels/email/delivery';
import { consume } from '../lib/consume';
import { deliveryNotification } from '../lib/notifications/delivery';

export const handler = consume(deliveryNotification, { email: deliveryMail });
