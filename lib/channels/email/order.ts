import pending from '../../../templates/order.mjml';
import type { OrderMessage } from '../../notifications/order';
import { type MailOf, render } from './template';

export const orderMail: MailOf<OrderMessage> = (message, reader) => render(pending, reader, () => message);
