import type * as z from 'zod/mini';
import { isDecoration } from '../../../lib/notifications/fields/optional';
import { item } from '../../../lib/notifications/items';
import type { ObjectSchema } from '../../../lib/notifications/read';
import { blocksOf, sectionOf, textOf } from '../docs';
import { meaningOf, ruleOf } from '../fields-table';
import { type Documented, NOTIFICATIONS } from '../notifications';
import { KINDS, kindOf } from './kinds';
import { BLANK, EMPTY, exactly, type JsonSchema, NULL, word } from './patterns';
import { dependenciesOf, isOptional, neededBy, wordsIn } from './rules';
import { inCases, VALUES } from './values';

const PAGE = 'docs/messages.md';

/** What the rule of a field is called in docs/messages.md, and what happens with a value that breaks it. */
const RULES = {
  identifies: 'It identifies and is never altered; a wrong value is refused.',
  addresses: 'It says where the mail goes; a wrong value is refused.',
  needed: 'It is needed; with a wrong value, what it is a part of is left out.',
  decorates: 'It decorates; a value that cannot be read is left out, and the mail goes.',
} as const;

/** Links and their brackets are of the page. */
const plainText = (markdown: string): string =>
  markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** The messages of the page, one for each kind of status, and one with every field. */
export function examplesOf({ topic }: Pick<Documented, 'topic'>): Array<Record<string, unknown>> {
  return blocksOf('json', sectionOf(PAGE, `\`${topic}\``)).map((json) => JSON.parse(json));
}

const valuesIn = (objects: readonly object[], name: string): unknown[] => [
  ...new Set(objects.filter((one) => name in one).map((one) => Reflect.get(one, name))),
];

/** What the messages of the page have in a field: those of the topic, or else of the others. */
function valuesOf(own: readonly object[], name: string): unknown[] {
  const values = valuesIn(own, name);
  return values.length > 0 ? values : valuesIn(NOTIFICATIONS.flatMap(examplesOf), name);
}

/** What a kind of field may be where it is there. */
function expectedOf(kind: string, rule: string): readonly JsonSchema[] {
  if (kind === 'items')
    return [{ type: 'array', items: objectSchema(item, itemMeaning, itemsOf(), 'items.') }];
  if (kind !== 'status') return KINDS[kind]?.schema ?? [];
  return [{ enum: wordsIn(rule) }, ...wordsIn(rule).map((text) => exactly(word(text)))];
}

function fieldSchema(name: string, field: z.core.$ZodType, meaning: string, examples: readonly unknown[]) {
  const words = ruleOf(field);
  const kind = kindOf(name, words);
  const { identifies } = KINDS[kind] ?? {};
  const other = identifies ? 'identifies' : isOptional(field) ? 'addresses' : 'needed';
  const rule = isDecoration(field) ? 'decorates' : other;
  const expected = expectedOf(kind, words);
  const isAnyText = expected.some(({ type, pattern }) => type === 'string' && pattern === undefined);
  const blank = identifies ? [EMPTY] : isAnyText ? [] : [BLANK];
  return {
    description: `${sentence(plainText(meaning))} Expected: ${words}. ${RULES[rule]}`,
    'x-rule': rule,
    'x-kind': kind,
    anyOf: [...expected, ...(isOptional(field) ? [NULL, ...blank] : [])],
    ...(examples.length > 0 && { examples }),
    'x-accepted': VALUES[kind]?.accepted ?? wordsIn(words).flatMap(inCases),
  };
}

const itemMeaning = (field: string) =>
  meaningOf(sectionOf(PAGE, '`order_notification`').split('\nEach of')[1] ?? '', field);
const itemsOf = (): object[] =>
  NOTIFICATIONS.flatMap(examplesOf).flatMap(({ items }) => (Array.isArray(items) ? items : []));

function objectSchema(
  { shape }: ObjectSchema<object>,
  meaning: (field: string) => string,
  examples: readonly object[],
  prefix = '',
) {
  const fields = Object.entries(shape);
  return {
    type: 'object',
    required: fields.filter(([, field]) => !isOptional(field)).map(([name]) => name),
    properties: Object.fromEntries(
      fields.map(([name, field]) => {
        const values = valuesOf(examples, name);
        return [name, fieldSchema(`${prefix}${name}`, field, meaning(name), values)];
      }),
    ),
  };
}

const TELLS = (topic: string) =>
  new RegExp(`^\\| \`${topic}\` \\| .* \\| (that .*) \\|$`, 'm').exec(textOf('README.md'))?.[1] ?? '';

export const descriptionOf = (topic: string): string => `Tells the customer ${TELLS(topic)}.`;

/** The contract of one topic: what its messages may be, made from its reader and from docs/messages.md. */
export function topicSchema(documented: Documented): JsonSchema {
  const { topic, notification } = documented;
  const own = examplesOf(documented);
  const complete = Object.assign({}, ...own.toReversed());
  const section = sectionOf(PAGE, `\`${topic}\``);
  const common = sectionOf(PAGE, 'Fields of every message');
  const { type, required, properties } = objectSchema(
    notification.schema,
    (field) => meaningOf(section, field) || meaningOf(common, field),
    own,
  );
  const allOf = neededBy(notification, complete, required);
  const dependencies = dependenciesOf(notification, complete);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: topic,
    description: `${descriptionOf(topic)} Other fields are ignored. A message that fails only in fields whose x-rule is "decorates" is sent without them; any other is refused.`,
    type,
    required,
    properties,
    ...(allOf.length > 0 && { allOf }),
    ...(Object.keys(dependencies).length > 0 && { dependencies }),
    examples: own,
  };
}

/** What is refused and nothing else, for a schema registry: a field that decorates may be anything there. */
export function withoutDecorations({ dependencies: _, ...schema }: JsonSchema): JsonSchema {
  const properties = Object.entries<JsonSchema>(Object(schema.properties)).map(([name, field]) => {
    const { description, 'x-rule': rule } = field;
    return [name, rule === 'decorates' ? { description, 'x-rule': rule } : field] as const;
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
