import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { read } from '../../../lib/notifications/read';
import type { Documented } from '../notifications';
import { type Kind, kindNamed } from './kinds';

/** A keyword of a contract that says what a value may be. */
interface Part {
  readonly anyOf?: readonly Part[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly items?: Part & Partial<Fields>;
  readonly additionalProperties?: Part;
}

interface Field extends Part {
  readonly anyOf: readonly Part[];
  readonly 'x-kind': string;
  readonly 'x-accepted': readonly unknown[];
}

interface Fields {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Field>>;
}

interface Needs {
  readonly if: { readonly properties: { readonly status: { readonly pattern: string } } };
  readonly then: { readonly required: readonly string[] };
}

/** What a committed contract says, as far as it is looked at here. */
export interface Committed extends Fields {
  readonly allOf?: readonly Needs[];
  readonly dependencies?: Readonly<
    Record<string, { readonly anyOf: readonly [{ readonly required: readonly string[] }, unknown] }>
  >;
  readonly examples: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

type Message = Readonly<Record<string, unknown>>;

/** Makes values of one type. */
const MAKERS: Readonly<Record<string, (part: Part) => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  integer: ({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }) =>
    fc.maxSafeInteger().filter((value) => value >= minimum && value <= maximum),
  number: ({ minimum, exclusiveMinimum, maximum = Number.MAX_VALUE }) =>
    fc.double({
      min: minimum ?? exclusiveMinimum ?? 0,
      minExcluded: exclusiveMinimum !== undefined,
      max: maximum,
      noNaN: true,
    }),
  string: ({ pattern, maxLength = Number.POSITIVE_INFINITY }) =>
    pattern === undefined
      ? fc.string({ unit: 'binary' })
      : fc.stringMatching(new RegExp(pattern, 'u')).filter((value) => [...value].length <= maxLength),
  array: ({ items = {} }) => fc.array(madeBy(items), { maxLength: 3 }),
  object: ({ additionalProperties = {} }) =>
    fc.dictionary(fc.string(), madeBy(additionalProperties), { maxKeys: 3 }),
};

/** Makes values that a part of a contract accepts. */
function madeBy(part: Part): fc.Arbitrary<unknown> {
  if (part.anyOf) return fc.oneof(...part.anyOf.map(madeBy));
  if (part.enum) return fc.constantFrom(...part.enum);
  return MAKERS[part.type ?? '']?.(part) ?? fc.constant(part.const);
}

const samples = new Map<string, unknown[]>();

/** Always the same values for the same part. */
function sampleOf(part: Part): unknown[] {
  const key = JSON.stringify(part);
  const made = samples.get(key) ?? fc.sample(madeBy(part), { numRuns: part.pattern ? 200 : 30, seed: 22 });
  samples.set(key, made);
  return made;
}

interface Value {
  readonly value: unknown;
  /** Whether it says something, so that it has to be in what is read. */
  readonly isThere: boolean;
}

/** Values that a contract accepts in a field: those that it names, more of their kind, and some that its patterns make. */
function valuesOf(field: Field): Value[] {
  const kind: Kind | undefined = kindNamed(field['x-kind']);
  const made = field.anyOf
    .filter(({ items }) => items?.properties === undefined)
    .flatMap(sampleOf)
    .filter((value) => kind?.isBeyond?.(value) !== true);
  return [
    ...[...field['x-accepted'], ...(kind?.more?.() ?? [])].map((value) => ({ value, isThere: true })),
    ...made.map((value) => ({ value, isThere: false })),
  ];
}

const usual = (properties: Fields['properties'], names: readonly string[]): Message =>
  Object.fromEntries(names.map((name) => [name, properties[name]?.['x-accepted'][0]]));

/** A message, and the field in which it is of interest. */
export interface Case extends Pick<Value, 'isThere'> {
  readonly field: string;
  /** Of each element of the field, where that is a list. */
  readonly part?: string;
  readonly message: Message;
}

/** Values of a field, also such that are of interest in one part of it. */
function* placesOf(field: Field): Generator<Value & Pick<Case, 'part'>> {
  yield* valuesOf(field);
  for (const { items } of field.anyOf) {
    const { properties = {}, required = [] } = items ?? {};
    const least = usual(properties, required);
    for (const [part, inner] of Object.entries(properties)) {
      const isNeeded = required.includes(part);
      for (const one of valuesOf(inner)) {
        if (!isNeeded || isSaid(one.value)) yield { ...one, part, value: [{ ...least, [part]: one.value }] };
      }
    }
  }
}

const isSaid = (value: unknown): boolean => value !== null && value !== '';

/** Makes messages that a contract accepts: of each status, the least that it needs, and each value for each field. */
export function* acceptedBy({
  properties,
  required,
  allOf = [],
  dependencies = {},
  examples,
}: Committed): Generator<Case> {
  for (const message of examples) {
    for (const field of Object.keys(message)) yield { field, message, isThere: true };
  }
  const all = Object.entries(properties)
    .filter(([name]) => name !== 'status')
    .map(([name, field]) => [name, [...placesOf(field)]] as const);
  // Amounts are of use with their currency alone.
  const beside = usual(
    properties,
    Object.values(dependencies).flatMap(({ anyOf: [there] }) => there.required),
  );
  for (const status of properties.status?.['x-accepted'] ?? []) {
    const more = allOf.filter((one) => new RegExp(one.if.properties.status.pattern).test(String(status)));
    const needed = [...required, ...more.flatMap(({ then }) => then.required)];
    const least = { ...usual(properties, needed), status };
    yield { field: 'status', message: least, isThere: true };
    // Once per word: its other cases are read like it.
    if (status !== String(status).toLowerCase()) continue;
    for (const [field, places] of all) {
      for (const { value, ...how } of places) {
        if (needed.includes(field) && !isSaid(value)) continue;
        yield { ...how, field, message: { ...least, ...beside, [field]: value } };
      }
    }
  }
}

function isThereIn(value: object, { field, part }: Case): boolean {
  const found: unknown = Reflect.get(value, field);
  if (part === undefined) return found !== undefined;
  return Object(found).shown?.[0]?.[part] !== undefined;
}

/** What a reader refuses or leaves out of messages that the contract accepts, one line each; none twice. */
export function broken(contract: Committed, { notification }: Pick<Documented, 'notification'>): string[] {
  const lines = new Set<string>();
  for (const one of acceptedBy(contract)) {
    const parsed = read(notification.schema, one.message);
    const shown = () => JSON.stringify(one.message).slice(0, 300);
    if (parsed.kind === 'invalid') lines.add(`refused: ${parsed.reason}, of ${shown()}`);
    else {
      const left = parsed.ignored.filter(({ field }) => field === one.field);
      for (const { reason } of left) lines.add(`left out: ${reason}, of ${shown()}`);
      if (left.length === 0 && one.isThere && !isThereIn(parsed.value, one)) {
        lines.add(`no longer read: ${one.field}${one.part ? `.${one.part}` : ''}`);
      }
    }
  }
  return [...lines];
}

/** What says nothing of which values are accepted. */
const WORDS = ['$schema', 'title', 'description', 'examples', 'x-rule'];

/** Whether a part accepts all that another one does: the same, more words of a list, or borders further out. */
function isWider(before: Part, after: Part): boolean {
  if (before.enum && after.enum) return before.enum.every((word) => after.enum?.includes(word));
  const { minimum = 0, maximum = 0, ...rest } = before;
  const { minimum: least = minimum, maximum: most = maximum, ...others } = after;
  return isDeepStrictEqual(rest, others) && least <= minimum && most >= maximum;
}

function narrowedField(name: string, before: Field, after: Field | undefined): string[] {
  if (after === undefined) return [`${name}: the field is gone`];
  return before.anyOf.flatMap((part) => {
    const { items } = part;
    if (items?.properties) {
      const list = after.anyOf.find((one) => one.items?.properties)?.items;
      return narrowedFields(`${name}.`, { ...none, ...items }, { ...none, ...list });
    }
    const isKept = after.anyOf.some((one) => isWider(part, one));
    // A status more changes the pattern of them all: the words beside it say which ones there are.
    const isWords = after['x-kind'] === 'status' && part.pattern !== undefined;
    return isKept || isWords ? [] : [`${name}: no longer has ${JSON.stringify(part)}`];
  });
}

const none: Fields = { required: [], properties: {} };

const narrowedFields = (prefix: string, before: Fields, after: Fields): string[] => [
  ...after.required
    .filter((name) => !before.required.includes(name))
    .map((name) => `${prefix}${name}: is required now`),
  ...Object.entries(before.properties).flatMap(([name, field]) =>
    narrowedField(`${prefix}${name}`, field, after.properties[name]),
  ),
];

/**
 * Where a new contract may accept less than the one before, one line each. What cannot be proven to be wider counts as narrower: a new
 * pattern stands beside the old one, not in its place.
 */
export function narrowed(before: Committed, after: Committed): string[] {
  const statuses = before.properties.status?.['x-accepted'] ?? [];
  const needs = (after.allOf ?? []).filter(
    (one) =>
      !before.allOf?.some((old) => isDeepStrictEqual(old, one)) &&
      statuses.some((status) => new RegExp(one.if.properties.status.pattern).test(String(status))),
  );
  const depends = Object.entries(after.dependencies ?? {}).filter(
    ([name, rule]) => name in before.properties && !isDeepStrictEqual(before.dependencies?.[name], rule),
  );
  const known = ['type', 'required', 'properties', 'allOf', 'dependencies', ...WORDS];
  return [
    ...narrowedFields('', before, after),
    ...needs.map(({ then }) => `a status needs ${then.required.join(', ')} now`),
    ...depends.map(([name]) => `${name}: depends on another field now`),
    ...Object.keys(after)
      .filter((keyword) => !known.includes(keyword))
      .map((keyword) => `${keyword}: a keyword that is not known here`),
  ];
}
