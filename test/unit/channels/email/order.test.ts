import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBrand } from '../../../../build/templates/brand';
import { compile } from '../../../../build/templates/compile';
import { TEMPLATES } from '../../../../build/templates/partials';
import { orderMail } from '../../../../lib/channels/email/order';
import { render as renderTemplate } from '../../../../lib/channels/email/template';
import { orderNotification } from '../../../../lib/notifications/order';
import { ROOT } from '../../../support/docs';
import { visible } from '../../../support/markup';
import { COMPLETE, MINIMAL, messageOf } from '../../../support/messages';

const render = (value: object) => orderMail(messageOf(orderNotification, value), {});

describe('the order mail', () => {
  it('names the order in its subject', () => {
    const message = messageOf(orderNotification, COMPLETE.order);

    expect(orderMail(message, {}).subject).toBe('We have received your order 123');
  });

  it('looks like this as text', () => {
    const message = messageOf(orderNotification, MINIMAL.order);

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

  it('has no status of a cancelled order', () => {
    expect(render({ ...MINIMAL.order, reason: 'Out of stock' }).text).not.toContain('Out of stock');
  });
});

describe('what was ordered, in the mail', () => {
  const teapot = { name: 'Teapot', quantity: 1 };
  const sums = { subtotal: 40, discount: 5, shipping: 0, tax: '6.70', total: '35.00', currency: 'EUR' };

  it('is listed with options, quantity and price of one, and the sums as they were given', () => {
    const items = [
      { ...teapot, quantity: 2, price: '20', options: { Colour: 'Black', Volume: '1 l' } },
      { name: 'Tea', quantity: 0.25 },
    ];

    expect(render({ ...MINIMAL.order, items, ...sums }).text).toContain(`
What you ordered
- Teapot (Colour: Black, Volume: 1 l): 2 × €20.00
- Tea: 0.25 ×
Subtotal: €40.00
Discount: -€5.00
Shipping: €0.00
Tax: €6.70
Total: €35.00

Order details
`);
  });

  it('says in HTML what it says as text', () => {
    const html = visible(render(COMPLETE.order).html);

    for (const words of ['What you ordered', 'Teapot', 'Black', '2 × €24.95', '€49.90', '-€5.00', '€49.80'])
      expect(html).toContain(words);
  });

  it('shows a picture where there is one; the name beside it says what it shows', () => {
    expect(render(COMPLETE.order).html).toContain('<img src="https://shop.example/teapot.png" alt="" ');
    expect(render({ ...MINIMAL.order, items: [teapot] }).html).not.toContain('<img');
  });

  it('is fifty items at most, and how many more there are', () => {
    const { text } = render({ ...MINIMAL.order, items: Array(200).fill(teapot) });

    expect(text.match(/- Teapot/g)).toHaveLength(50);
    expect(text).toContain('\nand 150 more\n');
  });

  it('counts an item that cannot be read among those it does not show, and shows no sum', () => {
    const { text } = render({ ...MINIMAL.order, items: [teapot, { name: 'Cup' }], ...sums });

    expect(text).toContain('- Teapot: 1 ×\nand 1 more\n');
    expect(text).not.toMatch(/Subtotal|Discount|Shipping:|Tax|Total/);
  });

  it('shows sums without items, and no prices without a currency', () => {
    expect(render({ ...MINIMAL.order, ...sums }).text).toContain('Status: Pending\nSubtotal: €40.00\n');
    expect(render({ ...MINIMAL.order, items: [{ ...teapot, price: 5 }] }).text).toContain('- Teapot: 1 ×\n');
  });

  it('says where it goes and when', () => {
    expect(render(COMPLETE.order).text).toMatch(
      /\nExpected delivery: Thursday,? 26 November 2026\nDelivery address:\nAda\n1 Square\nLondon\n/,
    );
  });

  it('leaves no trace in a mail without it: that is what its templates make without these lines', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(TEMPLATES, folder, { recursive: true });
    for (const file of ['order.mjml', 'order.txt']) {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      const kept = lines.filter((line) => !/> (?:items|lines-row|optional-row|sums-alone)/.test(line));
      expect(lines.length - kept.length).toBe(4);
      writeFileSync(join(folder, file), kept.join('\n'));
    }
    const { code } = await compile('order', {
      folder,
      brand: readBrand(join(ROOT, 'test/support/brand.json')),
    });
    rmSync(folder, { recursive: true });
    const message = messageOf(orderNotification, { ...MINIMAL.order, items: [], total: null });

    for (const locale of ['en', 'de', 'ar']) {
      const reader = { name: 'Ada', locale };
      const plain = renderTemplate(new Function(`return ${code}`)(), reader, () => message);
      expect(orderMail(message, reader)).toEqual(plain);
    }
  });
});

describe('the mail of a cancelled order', () => {
  const { subject, text } = render({ ...COMPLETE.order, status: 'cancelled' });

  it('says so in its subject, and why', () => {
    expect(subject).toBe('Your order 123 has been cancelled');
    expect(text).toContain('\nReason: Out of stock\n');
  });

  it('shows no step on the way to a delivery', () => {
    expect(text).toContain('✓ Ordered > Cancelled\n');
    expect(text).not.toMatch(/Shipped|Delivered|What you ordered/);
  });
});
