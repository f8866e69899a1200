import Ajv from 'ajv';
import * as fc from 'fast-check';
import { KINDS } from './kinds';
import { EDGE } from './patterns';

/** A part of a contract, as far as it is looked at here. */
export interface Part {
  readonly anyOf?: readonly Part[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Part & Partial<Fields>;
  readonly additionalProperties?: Part;
}

export interface Field extends Part {
  readonly anyOf: readonly Part[];
  readonly 'x-rule': string;
  readonly 'x-kind': string;
  readonly 'x-accepted': readonly unknown[];
}

export interface Fields {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Field>>;
}

export interface Contract extends Fields {
  readonly examples: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

const ajv = new Ajv({ strict: false });

export const isValid = (schema: object, value: unknown): boolean => ajv.validate(schema, value) === true;

/** The parts of the elements of a list of objects. */
export const elementsOf = ({ anyOf }: Field): Fields | undefined =>
  anyOf.flatMap(({ items: { properties, required = [] } = {} }) =>
    properties ? [{ properties, required }] : [],
  )[0];

/** Makes values of one type. */
const MAKERS: Readonly<Record<string, (part: Part) => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  integer: () => fc.maxSafeInteger(),
  number: ({ minimum = 0, maximum = Number.MAX_VALUE }) =>
    fc.double({ min: minimum, max: maximum, noNaN: true }),
  string: ({ pattern }) =>
    pattern === undefined
      ? fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '\t\u200b'))
      : fc.stringMatching(new RegExp(pattern, 'u')),
  array: ({ items = {} }) => fc.array(madeBy(items), { maxLength: 3 }),
  object: ({ additionalProperties = {} }) =>
    fc.dictionary(fc.string(), madeBy(additionalProperties), { maxKeys: 3 }),
};

/** Makes values that a part of a contract accepts. */
function madeBy(part: Part): fc.Arbitrary<unknown> {
  if (part.anyOf) return fc.oneof(...part.anyOf.map(madeBy));
  if (part.enum) return fc.constantFrom(...part.enum);
  const made = MAKERS[part.type ?? '']?.(part) ?? fc.constant(part.const);
  return made.filter((value) => isValid(part, value));
}

const samples = new Map<string, unknown[]>();

/** Always the same values for the same part. */
function sampleOf(part: Part): unknown[] {
  const key = JSON.stringify(part);
  const made = samples.get(key) ?? fc.sample(madeBy(part), { numRuns: part.pattern ? 200 : 30, seed: 22 });
  samples.set(key, made);
  return made;
}

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
  const { more } = KINDS[field['x-kind']] ?? {};
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
