import * as fc from 'fast-check';
import { deliveryMail } from '../../../../lib/channels/email/delivery';
import { orderMail } from '../../../../lib/channels/email/order';
import { paymentMail } from '../../../../lib/channels/email/payment';
import { shipmentMail } from '../../../../lib/channels/email/shipment';
import type { MailOf } from '../../../../lib/channels/email/template';
import { deliveryNotification } from '../../../../lib/notifications/delivery';
import type { Message, Notification } from '../../../../lib/notifications/notification';
import { parseMessage } from '../../../../lib/notifications/notification';
import { orderNotification } from '../../../../lib/notifications/order';
import { paymentNotification } from '../../../../lib/notifications/payment';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import type { Reader } from '../../../../lib/recipients/contact';
import { INJECTIONS } from '../../../support/injections';
import { linksOf, tagsOf, visible } from '../../../support/markup';
import { COMPLETE } from '../../../support/messages';

type Fields = Readonly<Record<string, unknown>>;

/** The mail of a message, or none when the message is refused. */
function mailFrom<M extends Message>(
  notification: Notification<M>,
  mailOf: MailOf<M>,
  value: Fields,
  reader: Reader = {},
) {
  const parsed = parseMessage(notification, value);
  return parsed.kind === 'message'
    ? mailOf(parsed.message, { name: parsed.message.name, ...reader })
    : undefined;
}

const MAILS: ReadonlyArray<{
  topic: string;
  complete: Fields;
  render: (value: Fields, reader?: Reader) => ReturnType<typeof mailFrom>;
}> = [
  {
    topic: 'order',
    complete: COMPLETE.order,
    render: (value, reader) => mailFrom(orderNotification, orderMail, value, reader),
  },
  {
    topic: 'payment',
    complete: COMPLETE.payment,
    render: (value, reader) => mailFrom(paymentNotification, paymentMail, value, reader),
  },
  {
    topic: 'shipment',
    complete: COMPLETE.shipment,
    render: (value, reader) => mailFrom(shipmentNotification, shipmentMail, value, reader),
  },
  {
    topic: 'delivery',
    complete: COMPLETE.delivery,
    render: (value, reader) => mailFrom(deliveryNotification, deliveryMail, value, reader),
  },
];

/**
 * Tags as they stand, but for the address of the tracking page, which a message may choose, for line breaks, and for
 * the subject, which names the order.
 */
const structureOf = (html: string) =>
  tagsOf(html)
    .filter((tag) => tag !== '<br>')
    .map((tag) =>
      tag
        .replace(/ (href|src)="https:\/\/[^"]*"/, ' $1="https"')
        .replace(/ aria-label="[^"]*"/, ' aria-label=""'),
    );

/** A subject without the marks that keep the order number to itself. */
const unisolated = (subject: string) =>
  subject.replace(/^([^\u2068]*)\u2068([^\u2068\u2069]*)\u2069/, '$1$2');

/** Fields that take no free text at all. */
const CLOSED = new Set([
  ...['status', 'email', 'amount', 'currency', 'estimated_delivery', 'delivered_at'],
  ...['items', 'subtotal', 'discount', 'shipping', 'tax', 'total'],
]);

const harmlessLink = (href: string) => /^(?:https:\/\/[^\s<>"]+|mailto:help@shop\.example)$/.test(href);

describe.each(MAILS)('what is written into the $topic mail', ({ complete, render }) => {
  const harmless = structureOf(render(complete)?.html ?? '');
  /** Attacks that get into a mail by one field, with the mail. */
  const mailsBy = (field: string) =>
    INJECTIONS.flatMap((attack) => {
      const mail = render({ ...complete, [field]: attack });
      return mail ? [{ attack, mail }] : [];
    });

  it('is compared with a mail of every field', () => {
    expect(harmless.length).toBeGreaterThan(40);
  });

  it.each(Object.keys(complete).filter((field) => CLOSED.has(field)))('is never an attack by %s', (field) => {
    const without = render({ ...complete, [field]: undefined });

    expect(mailsBy(field).filter(({ mail }) => mail.html !== without?.html)).toEqual([]);
  });

  describe.each(Object.keys(complete).filter((field) => !CLOSED.has(field)))('by %s', (field) => {
    const mails = mailsBy(field);
    const without = structureOf(render({ ...complete, [field]: undefined })?.html ?? '');

    it('adds no markup', () => {
      for (const { mail } of mails) expect([harmless, without]).toContainEqual(structureOf(mail.html));
    });

    it('leads nowhere but to https pages and our own address', () => {
      for (const { mail } of mails)
        expect(linksOf(mail.html).filter((href) => !harmlessLink(href))).toEqual([]);
    });

    it('puts no line break or control character into the subject', () => {
      for (const { mail } of mails) expect(unisolated(mail.subject)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    });

    it('puts no control character but line feed and tab into the text', () => {
      for (const { mail } of mails) expect(mail.text).not.toMatch(/[^\P{Cc}\n\t]|\p{Cs}/u);
    });
  });

  it('turns nothing around it in the text', () => {
    const { text = '' } = render({ ...complete, message: 'left \u202e right \u2066 on' }) ?? {};

    expect(text).toContain('left  right  on');
    expect(text).not.toMatch(/[\u202a-\u202e]/);
  });

  it('adds no markup by the name of a contact, even one that nothing has cleaned', () => {
    for (const name of INJECTIONS) {
      const mail = render({ ...complete, name: undefined }, { name });

      expect(structureOf(mail?.html ?? '')).toEqual(harmless);
    }
  });

  it('is read by people as it was written', () => {
    const written = fc.stringMatching(/^[a-z&<>"';#]{1,40}$/);

    fc.assert(
      fc.property(written, (message) => {
        const mail = render({ ...complete, message });

        expect(visible(mail?.html ?? '')).toContain(message);
      }),
    );
  });

  it('adds no markup in all fields at once, whatever it is', () => {
    const nasty = fc.oneof(
      fc.constantFrom(...INJECTIONS),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '/', '-', '!', 'a', ' ', '\n') }),
    );
    const fields = ['order_id', 'user_id', 'message', 'name'] as const;
    const attack = fc.record(Object.fromEntries(fields.map((field) => [field, nasty])));

    fc.assert(
      fc.property(attack, (values) => {
        const mail = render({
          ...complete,
          ...values,
          message: `x${values.message}`,
          name: `x${values.name}`,
        });
        fc.pre(mail !== undefined);

        expect(structureOf(mail.html)).toEqual(harmless);
      }),
    );
  });
});

describe('what is written into an item of an order', () => {
  const [whole] = COMPLETE.order.items;
  const htmlWith = (item: Fields) =>
    mailFrom(orderNotification, orderMail, { ...COMPLETE.order, items: [whole, item] })?.html ?? '';
  const harmless = structureOf(htmlWith(whole));

  it('is seen in the mail, so that the tests below can fail', () => {
    expect(htmlWith({ ...whole, name: 'Cup', options: 'Thin' })).toMatch(/>Cup<.*>Thin</);
  });

  it.each(Object.keys(whole))('adds no markup and no link by %s', (field) => {
    const without = structureOf(htmlWith({ ...whole, [field]: undefined }));

    for (const attack of INJECTIONS) {
      const html = htmlWith({ ...whole, [field]: attack });

      expect([harmless, without]).toContainEqual(structureOf(html));
      expect(linksOf(html).filter((href) => !harmlessLink(href))).toEqual([]);
    }
  });

  it.each([
    'http://shop.example/teapot.png',
    'javascript:alert(1)',
    'data:image/svg+xml,<svg/>',
    '//evil.example/x',
    'https://eve@shop.example/x',
  ])('loads no picture from %s', (image_url) => {
    expect(htmlWith({ ...whole, image_url })).toBe(htmlWith({ ...whole, image_url: undefined }));
  });
});

describe('the corpus', () => {
  it.each([
    ['orders', 'order_id'],
    ['messages', 'message'],
    ['names', 'name'],
  ])('has attacks that get through as %s, so that the tests above can fail', (_, field) => {
    const passing = INJECTIONS.filter((attack) =>
      mailFrom(orderNotification, orderMail, { ...COMPLETE.order, [field]: attack }),
    );

    expect(passing.length).toBeGreaterThan(30);
  });
});
