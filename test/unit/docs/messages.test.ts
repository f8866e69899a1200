import { deliveryMail } from '../../../lib/channels/email/delivery';
import { orderMail } from '../../../lib/channels/email/order';
import { paymentMail } from '../../../lib/channels/email/payment';
import { shipmentMail } from '../../../lib/channels/email/shipment';
import { deliveryNotification } from '../../../lib/notifications/delivery';
import { item } from '../../../lib/notifications/items';
import { messageFields, parseMessage } from '../../../lib/notifications/notification';
import { orderNotification } from '../../../lib/notifications/order';
import { paymentNotification } from '../../../lib/notifications/payment';
import { shipmentNotification } from '../../../lib/notifications/shipment';
import { blocksOf, DOCUMENTS, expectGenerated, sectionOf as sectionIn, textOf } from '../../support/docs';
import { fieldsTable } from '../../support/fields-table';
import { COMPLETE, MINIMAL, messageOf } from '../../support/messages';
import { NOTIFICATIONS } from '../../support/notifications';

const PAGE = 'docs/messages.md';

const sectionOf = (heading: string): string => sectionIn(PAGE, heading);

/** One for each kind of status; the first is the usual one. */
const examplesOf = (topic: string): object[] =>
  blocksOf('json', sectionOf(`\`${topic}\``)).map((json) => JSON.parse(json));

/** `status` is a field of every message, with other values in each topic. */
const COMMON = Object.keys(messageFields);
const ownFields = (fields: object) => Object.keys(fields).filter((field) => !COMMON.includes(field));

const mapped = (fields: object, to: () => unknown) =>
  Object.fromEntries(Object.keys(fields).map((field) => [field, to()]));

/** The mail, as text, of the topic that has these fields. */
function textWith(fields: object): string {
  const names = Object.keys(fields);
  const render = [
    (value: object) => paymentMail(messageOf(paymentNotification, { ...MINIMAL.payment, ...value }), {}),
    (value: object) => shipmentMail(messageOf(shipmentNotification, { ...MINIMAL.shipment, ...value }), {}),
    (value: object) => deliveryMail(messageOf(deliveryNotification, { ...MINIMAL.delivery, ...value }), {}),
    (value: object) => orderMail(messageOf(orderNotification, { ...MINIMAL.order, ...value }), {}),
  ][
    [paymentNotification, shipmentNotification, deliveryNotification, orderNotification].findIndex(
      ({ schema }) => names.every((name) => name in schema.shape),
    )
  ];
  return render?.(fields).text ?? '';
}

const reasonFor = (topic: string | undefined, json: string | undefined): string[] => {
  const [found] = NOTIFICATIONS.filter((documented) => documented.topic === topic);
  if (!found) return [`${topic}: no such topic`];
  const parsed = parseMessage(found.notification, JSON.parse(json ?? ''));
  return parsed.kind === 'invalid' ? [parsed.reason] : [];
};

describe.each(NOTIFICATIONS)('docs/messages.md on $topic', (documented) => {
  const { topic, notification, file, fields } = documented;

  it('has examples that its schema takes, with every field of its own', () => {
    const examples = examplesOf(topic);

    for (const example of examples)
      expect(parseMessage(notification, example)).toMatchObject({ kind: 'message', ignored: [] });
    expect(examples.flatMap(Object.keys)).toEqual(expect.arrayContaining(ownFields(fields)));
  });

  it('has the table of its fields that the schema makes', () => {
    const table = fieldsTable(
      notification.schema,
      examplesOf(topic),
      ownFields(fields),
      sectionOf(`\`${topic}\``),
    );

    expectGenerated(PAGE, `fields of ${topic}`, table);
    expect(sectionOf(`\`${topic}\``)).toContain(`made from ${file},`);
  });

  it('has the table of the fields of every message, which is as true for it as for the others', () => {
    const table = fieldsTable(
      notification.schema,
      examplesOf(topic),
      COMMON,
      sectionOf('Fields of every message'),
    );

    expectGenerated(PAGE, 'fields of every message', table);
  });

  it('says what each field is', () => {
    expect(sectionOf(`\`${topic}\``)).not.toMatch(/\|\s*\|$/m);
    expect(sectionOf('Fields of every message')).not.toMatch(/\|\s*\|$/m);
  });
});

it('docs/messages.md has the table of the fields of an item that its schema makes', () => {
  const [example] = COMPLETE.order.items;

  const table = fieldsTable(
    item,
    [example],
    Object.keys(item.shape),
    sectionOf('`order_notification`').split('\nEach of')[1] ?? '',
  );

  expectGenerated(PAGE, 'fields of items', table);
});

describe.each([
  ['How values are read', 20],
  ['Schema registries', 10],
])('docs/messages.md, %s', (heading, least) => {
  const rows = Array.from(
    sectionOf(heading).matchAll(/^\| `(\{.*\})` \| (.*?) \| .* \|$/gm),
    ([, written = '', shown = '']) => ({ written, shown }),
  );

  it('has an example for every kind of field', () => {
    expect(rows.length).toBeGreaterThan(least);
  });

  it.each(rows)('$written is shown as $shown', ({ written, shown }) => {
    const fields = JSON.parse(written);
    const text = textWith(fields).replaceAll('\u00a0', ' ');
    // Versions of ICU differ in the comma behind the weekday.
    const plain = text.replace(/day, /g, 'day ');

    if (shown === 'left out') expect(text).toBe(textWith(mapped(fields, () => undefined)));
    else expect(plain).toMatch(new RegExp(`(?:: |:\\n)${shown.replaceAll(/[.*+?]/g, '\\$&')}\n`));
  });
});

/** Their topic or status is not there until somebody follows them. */
const NOT_YET = ['docs/add-a-topic.md', 'docs/add-a-status.md'];

describe.each(DOCUMENTS.filter((document) => !NOT_YET.includes(document)))('%s', (document) => {
  it('publishes only messages that their topic takes, but for the mistake to see', () => {
    const examples = textOf(document).matchAll(/npm run (?:publish|event) -- (\w+) '([^']+)'/g);

    const wrong = Array.from(examples).filter(([, topic, json]) => reasonFor(topic, json).length > 0);

    expect(wrong.map(([, , json]) => json)).toEqual(document === 'README.md' ? ['{"order_id": 1}'] : []);
  });
});
