import * as z from 'zod/mini';
import { read } from '../../../lib/notifications/read';
import { outcomeOf, ruleOf } from '../fields-table';
import type { Documented } from '../notifications';
import { BLANK, exactly, type JsonSchema, NULL, THERE, word } from './patterns';

/** The words of a status, out of its rule. */
export const wordsIn = (rule: string): string[] =>
  Array.from(rule.matchAll(/"([^"]+)"/g), ([, text = '']) => text);

export const isOptional = (field: z.core.$ZodType): boolean => z.safeParse(field, undefined).success;

/** Fields that only messages of one status need. */
export function neededBy(
  { schema }: Documented['notification'],
  complete: object,
  always: readonly string[],
) {
  const status = schema.shape.status;
  return wordsIn(status ? ruleOf(status) : '').flatMap((text) => {
    const required = Object.keys(schema.shape).filter(
      (name) =>
        !always.includes(name) &&
        outcomeOf(schema, { ...complete, status: text }, name, undefined) === 'reported',
    );
    if (required.length === 0) return [];
    const there = { not: { enum: [null, ''] } };
    return [
      {
        if: {
          required: ['status'],
          properties: { status: exactly(word(text)) },
        },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required, properties: Object.fromEntries(required.map((name) => [name, there])) },
      },
    ];
  });
}

const NOTHING = { anyOf: [NULL, BLANK] };

/** Fields that are left out where another one is missing: amounts without their currency, and prices of items. */
export function dependenciesOf({ schema }: Documented['notification'], complete: object): JsonSchema {
  const found: Record<string, JsonSchema> = {};
  const whole = read(schema, complete);
  for (const missing of Object.keys(schema.shape)) {
    const parsed = read(schema, { ...complete, [missing]: undefined });
    if (parsed.kind === 'invalid' || whole.kind === 'invalid') continue;
    for (const { field } of parsed.ignored) {
      const parts = Object.keys(firstOf(whole.value, field)).filter(
        (part) => Reflect.get(firstOf(parsed.value, field), part) === undefined,
      );
      const without = Reflect.get(parsed.value, field) === undefined ? NOTHING : itemsWithout(parts);
      const there = { required: [missing], properties: { [missing]: THERE } };
      found[field] = { anyOf: [there, { properties: { [field]: without } }] };
    }
  }
  return found;
}

/** The first element of a list that was read. */
const firstOf = (value: object, field: string): object =>
  Object(Object(Reflect.get(value, field)).shown?.[0]);

const itemsWithout = (parts: readonly string[]): JsonSchema => ({
  items: { properties: Object.fromEntries(parts.map((part) => [part, NOTHING])) },
});
