import * as z from 'zod/mini';
import { parseMessage } from '../../lib/notifications/notification';
import type { Documented } from './notifications';

/** Matches no field's rule. */
const WRONG = {};

/** What becomes of a message in which one field has this value. */
function outcomeOf({ notification }: Documented, example: object, field: string, value: unknown): string {
  const parsed = parseMessage(notification, { ...example, [field]: value });
  if (parsed.kind === 'invalid') return 'reported';
  return parsed.ignored.some((one) => one.field === field) ? 'left out' : 'allowed';
}

/** The rule of a field, in the words that its producer reads in the log. A schema that forgives has its rule inside. */
function ruleOf(schema: z.core.$ZodType): string {
  const refused = z.safeParse(schema, WRONG).error;
  if (refused) return refused.issues[0]?.message ?? '';
  const inner: unknown = Reflect.get(schema._zod.def, 'innerType') ?? Reflect.get(schema._zod.def, 'in');
  return inner instanceof z.core.$ZodType ? ruleOf(inner) : '';
}

const meaningOf = (page: string, field: string): string =>
  new RegExp(`^\\| \`${field}\` \\|(?:.*\\|)? ([^|]*) \\|$`, 'm').exec(page)?.[1] ?? '';

/**
 * What a message may have in these fields: made from the schema by asking it, but for the last column, which is kept as
 * the page has it. `example` is a valid message with all of them.
 */
export function fieldsTable(
  documented: Documented,
  example: object,
  fields: readonly string[],
  page: string,
): string {
  const rows = fields.map((field) => {
    const schema = documented.fields[field];
    const cells = [
      `\`${field}\``,
      schema ? ruleOf(schema) : '',
      ...[[undefined, null], [''], [WRONG]].map((values) =>
        [...new Set(values.map((value) => outcomeOf(documented, example, field, value)))].join(' or '),
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
