import Ajv from 'ajv';
import * as fc from 'fast-check';

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
export function sampleOf(part: Part): unknown[] {
  const key = JSON.stringify(part);
  const made = samples.get(key) ?? fc.sample(madeBy(part), { numRuns: part.pattern ? 200 : 30, seed: 22 });
  samples.set(key, made);
  return made;
}
