import * as z from 'zod/mini';
import { type ObjectSchema, read } from '../../lib/notifications/read';

/** Matches no field's rule. */
export const WRONG = { wrong: {} };

/** What becomes of a message in which one field has this value. */
export function outcomeOf(
  schema: ObjectSchema<object>,
  example: object,
  field: string,
  value: unknown,
): string {
  const parsed = read(schema, { ...example, [field]: value });
  if (parsed.kind === 'invalid') return 'reported';
  return parsed.ignored.some((one) => one.field === field) ? 'left out' : 'allowed';
}

/** The rule of a field, in the words that its producer reads in the log. A schema that forgives has its rule inside. */
export function ruleOf(schema: z.core.$ZodType): string {
  const refused = z.safeParse(schema, WRONG).error;
  if (refused) return refused.issues[0]?.message ?? '';
  const inner: unknown = Reflect.get(schema._zod.def, 'innerType') ?? Reflect.get(schema._zod.def, 'in');
  return inner instanceof z.core.$ZodType ? ruleOf(inner) : '';
}

export const meaningOf = (page: string, field: string): string =>
  new RegExp(`^\\| \`${field}\` \\|(?:.*\\|)? ([^|]*) \\|$`, 'm').exec(page)?.[1] ?? '';

/**
 * What a message may have in these fields: made from the schema by asking it, but for the last column, which is kept as
 * the page has it. `examples` are valid messages: each field is asked for in the first one that has it.
 */
export function fieldsTable(
  schema: ObjectSchema<object>,
  examples: readonly object[],
  fields: readonly string[],
  page: string,
): string {
  const rows = fields.map((field) => {
    const rule = schema.shape[field];
    const example = examples.find((one) => field in one) ?? examples[0] ?? {};
    const cells = [
      `\`${field}\``,
      rule ? ruleOf(rule) : '',
      ...[[undefined, null], [''], [WRONG]].map((values) =>
        [...new Set(values.map((value) => outcomeOf(schema, example, field, value)))].join(' or '),
      ),
      meaningOf(page, field),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| field | expected | absent or `null` | empty `""` | a wrong value | what it is |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
