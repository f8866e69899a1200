import * as fc from 'fast-check';
import { deliveryMail } from '../../../../lib/channels/email/delivery';
import { orderMail } from '../../../../lib/channels/email/order';
import { paymentMail } from '../../../../lib/channels/email/payment';
import { shipmentMail } from '../../../../lib/channels/email/shipment';
import { deliveryNotification } from '../../../../lib/notifications/delivery';
import { isDecoration } from '../../../../lib/notifications/fields/optional';
import type { Message, Notification } from '../../../../lib/notifications/notification';
import { orderNotification, SUMS } from '../../../../lib/notifications/order';
import { paymentNotification } from '../../../../lib/notifications/payment';
import { shipmentNotification } from '../../../../lib/notifications/shipment';
import { COMPLETE, parsedOf } from '../../../support/messages';
import { NOTIFICATIONS } from '../../../support/notifications';
import { playsOf } from '../../../support/plays';

/** All that a field may hold once it is read. */
const RULES: Readonly<Record<string, RegExp>> = {
  message: /^(?!\s)(?:[^\p{Cc}]|[\n\t]){1,10000}$/u,
  name: /^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]{0,198}\S)?$/u,
  carrier: /^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]{0,98}\S)?$/u,
  reason: /^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]{0,498}\S)?$/u,
  left_with: /^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]{0,198}\S)?$/u,
  amount: /^(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?$/,
  currency: /^[A-Z]{3,5}$/,
  tracking_url: /^https:\/\/[^\s"<>@/]+\/[^\s"<>]*$/,
  estimated_delivery: /^20\d\d-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]00:00))?$/,
  shipping_address: /^(?!\s)(?:[^\p{Cc}]|[\n\t]){1,500}$/u,
  ...Object.fromEntries(
    ['subtotal', 'shipping', 'tax', 'total'].map((sum) => [sum, /^(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?$/]),
  ),
  discount: /^(?:0|-(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?)$/,
  delivered_at: /^20\d\d-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/,
};

const isSum = (field: string): boolean => SUMS.some((sum) => sum === field);

const SEVERAL_LINES = new Set(['message', 'shipping_address']);

/** What producers might write by mistake, beside all else that JSON can hold. */
const written = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 80, maxLength: 600 }),
  fc.double(),
  fc.integer().map((cents) => String(cents / 100)),
  fc.date().map((date) => JSON.parse(JSON.stringify(date))),
  fc.webUrl({ validSchemes: ['http', 'https', 'ftp'], withFragments: true }),
  fc.constantFrom(
    '',
    ' ',
    '\u200b',
    'null',
    'N/A',
    '0001-01-01',
    '9999-12-31',
    '-1',
    'eur',
    'USDT',
    '\u202eeve',
  ),
);

const read = <M extends Message>(
  notification: Notification<M>,
  mailOf: (message: M, reader: object) => { text: string },
  complete: object,
) => ({
  notification,
  complete,
  play(field: string, value: unknown) {
    const { message, ignored } = parsedOf(notification, { ...complete, [field]: value });
    const { text } = mailOf(message, { name: message.name });
    return { message: message as Readonly<Record<string, unknown>>, ignored, lines: text.split('\n').length };
  },
});

const TOPICS = [
  read(orderNotification, orderMail, COMPLETE.order),
  read(paymentNotification, paymentMail, COMPLETE.payment),
  read(shipmentNotification, shipmentMail, COMPLETE.shipment),
  read(deliveryNotification, deliveryMail, COMPLETE.delivery),
];

const CASES = TOPICS.flatMap((topic) =>
  NOTIFICATIONS.filter(({ notification }) => notification.topic === topic.notification.topic).flatMap(
    ({ fields }) =>
      Object.keys(fields)
        // What may be written into items has tests of its own.
        .filter((field) => isDecoration(fields[field]) && field !== 'items')
        .map((field) => ({ ...topic, topic: topic.notification.topic, field })),
  ),
);

describe.each(CASES)('$field of $topic', ({ field, complete, play }) => {
  const whole = play(field, Reflect.get(complete, field));
  const without = play(field, null);
  // An amount is of no use without its currency.
  const dependent = field === 'currency' ? ['currency', 'amount', 'items', ...SUMS] : [field];

  it('never costs the mail and never shows more than its rule says, whatever is in it', () => {
    fc.assert(
      fc.property(written, (value) => {
        const { message, ignored, lines } = play(field, value);

        const shown = message[field];
        if (shown !== undefined) expect(shown).toMatch(RULES[field] ?? /^$/);
        expect(dependent).toEqual(expect.arrayContaining(ignored.map((one) => one.field)));
        expect(message).toEqual({
          ...whole.message,
          ...Object.fromEntries(
            dependent.filter((name) => name in whole.message).map((name) => [name, message[name]]),
          ),
        });
        if (!SEVERAL_LINES.has(field)) expect([whole.lines, without.lines]).toContain(lines);
      }),
      // All sums are of one kind.
      { numRuns: playsOf(isSum(field) ? 500 : 2_500) },
    );
  });
});

it('all fields decorate but ids, status and address', () => {
  const exact = NOTIFICATIONS.flatMap(({ fields }) =>
    Object.keys(fields).filter((field) => !isDecoration(fields[field])),
  );

  expect(exact.filter((field) => !/^(?:email|status|\w+_(?:id|number))$/.test(field))).toEqual([]);
});
