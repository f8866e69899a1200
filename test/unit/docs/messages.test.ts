import { messageFields, parseMessage } from '../../../lib/notifications/notification';
import { blocksOf, DOCUMENTS, expectGenerated, textOf } from '../../support/docs';
import { fieldsTable } from '../../support/fields-table';
import { NOTIFICATIONS } from '../../support/notifications';

const PAGE = 'docs/messages.md';

const sectionOf = (heading: string): string =>
  textOf(PAGE).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

const exampleOf = (topic: string): object =>
  JSON.parse(blocksOf('json', sectionOf(`\`${topic}\``))[0] ?? '{}');

/** `status` is a field of every message, with other values in each topic. */
const COMMON = Object.keys(messageFields);
const ownFields = (fields: object) => Object.keys(fields).filter((field) => !COMMON.includes(field));

const reasonFor = (topic: string | undefined, json: string | undefined): string[] => {
  const [found] = NOTIFICATIONS.filter((documented) => documented.topic === topic);
  if (!found) return [`${topic}: no such topic`];
  const parsed = parseMessage(found.notification, JSON.parse(json ?? ''));
  return parsed.kind === 'invalid' ? [parsed.reason] : [];
};

describe.each(NOTIFICATIONS)('docs/messages.md on $topic', (documented) => {
  const { topic, notification, file, fields } = documented;

  it('has an example that its schema takes, with every field of its own', () => {
    const example = exampleOf(topic);

    expect(parseMessage(notification, example)).toMatchObject({ kind: 'message' });
    expect(Object.keys(example)).toEqual(expect.arrayContaining(ownFields(fields)));
  });

  it('has the table of its fields that the schema makes', () => {
    const table = fieldsTable(documented, exampleOf(topic), ownFields(fields), sectionOf(`\`${topic}\``));

    expectGenerated(PAGE, `fields of ${topic}`, table);
    expect(sectionOf(`\`${topic}\``)).toContain(`made from ${file},`);
  });

  it('has the table of the fields of every message, which is as true for it as for the others', () => {
    const table = fieldsTable(documented, exampleOf(topic), COMMON, sectionOf('Fields of every message'));

    expectGenerated(PAGE, 'fields of every message', table);
  });

  it('says what each field is', () => {
    expect(sectionOf(`\`${topic}\``)).not.toMatch(/\|\s*\|$/m);
    expect(sectionOf('Fields of every message')).not.toMatch(/\|\s*\|$/m);
  });
});

/** Its topic is not there until somebody follows it. */
const NOT_YET = 'docs/add-a-topic.md';

describe.each(DOCUMENTS.filter((document) => document !== NOT_YET))('%s', (document) => {
  it('publishes only messages that their topic takes, but for the mistake to see', () => {
    const examples = textOf(document).matchAll(/npm run (?:publish|event) -- (\w+) '([^']+)'/g);

    const wrong = Array.from(examples).filter(([, topic, json]) => reasonFor(topic, json).length > 0);

    expect(wrong.map(([, , json]) => json)).toEqual(document === 'README.md' ? ['{"order_id": 1}'] : []);
  });
});
