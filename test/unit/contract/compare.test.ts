import * as z from 'zod/mini';
import { currency } from '../../../lib/notifications/fields/amount';
import { id, status } from '../../../lib/notifications/fields/id';
import { list } from '../../../lib/notifications/fields/list';
import { decoration, optional } from '../../../lib/notifications/fields/optional';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import type { ObjectSchema } from '../../../lib/notifications/read';
import { acceptedBy } from '../../support/contract/accepted';
import { broken, narrowed } from '../../support/contract/compare';
import type { Contract } from '../../support/contract/made';
import { unportable } from '../../support/contract/patterns';
import { topicSchema } from '../../support/contract/schema';
import { inCases } from '../../support/contract/values';
import { NOTIFICATIONS } from '../../support/notifications';

const CONTRACTS = new Map<string, Contract>(
  NOTIFICATIONS.map((one) => [one.topic, JSON.parse(JSON.stringify(topicSchema(one)))]),
);

function contractOf(topic: string): Contract {
  const contract = CONTRACTS.get(topic);
  if (!contract) throw new Error(`no topic ${topic}`);
  return contract;
}

/** What of today's contract a reader with these fields instead would refuse or leave out. */
function brokenBy(notification: typeof orderNotification | typeof paymentNotification, fields: object) {
  const shape = Object.entries({ ...notification.schema.shape, ...fields }).filter(([, field]) => field);
  const schema: ObjectSchema<never> = z.object(Object.fromEntries(shape)) as never;
  return broken(contractOf(notification.topic), { notification: { ...notification, schema } as never });
}

const shortId = z.pipe(id, z.string().check(z.maxLength(32, { error: 'a short id' })));
const without = (text: string) =>
  z.pipe(
    z.transform(String),
    z.string().check(z.refine((value) => !value.includes(text), { error: 'less' })),
  );
const twoDecimals = z.string().check(z.regex(/^[0-9]+(?:\.[0-9]{1,2})?$/, { error: 'cents' }));
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
    ['takes ids without a #', { order_id: without('#') }, /^refused: order_id/],
    ['takes two decimals at most', { amount: decoration(twoDecimals) }, /^left out: amount/],
    ['no longer knows dollars', { currency: decoration(without('USD')) }, /^left out: currency/],
    ['no longer takes blank text', { reason: z.optional(z.string({ error: 'a text' })) }, /^refused: reason/],
    ['removes a field', { email: undefined }, /^no longer read: email/],
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

it.each([
  ...['\\p{C}', '\\d', '\\s', '\\u00e9', '(?=a)', '(?!a)', '(?<=a)', '(?<!a)', '(?<n>a)', 'a{1001}', '('],
  ...['[[:alpha:]]\\w', '[a[]', '[a&&b]', '[$]'],
])('a pattern that not every engine takes is seen: %s', (pattern) => {
  expect(unportable({ anyOf: [{ pattern }, { pattern: '^[a-z]{1,64}(?:\\.[^@ ]+)*$' }] })).toEqual([pattern]);
});

describe('a new contract', () => {
  const before = contractOf('payment_notification');
  const { properties, required } = before;
  const { currency, reason } = properties;
  const withField = (name: string, field: object | undefined): Contract =>
    JSON.parse(JSON.stringify({ ...before, properties: { ...properties, [name]: field } }));
  /** With other alternatives of one field. */
  const withParts = (name: string, change: (parts: Contract['properties'][string]['anyOf']) => object[]) =>
    withField(name, { ...properties[name], anyOf: change(properties[name]?.anyOf ?? []) });

  it.each([
    ['is the same', before],
    ['has a field more', withField('card', currency)],
    ['needs less', { ...before, required: ['order_id'] }],
    ['takes another pattern, too', withParts('amount', (parts) => [{ type: 'boolean' }, ...parts])],
    [
      'has a status more',
      withParts('status', ([words, ...parts]) => [{ enum: [...(words?.enum ?? []), 'lost'] }, ...parts]),
    ],
  ])('is not narrower when it %s', (_, after) => {
    expect(narrowed(before, after)).toEqual([]);
  });

  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  const needs = { if: { properties: { status: { pattern: '^failed$' } } }, then: { required: ['reason'] } };

  it.each([
    ['refuses a wrong value', withField('reason', { ...reason, 'x-rule': 'needed' }), 'no longer decorates'],
    ['lacks a field', withField('reason', undefined), 'reason: the field is gone'],
    [
      'requires another field',
      { ...before, required: [...required, 'amount'] },
      'amount no longer validates',
    ],
    ['has another pattern', withField('amount', currency), 'amount: no longer has'],
    ['takes an alternative away', withParts('amount', (parts) => parts.slice(1)), 'amount: no longer has'],
    [
      'moves a border in',
      withParts('amount', (parts) => parts.map((one) => ({ ...one, maximum: 9 }))),
      'amount: no longer has {"type":"number"',
    ],
    ['lacks a status', withParts('status', () => [{ enum: ['success', 'failed'] }]), 'status: no longer has'],
    ['needs a field for a status', { ...before, allOf: [needs] }, 'reason no longer validates'],
    [
      'needs one field beside another',
      { ...before, dependencies: { reason: ['amount'] } },
      'amount no longer validates',
    ],
    ['refuses everything', { ...before, not: {} }, 'status no longer validates'],
  ])('is narrower when it %s', (_, after, line) => {
    expect(narrowed(before, after)).toContainEqual(expect.stringContaining(line));
  });
});

it('the messages of a contract have every status and every field', () => {
  const messages = [...acceptedBy(contractOf('payment_notification'))].map(({ value }) => Object(value));

  expect(new Set(messages.map(({ status }) => status))).toEqual(
    new Set(['success', 'failed', 'refunded'].flatMap(inCases)),
  );
  expect(new Set(messages.flatMap(Object.keys))).toEqual(
    new Set(Object.keys(paymentNotification.schema.shape)),
  );
});
