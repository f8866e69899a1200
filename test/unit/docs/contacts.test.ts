import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { contactOf, contactSchema } from '../../../lib/recipients/contact';
import { customersIn } from '../../../lib/recipients/customers';
import { preferences } from '../../../lib/recipients/preferences';
import { systemClock } from '../../../lib/runtime/clock';
import { TIMING } from '../../../lib/runtime/timing';
import { type LocalDynamoDb, startDynamoDb, TABLES } from '../../../local/dynamodb';
import { blocksOf, textOf } from '../../support/docs';

const page = textOf('docs/contacts.md');

/** The rows of the table with this many columns, each the cells of it. */
const rowsOf = (columns: number): string[][] =>
  Array.from(page.matchAll(/^\| (`\w+` \|.*) \|$/gm), ([, row = '']) => row.split(' | ')).filter(
    (cells) => cells.length === columns,
  );

const attributeOf = ([cell = '']: readonly string[]): string => cell.replaceAll('`', '');

const ITEM = rowsOf(5).map((cells) => ({
  attribute: attributeOf(cells),
  rule: cells[2] ?? '',
  wrong: cells[3] ?? '',
  example: JSON.parse(attributeOf(cells.slice(4))),
}));

const contactWith = (attribute: string, value: unknown) => contactOf({ user_id: '1', [attribute]: value });

describe('docs/contacts.md', () => {
  it('has every attribute of a contact, and no other', () => {
    expect(ITEM.map(({ attribute }) => attribute)).toEqual(Object.keys(contactSchema.shape));
  });

  it('has every attribute of preferences, and no other', () => {
    expect(rowsOf(3).map(attributeOf)).toEqual(Object.keys(preferences.shape));
  });

  it.each(ITEM)('has an example of $attribute that is kept as it is', ({ attribute, example }) => {
    expect(contactWith(attribute, example)).toMatchObject({ contact: { [attribute]: example } });
  });

  it.each(ITEM.filter(({ wrong }) => wrong.includes('`contact_invalid`')))(
    'says truly that a contact whose $attribute is wrong cannot be read',
    ({ attribute }) => {
      expect(contactWith(attribute, 42)).toMatchObject({ kind: 'unreadable' });
    },
  );

  it.each(ITEM.filter(({ wrong }) => wrong.startsWith('left out')))(
    'says truly that a wrong $attribute is left out',
    ({ attribute }) => {
      expect(contactWith(attribute, 42)).toEqual({ kind: 'contact', contact: { user_id: '1' } });
    },
  );

  it.each(ITEM.filter(({ rule }) => rule.includes('at most')))(
    'says truly how long $attribute may be',
    ({ attribute, rule }) => {
      const most = Number(/at most (\d+) characters/.exec(rule)?.[1]);

      expect(contactWith(attribute, 'x'.repeat(most))).toMatchObject({
        contact: { [attribute]: 'x'.repeat(most) },
      });
      expect(contactWith(attribute, 'x'.repeat(most + 1))).toEqual({
        kind: 'contact',
        contact: { user_id: '1' },
      });
    },
  );

  it('says truly that a long name is cut', () => {
    expect(page).toContain('cut after 500 characters');
    expect(contactWith('name', 'x'.repeat(501))).toMatchObject({
      contact: { name: `${'x'.repeat(499)}…` },
    });
  });

  it.each(['email', 'name', 'locale'])(
    'says truly what is taken off %s, and that a blank one is absent',
    (attribute) => {
      expect(contactWith(attribute, '\ufeff en\u200b')).toMatchObject({ contact: { [attribute]: 'en' } });
      expect(contactWith(attribute, ' \u200b')).toEqual({ kind: 'contact', contact: { user_id: '1' } });
    },
  );

  it('says truly for how long a contact is remembered', () => {
    expect(page).toContain('after one minute at the latest');
    expect(TIMING.contactCache).toBe(60_000);
  });
});

describe('the item that docs/contacts.md puts into the table', () => {
  const item = JSON.parse(/--item '(.*?)'\n/s.exec(page)?.[1] ?? '{}');
  let local: LocalDynamoDb;
  beforeAll(async () => {
    local = await startDynamoDb();
  });
  afterAll(() => local.close());

  it('has every attribute but preferences, so that its customer gets every mail', () => {
    const attributes = Object.keys(contactSchema.shape).filter((attribute) => attribute !== 'preferences');

    expect(Object.keys(item)).toEqual(attributes);
  });

  it('takes the preferences that the page shows', () => {
    const [shown = '{}'] = blocksOf('json', page);
    const contact = contactOf(unmarshall({ ...item, ...JSON.parse(shown) }));

    expect(contact).toMatchObject({ contact: { preferences: { topics: { delivery_notification: false } } } });
  });

  it('is the contact that the functions find', async () => {
    await local.client.send(new PutItemCommand({ TableName: TABLES.contacts, Item: item }));
    const customers = customersIn(local.client, TABLES, systemClock, TIMING);

    await expect(customers.lookup([])('1')).resolves.toMatchObject({
      contact: { kind: 'contact', contact: unmarshall(item) },
    });
  });
});
