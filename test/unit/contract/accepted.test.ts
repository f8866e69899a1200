import * as z from 'zod/mini';
import { currency } from '../../../lib/notifications/fields/amount';
import { id, status } from '../../../lib/notifications/fields/id';
import { list } from '../../../lib/notifications/fields/list';
import { decoration, optional } from '../../../lib/notifications/fields/optional';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import type { ObjectSchema } from '../../../lib/notifications/read';
import { acceptedBy, broken, type Committed } from '../../support/contract/accepted';
import { topicSchema } from '../../support/contract/schema';
import { NOTIFICATIONS } from '../../support/notifications';

const contractOf = (topic: string): Committed => {
  const documented = NOTIFICATIONS.find((one) => one.topic === topic);
  if (!documented) throw new Error(`no topic ${topic}`);
  return JSON.parse(JSON.stringify(topicSchema(documented)));
};

/** What of today's contract a reader with these fields instead would refuse or leave out. */
function brokenBy(notification: typeof orderNotification | typeof paymentNotification, fields: object) {
  const schema: ObjectSchema<never> = z.object({ ...notification.schema.shape, ...fields }) as never;
  return broken(contractOf(notification.topic), { notification: { ...notification, schema } as never });
}

const shortId = z.pipe(id, z.string().check(z.maxLength(32, { error: 'a short id' })));
const upperCase = z.string().check(z.regex(/^[A-Z]{3,5}$/, { error: 'capitals' }));
const item = z.object({ name: z.string({ error: 'a name' }), quantity: z.number({ error: 'a number' }) });

describe('a change that refuses what producers may send', () => {
  it.each([
    ['makes a field required', { payment_id: id }, /^refused: payment_id: expected .* found nothing/],
    ['no longer takes null', { payment_id: z.optional(id) }, /^refused: payment_id: .* found null/],
    ['removes a status', { status: status('success', 'failed') }, /^refused: status: .* found a string/],
    ['takes a status in one case alone', { status: z.enum(['success', 'failed', 'refunded']) }, /SUCCESS/],
    ['narrows an id', { refund_id: optional(shortId) }, /^refused: refund_id: expected a short id/],
    ['takes only texts as ids', { order_id: z.string({ error: 'a text' }) }, /found a number/],
    ['narrows a pattern', { currency: decoration(upperCase) }, /^left out: currency: expected capitals/],
    [
      'takes amounts as numbers alone',
      { amount: decoration(z.number({ error: 'a number' })) },
      /^left out: amount/,
    ],
  ])('is seen when it %s', (_, fields, line) => {
    expect(brokenBy(paymentNotification, fields)).toContainEqual(expect.stringMatching(line));
  });

  it('is seen in the parts of a list, too', () => {
    const items = decoration(list('items', item, 50));

    expect(brokenBy(orderNotification, { items })).toContainEqual(
      expect.stringMatching(/^left out: items\.0\.quantity: expected a number.*"49.90"/),
    );
  });
});

it.each([
  ['adds a status', { status: status('success', 'failed', 'refunded', 'chargeback') }],
  ['adds a field', { card: decoration(currency) }],
  ['needs less', { user_id: optional(id) }],
])('a change that %s breaks nothing', (_, fields) => {
  expect(brokenBy(paymentNotification, fields)).toEqual([]);
});

it('the messages of a contract have every status and every field', () => {
  const messages = [...acceptedBy(contractOf('payment_notification'))].map(([, message]) => message);

  expect(new Set(messages.map((message) => message.status))).toEqual(
    new Set(['success', 'failed', 'refunded', 'SUCCESS', 'FAILED', 'REFUNDED']),
  );
  expect(new Set(messages.flatMap(Object.keys))).toEqual(
    new Set(Object.keys(paymentNotification.schema.shape)),
  );
});
