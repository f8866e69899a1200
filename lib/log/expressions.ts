import type { Entry } from './entry';

/** Names and values of one request, and the expressions that are made of them. `status` is a reserved word in DynamoDB. */
export function expressions() {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (attribute: string): string => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (given: unknown): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = given;
    return placeholder;
  };
  const absent = (attribute: keyof Entry) => `attribute_not_exists(${name(attribute)})`;
  const equals = (attribute: keyof Entry, given: unknown) =>
    given === undefined ? absent(attribute) : `${name(attribute)} = ${value(given)}`;
  return { names, values, name, value, absent, equals };
}

export type Expressions = ReturnType<typeof expressions>;
