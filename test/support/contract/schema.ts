import * as z from 'zod';
import { item } from '../../../lib/notifications/items';
import { type ObjectSchema, read } from '../../../lib/notifications/read';
import { blocksOf, sectionOf, textOf } from '../docs';
import { meaningOf, outcomeOf, ruleOf, WRONG } from '../fields-table';
import { COMPLETE } from '../messages';
import type { Documented } from '../notifications';
import { kindOf } from './kinds';

/** JSON Schema, draft 7: what AsyncAPI takes without another parser. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const PAGE = 'docs/messages.md';

/** What the rule of a field is called in docs/messages.md, and what happens with a value that breaks it. */
const RULES = {
  identifies: 'It identifies and is never altered; a wrong value is refused.',
  needed: 'The mail would be wrong without it; a wrong value is refused.',
  decorates: 'It decorates; a value that cannot be read is left out, and the mail goes.',
} as const;

export type Rule = keyof typeof RULES;

const ABSENT: readonly JsonSchema[] = [{ type: 'null' }];
/** Blank is absent. An id is taken as it is, so only an empty one is. */
const EMPTY: JsonSchema = { const: '' };
const BLANK: JsonSchema = { type: 'string', pattern: '^\\s*$' };

/** Links and their brackets are of the page. */
const plainText = (markdown: string): string =>
  markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

const byZod = (schema: z.core.$ZodType): JsonSchema => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
  return json;
};

/** The alternatives of a schema, each as one that may stand beside others. */
const alternativesOf = (json: JsonSchema): readonly JsonSchema[] =>
  Array.isArray(json.anyOf) ? json.anyOf : Object.keys(json).length > 0 ? [json] : [];

/** In any case, as a pattern that needs no flag. */
const anyCase = (words: readonly string[]): string =>
  `^(?:${words.map((word) => word.replace(/[a-z]/g, (c) => `[${c.toUpperCase()}${c}]`)).join('|')})$`;

/** Asks the reader whether it takes a value of a field as it is. */
type Asks = (value: unknown) => boolean;

/** Signs and borders that transforms look at, and no schema. */
function decimals(json: JsonSchema, allowed: Asks): readonly JsonSchema[] {
  if (allowed(-1)) return alternativesOf(json);
  const least = allowed(0) ? { minimum: 0 } : { exclusiveMinimum: 0 };
  return alternativesOf(json).map((one) =>
    one.type === 'number'
      ? { ...one, ...least, exclusiveMaximum: 1e15 }
      : { ...one, not: { pattern: allowed(0) ? '^-' : '^(?:-|[+.0]*$)' } },
  );
}

const SHORT = { type: ['string', 'number'] };
/** Other ways to write a text, where there are some. */
const lists = (allowed: Asks): readonly JsonSchema[] =>
  allowed(['Blue', 7])
    ? [
        { type: 'array', items: SHORT },
        { type: 'object', additionalProperties: SHORT },
      ]
    : [];

function expectedOf(name: string, field: z.core.$ZodType, rule: string, allowed: Asks) {
  const json = byZod(field);
  if (Array.isArray(json.enum)) {
    return [{ enum: json.enum }, { type: 'string', pattern: anyCase(json.enum) }];
  }
  if (name === 'items') return [{ type: 'array', items: objectSchema(item, [ITEM], itemMeaning) }];
  const { schema, isDecimal } = kindOf(rule);
  if (isDecimal) return decimals(json, allowed);
  return schema ?? [...alternativesOf(json), ...lists(allowed)];
}

const ITEM = COMPLETE.order.items[0];
const itemMeaning = (field: string) =>
  meaningOf(sectionOf(PAGE, '`order_notification`').split('\nEach of')[1] ?? '', field);

function ruleIn(schema: ObjectSchema<object>, example: object, name: string, rule: string): Rule {
  if (outcomeOf(schema, example, name, WRONG) === 'left out') return 'decorates';
  return name === 'status' || kindOf(rule).identifies ? 'identifies' : 'needed';
}

/** The schema of one field; `example` is a message that has it. */
function fieldSchema(schema: ObjectSchema<object>, example: object, name: string, meaning: string) {
  const field = schema.shape[name];
  if (!field) throw new Error(`there is no field ${name}`);
  const words = ruleOf(field);
  const rule = ruleIn(schema, example, name, words);
  const allowed = (value: unknown) => outcomeOf(schema, example, name, value) === 'allowed';
  const expected: readonly JsonSchema[] = expectedOf(name, field, words, allowed);
  const isText = expected.some(({ type, pattern }) => type === 'string' && pattern === undefined);
  const empty = isText || !allowed('') ? [] : [allowed(' ') ? BLANK : EMPTY];
  return {
    description: `${sentence(plainText(meaning))} Expected: ${words}. ${RULES[rule]}`,
    'x-rule': rule,
    anyOf: [...expected, ...(allowed(null) ? ABSENT : []), ...empty],
    ...(name !== 'status' && { examples: kindOf(words).examples }),
  };
}

/** The schema of an object, by asking its reader; `examples` are valid and have, together, every field. */
function objectSchema(
  schema: ObjectSchema<object>,
  examples: readonly object[],
  meaning: (field: string) => string,
) {
  const names = Object.keys(schema.shape);
  const exampleWith = (name: string) => examples.find((one) => name in one) ?? examples[0] ?? {};
  const properties = Object.fromEntries(
    names.map((name) => [name, fieldSchema(schema, exampleWith(name), name, meaning(name))]),
  );
  const isNeeded = (name: string) =>
    examples.every((example) => outcomeOf(schema, example, name, undefined) === 'reported');
  return { type: 'object', required: names.filter(isNeeded), properties };
}

const statusOf = (example: object): unknown => Reflect.get(example, 'status');

/** Fields that only messages of one status need. */
function neededBy(schema: ObjectSchema<object>, examples: readonly object[], always: readonly string[]) {
  return examples.flatMap((example) => {
    const required = Object.keys(schema.shape).filter(
      (name) => !always.includes(name) && outcomeOf(schema, example, name, undefined) === 'reported',
    );
    const pattern = anyCase([String(statusOf(example))]);
    return required.length === 0
      ? []
      : [
          {
            if: { required: ['status'], properties: { status: { type: 'string', pattern } } },
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            then: {
              required,
              properties: Object.fromEntries(required.map((name) => [name, { not: { enum: [null, ''] } }])),
            },
          },
        ];
  });
}

/** Fields that are left out where another one is missing: amounts without their currency. */
function dependenciesOf(schema: ObjectSchema<object>, complete: object): JsonSchema {
  const found: Record<string, JsonSchema> = {};
  for (const missing of Object.keys(schema.shape)) {
    const parsed = read(schema, { ...complete, [missing]: undefined });
    if (parsed.kind === 'invalid') continue;
    for (const { field } of parsed.ignored) {
      // Of a list, only parts may be left out.
      if (Reflect.get(parsed.value, field) !== undefined) continue;
      const absent = { properties: { [field]: { enum: [null, ''] } } };
      const there = { required: [missing], properties: { [missing]: { not: { enum: [null, ''] } } } };
      found[field] = { anyOf: [there, absent] };
    }
  }
  return found;
}

/** The messages of the page, one for each kind of status, and one with every field. */
export function examplesOf({ topic }: Pick<Documented, 'topic'>): object[] {
  return blocksOf('json', sectionOf(PAGE, `\`${topic}\``)).map((json) => JSON.parse(json));
}

const TELLS = (topic: string) =>
  new RegExp(`^\\| \`${topic}\` \\| .* \\| (that .*) \\|$`, 'm').exec(textOf('README.md'))?.[1] ?? '';

export const descriptionOf = (topic: string): string => `Tells the customer ${TELLS(topic)}.`;

/** The contract of one topic: what its messages may be, made from its reader and from docs/messages.md. */
export function topicSchema(documented: Documented): JsonSchema {
  const { topic, notification } = documented;
  const { schema } = notification;
  const examples = examplesOf(documented);
  const complete = Object.assign({}, ...examples.toReversed());
  const section = sectionOf(PAGE, `\`${topic}\``);
  const common = sectionOf(PAGE, 'Fields of every message');
  const { type, required, properties } = objectSchema(
    schema,
    examples,
    (field) => meaningOf(section, field) || meaningOf(common, field),
  );
  const allOf = neededBy(schema, examples, required);
  const dependencies = dependenciesOf(schema, complete);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: topic,
    description: `${descriptionOf(topic)} Other fields are ignored. A message that fails only in fields whose x-rule is "decorates" is sent without them; any other is refused.`,
    type,
    required,
    properties,
    ...(allOf.length > 0 && { allOf }),
    ...(Object.keys(dependencies).length > 0 && { dependencies }),
    examples,
  };
}

/** What is refused and nothing else: the schema without the fields that decorate. */
export function withoutDecorations(schema: JsonSchema): JsonSchema {
  const { dependencies: _, ...rest } = schema;
  const properties = Object.entries(Object(schema.properties)).filter(
    ([, field]) => Reflect.get(Object(field), 'x-rule') !== 'decorates',
  );
  return { ...rest, properties: Object.fromEntries(properties) };
}
