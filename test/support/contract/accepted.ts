import { read } from '../../../lib/notifications/read';
import type { Documented } from '../notifications';

/** What a committed contract says, as far as it is looked at here. */
interface Fields {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Field>>;
}

interface Field {
  readonly anyOf: ReadonlyArray<{
    readonly enum?: readonly string[];
    readonly type?: string | readonly string[];
    readonly const?: string;
    /** Of a list of objects. */
    readonly items?: Partial<Fields>;
  }>;
  readonly examples?: readonly unknown[];
}

export interface Committed extends Fields {
  readonly allOf?: ReadonlyArray<{
    readonly if: { readonly properties: { readonly status: { readonly pattern: string } } };
    readonly then: { readonly required: readonly string[] };
  }>;
  readonly dependencies?: Readonly<
    Record<string, { readonly anyOf: readonly [{ readonly required: readonly string[] }, unknown] }>
  >;
  readonly examples: readonly object[];
}

type Message = Readonly<Record<string, unknown>>;

const usual = (properties: Fields['properties'], names: readonly string[]): Message =>
  Object.fromEntries(names.map((name) => [name, properties[name]?.examples?.[0]]));

/** Every value that a contract names for a field, those of its parts too. */
function* valuesOf({ anyOf, examples = [] }: Field, isNeeded: boolean): Generator<unknown> {
  yield* examples;
  if (!isNeeded && anyOf.some((one) => one.const === '')) yield '';
  if (!isNeeded && anyOf.some(({ type }) => type === 'null')) yield null;
  for (const { items } of anyOf) {
    const { properties = {}, required = [] } = items ?? {};
    const least = usual(properties, required);
    for (const [name, field] of Object.entries(properties)) {
      for (const value of valuesOf(field, required.includes(name))) yield [{ ...least, [name]: value }];
    }
  }
}

/** Makes messages that a contract accepts: of each status, the least that it needs, and each value that it names for each field. */
export function* acceptedBy(contract: Committed): Generator<readonly [field: string, message: Message]> {
  const { properties, required, allOf = [], dependencies = {}, examples } = contract;
  for (const message of examples) yield ['', { ...message }];
  // Amounts are of use with their currency alone.
  const beside = usual(
    properties,
    Object.values(dependencies).flatMap(({ anyOf: [there] }) => there.required),
  );
  for (const status of properties.status?.anyOf[0]?.enum ?? []) {
    const more = allOf.filter((one) => new RegExp(one.if.properties.status.pattern).test(status));
    const needed = [...required, ...more.flatMap(({ then }) => then.required)];
    const least = { ...usual(properties, needed), status };
    yield ['status', least];
    yield ['status', { ...least, status: status.toUpperCase() }];
    for (const [name, field] of Object.entries(properties)) {
      for (const value of valuesOf(field, needed.includes(name))) {
        yield [name, { ...least, ...beside, [name]: value }];
      }
    }
  }
}

/** What a reader refuses or leaves out of messages that the contract accepts, one line each; none twice. */
export function broken(contract: Committed, { notification }: Pick<Documented, 'notification'>): string[] {
  const lines = new Set<string>();
  for (const [field, message] of acceptedBy(contract)) {
    const parsed = read(notification.schema, message);
    if (parsed.kind === 'invalid') lines.add(`refused: ${parsed.reason}, of ${JSON.stringify(message)}`);
    else {
      const left = parsed.ignored.filter((one) => field === '' || one.field === field);
      for (const { reason } of left) lines.add(`left out: ${reason}, of ${JSON.stringify(message)}`);
    }
  }
  return [...lines];
}
