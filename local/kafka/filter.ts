import type { EventRecord } from './record';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Fields = { readonly [name: string]: Json };
type Matches = (value: Json | undefined) => boolean;

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [value]);

const text = (value: Json | undefined, test: (text: string) => boolean): boolean =>
  typeof value === 'string' && test(value);

const COMPARISONS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

function numeric(rule: Json): Matches {
  const parts = listOf(rule);
  const tests: Array<(value: number) => boolean> = [];
  for (let index = 0; index < parts.length; index += 2) {
    const compare = COMPARISONS[String(parts[index])];
    const bound = parts[index + 1];
    if (!compare || typeof bound !== 'number')
      throw new Error(`filter: numeric takes pairs such as [">", 0, "<=", 5], found ${JSON.stringify(rule)}`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** The operators of Lambda's filter rules. Source: Lambda developer guide, `invocation-eventfiltering`. */
const OPERATORS: Readonly<Record<string, (rule: Json) => Matches>> = {
  prefix: (rule) => (value) => text(value, (found) => found.startsWith(String(rule))),
  suffix: (rule) => (value) => text(value, (found) => found.endsWith(String(rule))),
  'equals-ignore-case': (rule) => (value) =>
    text(value, (found) => found.toLowerCase() === String(rule).toLowerCase()),
  exists: (rule) => (value) => (value !== undefined) === rule,
  numeric,
  'anything-but': (rule) => {
    const refused = listOf(rule).map(comparison);
    return (value) => value !== undefined && !refused.some((matches) => matches(value));
  },
};

/** One alternative of a rule's list: a value to be equal to, or an operator. */
function comparison(rule: Json): Matches {
  if (!isFields(rule)) return (value) => value === rule;
  const [[name, argument] = ['', null], ...more] = Object.entries(rule);
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator || more.length > 0)
    throw new Error(
      `filter: expected one of ${Object.keys(OPERATORS).join(', ')}, found ${JSON.stringify(rule)}`,
    );
  return operator(argument);
}

/** Fields are joined by "and", the alternatives of one field by "or"; `$or` joins whole patterns by "or". */
function pattern(rule: Json): Matches {
  if (Array.isArray(rule)) {
    const alternatives = rule.map(comparison);
    return (value) =>
      alternatives.some((matches) => (Array.isArray(value) ? value.some(matches) : matches(value)));
  }
  if (!isFields(rule)) throw new Error(`filter: expected an object or a list, found ${JSON.stringify(rule)}`);
  const fields = Object.entries(rule).map(([name, inner]): Matches => {
    if (name === '$or') {
      const either = listOf(inner).map(pattern);
      return (value) => either.some((matches) => matches(value));
    }
    const matches = pattern(inner);
    return (value) => matches(isFields(value) ? value[name] : undefined);
  });
  return (value) => fields.every((matches) => matches(value));
}

function jsonOf(value: string): Json | undefined {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Only `value` can be filtered on: as JSON where the pattern is an object, as plain text where it is a list. */
function valuePattern(source: string): (record: EventRecord) => boolean {
  const parsed = jsonOf(source);
  if (!isFields(parsed)) throw new Error(`filter: expected a JSON object, found ${source}`);
  const others = Object.keys(parsed).filter((name) => name !== 'value');
  if (others.length > 0)
    throw new Error(`filter: Kafka mappings filter on "value" only, found ${others.join(', ')}`);
  const { value: rule } = parsed;
  if (rule === undefined) return () => true;
  const matches = pattern(rule);
  return ({ value = '' }) => {
    const plain = Buffer.from(value, 'base64').toString();
    const json = jsonOf(plain);
    if (Array.isArray(rule)) return !isFields(json) && matches(plain);
    return isFields(json) && matches(json);
  };
}

/**
 * Whether a record passes filter criteria: any of them, or there are none. What does not is never invoked and
 * counts as ended. Source: Lambda developer guide, `kafka-filtering`.
 *
 * @throws Error for a pattern that this emulation does not know.
 */
export function filterOf(patterns: readonly string[]): (record: EventRecord) => boolean {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map(valuePattern);
  return (record) => filters.some((passes) => passes(record));
}
