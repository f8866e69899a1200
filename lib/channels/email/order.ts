import pending from '../../../templates/order.mjml';
import cancelled from '../../../templates/order-cancelled.mjml';
import type { Item, Items } from '../../notifications/items';
import type { OrderMessage } from '../../notifications/order';
import type { Format } from '../words';
import { escapeHtml } from './escape';
import { type MailOf, render } from './template';

/** In bytes of HTML: Gmail cuts a mail off at 102 kB, and at most 22 are of what is around items, message and address. */
const ROOM = 80_000;
/** Of a row without what the item says. */
const ROW = 1_200;

/** As the mail has it, where a line break is an element. */
const bytesOf = (text = ''): number => Buffer.byteLength(escapeHtml(text).replaceAll('\n', '<br>'));

/** Chooses the items that fit beside message and address into a mail that is not cut off. */
function fitting(items: readonly Item[], { message, shipping_address }: OrderMessage): readonly Item[] {
  let room = ROOM - bytesOf(message) - bytesOf(shipping_address);
  const end = items.findIndex(({ name, options, image_url }) => {
    room -= ROW + bytesOf(name) + bytesOf(options) + bytesOf(image_url);
    return room < 0;
  });
  return end === -1 ? items : items.slice(0, end);
}

function itemsView({ shown, more }: Items, message: OrderMessage, { number, money }: Format) {
  const { currency } = message;
  const fit = fitting(shown, message);
  const rest = more + shown.length - fit.length;
  return {
    items: fit.map((item) => ({
      ...item,
      quantity: number(item.quantity),
      price: item.price && currency && money(item.price, currency),
    })),
    items_more: rest > 0 ? number(`${rest}`) : undefined,
  };
}

function pendingView(message: OrderMessage, format: Format) {
  const { currency, estimated_delivery, items } = message;
  const sum = (amount: `${number}` | undefined) => amount && currency && format.money(amount, currency);
  return {
    ...message,
    ...(items?.shown.length ? itemsView(items, message, format) : NO_ITEMS),
    subtotal: sum(message.subtotal),
    discount: sum(message.discount),
    shipping: sum(message.shipping),
    tax: sum(message.tax),
    total: sum(message.total),
    estimated_delivery: estimated_delivery && format.day(estimated_delivery),
  };
}

const NO_ITEMS = { items: undefined, items_more: undefined };

const MAILS: { readonly [Status in OrderMessage['status']]: MailOf<OrderMessage> } = {
  pending: (message, reader) => render(pending, reader, (format) => pendingView(message, format)),
  cancelled: (message, reader) => render(cancelled, reader, () => message),
};

export const orderMail: MailOf<OrderMessage> = (message, reader) => MAILS[message.status](message, reader);
