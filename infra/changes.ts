import * as z from 'zod';
import { type Identity, identity as identityOf } from './event-source-mappings';
import { FUNCTIONS } from './functions';
import { effectOf, isShown } from './parameters/rewiring';
import type { SelfDescription } from './self-description';

/*
 * What a deployment changes of the one before it, told from their two templates.
 */

const text = z.record(z.string(), z.string());

/** A stack of an earlier version has no metadata. One that failed at its start has its bucket alone, or nothing. */
const TEMPLATE = z.object({
  Metadata: z
    .object({ Parameters: text, Given: z.array(z.string()), Mappings: z.record(z.string(), text) })
    .optional(),
  Resources: z
    .record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() }))
    .default({}),
});

type Template = z.infer<typeof TEMPLATE>;

const GROUP = z.object({ ConsumerGroupId: z.string() }).optional();

/** Source: CloudFormation template reference, `AWS::Lambda::EventSourceMapping`. */
const MAPPING = z.object({
  Enabled: z.boolean().default(true),
  FunctionName: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  EventSourceArn: z.string().optional(),
  SelfManagedEventSource: z
    .object({ Endpoints: z.object({ KafkaBootstrapServers: z.array(z.string()) }) })
    .optional(),
  Topics: z.array(z.string()),
  StartingPosition: z.string(),
  StartingPositionTimestamp: z.number().optional(),
  AmazonManagedKafkaEventSourceConfig: GROUP,
  SelfManagedKafkaEventSourceConfig: GROUP,
});

/** Reads from a compiled mapping what `identitiesOf` computes for one. */
function identityIn(mapping: z.infer<typeof MAPPING>): Identity {
  const config = mapping.AmazonManagedKafkaEventSourceConfig ?? mapping.SelfManagedKafkaEventSourceConfig;
  return identityOf({
    cluster: mapping.EventSourceArn,
    brokers: mapping.SelfManagedEventSource?.Endpoints.KafkaBootstrapServers,
    topic: mapping.Topics,
    'consumer group': config?.ConsumerGroupId,
    'starting position': mapping.StartingPosition,
    'starting timestamp': mapping.StartingPositionTimestamp,
  });
}

/** Finds the mappings of a template, by the names of their functions. */
const mappingsIn = ({ Resources }: Template) =>
  new Map(
    Object.entries(Resources).flatMap(([resource, { Type, Properties }]) => {
      if (Type !== 'AWS::Lambda::EventSourceMapping') return [];
      // Somebody may have added a mapping of another kind, of a queue for example.
      const { data } = MAPPING.safeParse(Properties);
      const fn = FUNCTIONS.find(({ id }) => data?.FunctionName['Fn::GetAtt'][0] === `${id}LambdaFunction`);
      return data && fn
        ? [[fn.name, { id: resource, polls: data.Enabled, identity: identityIn(data) }] as const]
        : [];
    }),
  );

/** A value that differs. Without `before` it is new, without `after` gone. */
interface Difference {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function differences(before: Identity, after: Identity): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((one) => one.before !== one.after);
}

/** The value that counts: where a function says none, that of all functions. `orderNotificationEnabled` → `enabled` */
function effective(values: Identity, name: string): string | undefined {
  const fn = FUNCTIONS.find((one) => name.startsWith(one.name));
  const [first = '', ...rest] = fn ? name.slice(fn.name.length) : '';
  return values[name] ?? values[`${first.toLowerCase()}${rest.join('')}`];
}

const shown = ({ name, before, after }: Difference) =>
  isShown(name) ? `${name}: ${before || 'none'} → ${after || 'none'}` : `${name}: changes`;

export interface Changes {
  /** Whether the deployed version wrote down its parameters. */
  readonly known: boolean;
  /** One line per parameter that differs. */
  readonly parameters: readonly string[];
  /** What has to be confirmed: the name of the parameter, and what its change does. */
  readonly rewiring: ReadonlyArray<{ readonly name: string; readonly line: string }>;
  /** What AWS cannot change: the function, and the property of its mapping. */
  readonly fixed: ReadonlyArray<{ readonly fn: string; readonly line: string }>;
  /** Functions whose mapping goes. */
  readonly unmapped: readonly string[];
  /** The ids of the mappings that poll before and after. */
  readonly polling: readonly string[];
}

/** Tells whether a template says its parameters; those of early versions do not. */
export const isSelfDescribed = (template: unknown): boolean =>
  TEMPLATE.parse(template).Metadata !== undefined;

const SENDER = z.object({ EmailIdentity: z.string() });

/** Tells which identity of SES a stack has created, if it has. @param template undefined where there is no stack */
export const createdIdentity = (template: unknown): string | undefined =>
  SENDER.safeParse(TEMPLATE.parse(template ?? {}).Resources.SenderIdentity?.Properties).data?.EmailIdentity;

/** Says which parameters are given, and have another value in a package. It was compiled with that one, and keeps it. */
export function givenOtherwise(given: SelfDescription, packaged: unknown): string[] {
  const { Metadata } = TEMPLATE.parse(packaged);
  return differences(Metadata?.Parameters ?? {}, given.Parameters)
    .filter(({ name }) => given.Given.includes(name))
    .map(shown);
}

/** Tells what changes between two templates. @param deployed as CloudFormation has it @param next as it is to be */
export function changesBetween(deployed: unknown, next: unknown): Changes {
  const [old, target] = [TEMPLATE.parse(deployed), TEMPLATE.parse(next)];
  const { Metadata: after } = target;
  if (!after) throw new Error('The template has no metadata; package it with this version.');
  const before = old.Metadata;
  const [mappings, kept] = [mappingsIn(old), mappingsIn(target)];
  const parameters = before
    ? differences(before.Parameters, after.Parameters).filter(
        ({ name }) => effective(before.Parameters, name) !== effective(after.Parameters, name),
      )
    : [];
  const isForgotten = (name: string) => before?.Given.includes(name) && !after.Given.includes(name);
  return {
    known:
      before !== undefined ||
      Object.values(old.Resources).every(({ Type }) => Type !== 'AWS::Lambda::Function'),
    parameters: parameters.map(shown),
    rewiring: parameters.flatMap(({ name, after: value }) => {
      const effect = effectOf(name, value);
      const why = [isForgotten(name) && 'was given last time, and is not now', effect].filter(Boolean);
      return why.length > 0 ? [{ name, line: `${name}: ${why.join('; ')}` }] : [];
    }),
    fixed: [...mappings].flatMap(([fn, { identity }]) =>
      differences(identity, after.Mappings[fn] ?? identity).map((one) => ({
        fn,
        line: `${fn}: ${shown(one)}`,
      })),
    ),
    unmapped: [...mappings.keys()].filter((fn) => !kept.has(fn)),
    polling: [...mappings].flatMap(([fn, { id, polls }]) => (polls && kept.get(fn)?.polls ? [id] : [])),
  };
}

/** Says why a deployment is refused, and what to do. @returns one line each; nothing when it may go on */
export function refusalOf({ rewiring, fixed }: Changes, confirmed: readonly string[]): string[] {
  const open = rewiring.filter(({ name }) => !confirmed.includes(name));
  const names = [...new Set([...confirmed, ...open.map(({ name }) => name)])].join();
  if (fixed.length > 0) {
    const functions = [...new Set(fixed.map(({ fn }) => fn))];
    const mapping = (value: boolean) => functions.map((fn) => `--param ${fn}Mapping=${value}`).join(' ');
    return [
      'AWS cannot change this of a mapping that exists:',
      ...fixed.map(({ line }) => `  ${line}`),
      ...(open.length > 0 ? ['These parameters change, perhaps without being meant to:'] : []),
      ...open.map(({ line }) => `  ${line}`),
      'If it is meant, deploy twice, so that the mapping is made anew (docs/deploy.md):',
      `  1. with every other parameter as it was (take new values out of the file of the stage): ${mapping(false)}`,
      `  2. with the new values again: ${mapping(true)}${names && ` --param confirm=${names}`}`,
    ];
  }
  if (open.length === 0) return [];
  return [
    'These changes rewire a stage that runs:',
    ...open.map(({ line }) => `  ${line}`),
    `Give what is missing, or, if all of it is meant: --param confirm=${names}`,
  ];
}

/**
 * Says why a rollback is refused, and what to do: it brings parameters with it that nobody has given, and makes no mapping anew.
 * @returns one line each; nothing when it may go on
 */
export function rollbackRefusalOf(
  { rewiring, fixed, unmapped }: Changes,
  confirmed: readonly string[],
): string[] {
  if (fixed.length > 0) {
    return [
      'AWS cannot change this back in a mapping that exists, and the role would:',
      ...fixed.map(({ line }) => `  ${line}`),
      'Deploy that version from its tag, with the parameters of now (docs/changes.md).',
    ];
  }
  const lines = new Map([
    ...unmapped.map((fn) => [`${fn}Mapping`, `${fn}Mapping: nothing reads its topic any more`] as const),
    ...rewiring.map(({ name, line }) => [name, line] as const),
  ]);
  const open = [...lines.keys()].filter((name) => !confirmed.includes(name));
  if (open.length === 0) return [];
  return [
    'The parameters of that deployment come back too, and rewire a stage that runs:',
    ...open.map((name) => `  ${lines.get(name)}`),
    'Deploy that version from its tag, with the parameters of now (docs/changes.md),',
    `or, if all of it is meant: --param confirm=${[...confirmed, ...open].join()}`,
  ];
}
