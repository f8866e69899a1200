import * as z from 'zod/mini';
import { amount, currency, discount } from './fields/amount';
import { day } from './fields/date';
import { status } from './fields/id';
import { decoration } from './fields/optional';
import { line, text } from './fields/text';
import { type Items, items, withoutPrices } from './items';
import { byStatus } from './key';
import { messageFields, type Notification } from './notification';

const fields = z.object({
  ...messageFields,
  status: status('pending', 'cancelled'),
  items: decoration(items),
  /** Sums are shown as given, and never computed. */
  subtotal: decoration(amount),
  shipping: decoration(amount),
  tax: decoration(amount),
  discount: decoration(discount),
  total: decoration(amount),
  /** Of all amounts, those of the items too. */
  currency: decoration(currency),
  shipping_address: decoration(text(500)),
  estimated_delivery: decoration(day()),
  /** Why an order was cancelled, in words for the customer. */
  reason: decoration(line(500)),
});

export type OrderMessage = z.infer<typeof fields>;

export const SUMS = ['subtotal', 'discount', 'shipping', 'tax', 'total'] as const;

const WITHOUT_CURRENCY = 'an amount with its currency beside it';
const OF_OTHER_ITEMS = 'a sum of items that can all be read';

/** Says why the sums of an order would be of no use, or wrong beside the items that are shown. */
const sumProblem = ({ items, currency }: { items?: Items | undefined; currency?: string | undefined }) =>
  currency === undefined ? WITHOUT_CURRENCY : items?.isBroken ? OF_OTHER_ITEMS : undefined;

const schema = fields.check((context) => {
  const order = context.value;
  const message = sumProblem(order);
  for (const sum of message === undefined ? [] : SUMS) {
    if (order[sum] !== undefined) context.issues.push({ code: 'custom', path: [sum], message, input: order });
  }
  if (order.items && order.currency === undefined) order.items = withoutPrices(order.items);
});

export const orderNotification: Notification<OrderMessage> = {
  topic: 'order_notification',
  schema,
  discriminator: byStatus({ pending: undefined, cancelled: undefined }),
};
