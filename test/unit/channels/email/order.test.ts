import { orderMail } from '../../../../lib/channels/email/order';
import { orderNotification } from '../../../../lib/notifications/order';
import { visible } from '../../../support/markup';
import { COMPLETE, messageOf } from '../../../support/messages';

describe('the order mail', () => {
  it('names the order in its subject', () => {
    const message = messageOf(orderNotification, COMPLETE.order);

    expect(orderMail(message, {}).subject).toBe('We have received your order 123');
  });

  it('looks like this as text', () => {
    const message = messageOf(orderNotification, COMPLETE.order);

    const mail = orderMail(message, { name: 'Ada' });

    expect(mail.text).toBe(`Thank you for your order

✓ Ordered > Paid > Shipped > Delivered

Hello Ada,

We have received your order and will write again as soon as there is news.

Message from Example Shop:
We are on it.

View your order:
https://shop.example/orders/123

Order details
Order number: 123
Status: Pending

-- 
Example Shop
You get this e-mail because you placed an order with Example Shop.
Questions? Write to help@shop.example
Help: https://shop.example/help
Returns: https://shop.example/returns
Privacy: https://shop.example/privacy
Legal notice: https://shop.example/imprint
Example Shop GmbH, Hafenstraße 12, 20457 Hamburg
`);
  });

  it('says in HTML what it says as text', () => {
    const message = messageOf(orderNotification, COMPLETE.order);

    const mail = orderMail(message, { name: 'Ada' });

    for (const words of ['Thank you for your order', 'Hello Ada,', 'We are on it.', '123', 'Pending']) {
      expect(visible(mail.html)).toContain(words);
    }
  });
});
