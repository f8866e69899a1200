import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromFile, Parser } from '@asyncapi/parser';
import * as fc from 'fast-check';
import { decodeRecord } from '../../../lib/kafka/cloud-event';
import { parseMessage } from '../../../lib/notifications/notification';
import { samples } from '../../../local/samples';
import { isBeyond } from '../../support/contract/accepted';
import { asyncApi, registryFile, schemaFile } from '../../support/contract/asyncapi';
import { broken, narrowed } from '../../support/contract/compare';
import { isValid } from '../../support/contract/made';
import { oddExamples, oddMessages } from '../../support/contract/odd-messages';
import { jsonOf, partsOf, unportable } from '../../support/contract/patterns';
import { examplesOf, topicSchema, withoutDecorations } from '../../support/contract/schema';
import { ROOT } from '../../support/docs';
import { NOTIFICATIONS } from '../../support/notifications';

const FOLDER = join(ROOT, 'contract');
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const WHAT_TO_DO = `
Producers rely on contract/: what it accepts must be read. Take the change back, or make it without refusing anything: an optional field, one
more status, another pattern beside the old one (anyOf, in test/support/contract/kinds.ts). If every producer has moved and has said so, remove
the file from contract/, run UPDATE_DOCS=1 npx jest test/unit/contract, raise the version in package.json, and say in the commit what is
refused now.`;

const textOf = (file: string): string | undefined =>
  existsSync(join(FOLDER, file)) ? readFileSync(join(FOLDER, file), 'utf8') : undefined;

const contracts = NOTIFICATIONS.map((documented) => {
  const schema = topicSchema(documented);
  const text = textOf(schemaFile(documented.topic));
  const committed = text === undefined ? undefined : JSON.parse(text);
  const made = JSON.parse(jsonOf(schema));
  return {
    ...documented,
    documented,
    schema,
    made,
    breaks: committed ? [...broken(committed, documented), ...narrowed(committed, made)] : [],
  };
});

const isBroken = contracts.some(({ breaks }) => breaks.length > 0);

/** Like the tables of docs/: `UPDATE_DOCS=1` writes what the code makes, unless that would refuse what the file accepts. */
function expectCurrent(file: string, made: string): void {
  if (process.env.UPDATE_DOCS === '1' && !isBroken) writeFileSync(join(FOLDER, file), made);
  expect(textOf(file)).toBe(made);
}

/** Every message of the samples that is a JSON object. */
const messages = samples().flatMap(({ name, topic, event }) =>
  Object.values(event.records ?? {})
    .flat()
    .flatMap((record) => {
      const { decoded } = decodeRecord(Object(record));
      return decoded.kind === 'object' ? [{ name, topic, value: decoded.value }] : [];
    }),
);

describe.each(contracts)('the contract of $topic', (contract) => {
  const { topic, schema, made, documented, notification, breaks } = contract;
  const registry = withoutDecorations(schema);
  const complete = Object.assign({}, ...examplesOf(documented).toReversed());
  const odd = oddMessages(complete, made.properties.status.anyOf[0].enum);
  const examples = oddExamples(complete);
  const asked = { examples, numRuns: examples.length + 3000 };
  const beyondIn = (message: object): string[] =>
    Object.entries(message).flatMap(([name, value]) =>
      isBeyond(made.properties[name], value) ? [name] : [],
    );

  it('still has everything read that it accepts', () => {
    expect(breaks.length > 0 ? [...breaks, WHAT_TO_DO] : []).toEqual([]);
  });

  it('is made from the schema and the page', () => {
    expectCurrent(schemaFile(topic), jsonOf(schema));
  });

  it('has a schema for a registry that refuses no decoration', () => {
    expectCurrent(registryFile(topic), jsonOf(registry));
  });

  it('names values that are read', () => {
    expect(broken(made, documented)).toEqual([]);
  });

  it('names values that validate, in items too', () => {
    const named = partsOf(made).flatMap((field) =>
      Array.isArray(field['x-accepted']) ? field['x-accepted'].map((value) => ({ field, value })) : [],
    );

    expect(named.filter(({ field, value }) => !isValid(field, value))).toEqual([]);
  });

  it('has patterns that other engines than that of JavaScript take', () => {
    expect(unportable(schema)).toEqual([]);
  });

  it('says of the sample messages what becomes of them: refused, taken whole, or taken with fields left out', () => {
    const wrong = messages.filter(({ topic: word, value }) => {
      const parsed = parseMessage(notification, value);
      const isTaken = parsed.kind === 'message';
      const isTakenWhole = isTaken && parsed.ignored.length === 0;
      const isAsSaid = isValid(registry, value) === isTaken && isValid(schema, value) === isTakenWhole;
      return topic.startsWith(`${word}_`) && !isAsSaid;
    });

    expect(wrong.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`)).toEqual([]);
  });

  it('accepts what the service accepts, and nothing else that its patterns can tell', () => {
    fc.assert(
      fc.property(odd, (message) => {
        const isTaken = parseMessage(notification, message).kind === 'message';
        const isExcused = beyondIn(message).some((name) => made.properties[name]['x-rule'] !== 'decorates');
        expect(isValid(registry, message) || isExcused).toBe(isTaken || isExcused);
      }),
      asked,
    );
  });

  it('validates no message of which a field is left out that its patterns can tell', () => {
    fc.assert(
      fc.property(odd, (message) => {
        const parsed = parseMessage(notification, message);
        const beyond = beyondIn(message);
        const left = parsed.kind === 'message' && isValid(schema, message) ? parsed.ignored : [];
        // Sums are of no use without an item that is left out.
        const isExcused = (field: string) => beyond.includes(field) || beyond.includes('items');
        expect(left.filter(({ field }) => !isExcused(field))).toEqual([]);
      }),
      asked,
    );
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

it('contract/ has the files of each topic, and no other', () => {
  const files = NOTIFICATIONS.flatMap(({ topic }) => [schemaFile(topic), registryFile(topic)]);

  expect(readdirSync(FOLDER).sort()).toEqual([...files, 'asyncapi.yaml'].sort());
});
