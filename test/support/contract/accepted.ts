import { KINDS } from './kinds';
import { type Contract, elementsOf, type Field, type Fields, isValid, sampleOf } from './made';
import { EDGE } from './patterns';
import { VALUES } from './values';

const ENDS = new RegExp(`^[${EDGE}]+|[${EDGE}]+$`, 'g');

/** Whether a value is, or has in it, what no portable pattern can tell from what is read. */
export function isBeyond(field: Field, value: unknown): boolean {
  if (Array.isArray(value)) {
    const parts = Object.entries(elementsOf(field)?.properties ?? {});
    return value.some((one) => parts.some(([name, part]) => isBeyond(part, Reflect.get(Object(one), name))));
  }
  const isBeyondKind = KINDS[field['x-kind']]?.isBeyond;
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText && isBeyondKind?.(String(value).replace(ENDS, '')) === true;
}

/** Something that a contract accepts, and where in it a value is of interest. */
export interface Case {
  readonly value: unknown;
  readonly path: readonly string[];
  /** Whether the value says something, so that it has to be in what is read. */
  readonly isThere: boolean;
}

/** Values that a contract accepts in a field: those that it names, more of their kind, and some that its patterns make. */
function* valuesOf(field: Field): Generator<Case> {
  const elements = elementsOf(field);
  const { more } = VALUES[field['x-kind']] ?? {};
  for (const value of [...field['x-accepted'], ...(more?.() ?? [])]) yield { value, path: [], isThere: true };
  for (const part of elements ? field.anyOf.filter(({ items }) => !items) : field.anyOf) {
    for (const value of sampleOf(part)) {
      if (!isBeyond(field, value)) yield { value, path: [], isThere: false };
    }
  }
  for (const { value, ...one } of elements ? objectsOf(elements) : []) yield { ...one, value: [value] };
}

/** Makes objects that a contract accepts: complete ones, and with the least that they need; each without each field, and with each of its values. */
function* objectsOf(fields: Fields): Generator<Case> {
  const { status, ...others } = fields.properties;
  const names = Object.keys(others);
  const usual = Object.fromEntries(names.map((name) => [name, others[name]?.['x-accepted'][0]]));
  const values = Object.values(others).map((field) => [...valuesOf(field)]);
  for (const word of status?.['x-accepted'] ?? [undefined]) {
    const complete = { ...usual, ...(status && { status: word }) };
    const without = (object: object, name: string) => ({ ...object, [name]: undefined });
    const least = names.reduce(
      (object, name) => (isValid(fields, without(object, name)) ? without(object, name) : object),
      complete,
    );
    yield { value: least, path: status ? ['status'] : [], isThere: true };
    // Once per word: its other cases are read like it.
    if (word !== undefined && word !== String(word).toLowerCase()) continue;
    for (const base of [complete, least]) {
      for (const [at, name] of names.entries()) {
        for (const { value, path, isThere } of [
          { value: undefined, path: [], isThere: false },
          ...(values[at] ?? []),
        ]) {
          const made = { ...base, [name]: value };
          if (isValid(fields, made)) yield { value: made, path: [name, ...path], isThere };
        }
      }
    }
  }
}

const known = new WeakMap<Contract, readonly Case[]>();

export function acceptedBy(contract: Contract): readonly Case[] {
  const examples = contract.examples.flatMap((value) =>
    Object.keys(value).map((name) => ({ value, path: [name], isThere: true })),
  );
  const cases = known.get(contract) ?? [...examples, ...objectsOf(contract)];
  known.set(contract, cases);
  return cases;
}
