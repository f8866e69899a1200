import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromFile, Parser } from '@asyncapi/parser';
import Ajv from 'ajv';
import { decodeRecord } from '../../../lib/kafka/cloud-event';
import { parseMessage } from '../../../lib/notifications/notification';
import { samples } from '../../../local/samples';
import { broken } from '../../support/contract/accepted';
import { asyncApi, schemaFile } from '../../support/contract/asyncapi';
import { topicSchema, withoutDecorations } from '../../support/contract/schema';
import { ROOT } from '../../support/docs';
import { NOTIFICATIONS } from '../../support/notifications';

const FOLDER = join(ROOT, 'contract');
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const WHAT_TO_DO = `
Producers rely on contract/: what it accepts must be read. Take the change back, or make it without refusing anything: an optional field, a
wider rule, one more status. If every producer has moved and has said so, remove the file from contract/, run UPDATE_DOCS=1 npx jest
test/unit/contract, raise the version in package.json, and say in the commit what is refused now.`;

const textOf = (file: string): string | undefined =>
  existsSync(join(FOLDER, file)) ? readFileSync(join(FOLDER, file), 'utf8') : undefined;

const committed = Object.fromEntries(
  NOTIFICATIONS.map(({ topic }) => [topic, textOf(schemaFile(topic))] as const),
);

/** Lines of what the committed contract accepts and this reader does not. */
const brokenIn = (documented: (typeof NOTIFICATIONS)[number]): string[] => {
  const text = committed[documented.topic];
  return text === undefined ? [] : broken(JSON.parse(text), documented);
};

/** Like the tables of docs/: `UPDATE_DOCS=1` writes what the code makes, unless that would refuse what the file accepts. */
function expectCurrent(file: string, made: string): void {
  const isBroken = NOTIFICATIONS.some((documented) => brokenIn(documented).length > 0);
  if (process.env.UPDATE_DOCS === '1' && !isBroken) writeFileSync(join(FOLDER, file), made);
  expect(textOf(file)).toBe(made);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every message of the samples that is a JSON object, with what the service says of it. */
const messages = samples().flatMap(({ name, topic, event }) =>
  Object.values(event.records ?? {})
    .flat()
    .flatMap((record) => {
      const { decoded } = decodeRecord(Object(record));
      const documented = NOTIFICATIONS.find((one) => one.topic.startsWith(`${topic}_`));
      if (decoded.kind !== 'object' || !documented) return [];
      const parsed = parseMessage(documented.notification, decoded.value);
      return [{ name, documented, value: decoded.value, parsed }];
    }),
);

describe.each(NOTIFICATIONS)('the contract of $topic', (documented) => {
  const { topic } = documented;
  const schema = topicSchema(documented);
  const ajv = new Ajv({ strict: false });
  const isWhole = ajv.compile(schema);
  const isAccepted = ajv.compile(withoutDecorations(schema));
  const own = messages.filter((one) => one.documented === documented);

  it('still has everything read that it accepts', () => {
    expect(brokenIn(documented).map((line) => `${line}${WHAT_TO_DO}`)).toEqual([]);
  });

  it('is made from the schema and the page', () => {
    expectCurrent(schemaFile(topic), json(schema));
  });

  it('names values that are read', () => {
    expect(broken(JSON.parse(json(schema)), documented)).toEqual([]);
  });

  it('accepts the messages that the service accepts, and refuses those that it refuses', () => {
    const wrong = own.filter(({ value, parsed }) => isAccepted(value) !== (parsed.kind === 'message'));

    expect(wrong.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`)).toEqual([]);
  });

  it('validates the messages of which nothing is left out, and no others', () => {
    const wrong = own.filter(
      ({ value, parsed }) => isWhole(value) !== (parsed.kind === 'message' && parsed.ignored.length === 0),
    );

    expect(wrong.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`)).toEqual([]);
  });
});

it('contract/asyncapi.yaml is made from the same', () => {
  expectCurrent('asyncapi.yaml', asyncApi(NOTIFICATIONS, PACKAGE));
});

it('contract/asyncapi.yaml is what AsyncAPI takes', async () => {
  const { document, diagnostics } = await fromFile(new Parser(), join(FOLDER, 'asyncapi.yaml')).parse();

  // Severity 0 is an error.
  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
  expect(
    document
      ?.channels()
      .all()
      .map((channel) => channel.address()),
  ).toEqual(NOTIFICATIONS.map(({ topic }) => topic));
});

it('contract/ has a file for each topic, and no other', () => {
  const files = NOTIFICATIONS.map(({ topic }) => schemaFile(topic));

  expect(readdirSync(FOLDER).sort()).toEqual([...files, 'asyncapi.yaml'].sort());
});
