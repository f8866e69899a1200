import * as z from 'zod';
import { FUNCTIONS } from '../functions';
import { contradictions } from './contradictions';
import { SOURCES } from './kafka-contradictions';
import {
  needsSecret,
  OF_A_FUNCTION,
  PARAMETER_NAMES,
  PARAMETERS,
  type Parameters,
  type Required,
  STAND_INS,
} from './parameters';

export interface ReadParameters {
  readonly values: Parameters;
  /** The names of those that were given, rather than left to their defaults. */
  readonly given: readonly string[];
  /** Values that are wrong on any machine, one line per value. */
  readonly problems: readonly string[];
  /** Parameters that a deployment must give and did not, one line per parameter. */
  readonly missing: readonly string[];
}

function requiredOf(
  { source, authentication, channels }: Parameters,
  isGiven: (name: string) => boolean,
): Required[] {
  return [
    'source',
    ...(isGiven('source')
      ? [source === 'msk' ? ('mskClusterArn' as const) : ('bootstrapServers' as const)]
      : []),
    ...(needsSecret(authentication) ? (['kafkaSecretArn'] as const) : []),
    'senderEmail',
    ...(channels.includes('sms') ? (['smsPoolArn'] as const) : []),
    ...(channels.includes('push') ? (['fcmProject'] as const) : []),
  ];
}

/** Either of two is required, so neither is by itself. */
const credentialsMissing = ({ channels, fcmCredentialsFile, fcmSecretArn }: Parameters): string[] =>
  channels.includes('push') && !fcmCredentialsFile && !fcmSecretArn
    ? [
        '  fcmCredentialsFile or fcmSecretArn is missing (how the functions prove to Google who they are; docs/deploy.md): --param fcmCredentialsFile=…',
      ]
    : [];

const given =
  (raw: Readonly<Record<string, unknown>>, prefix = '') =>
  (name: string) => {
    const value = raw[`${prefix}${name}`];
    return value === undefined || value === null || value === '' ? undefined : String(value);
  };

/** Reads values by their schema. A wrong value is replaced by its default, so that one reading finds every problem. */
function parse<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  find: (name: string) => string | undefined,
  standIns: Readonly<Record<string, string>>,
  prefix = '',
) {
  const problems: string[] = [];
  const entries = Object.entries(schema.shape).map(([name, field]) => {
    const value = find(name);
    const parsed = z.safeParse(field, value ?? standIns[name]);
    if (parsed.success) return [name, parsed.data];
    problems.push(
      `${prefix}${name}: expected ${parsed.error.issues[0]?.message}, found ${JSON.stringify(value)}`,
    );
    return [name, z.parse(field, standIns[name])];
  });
  return { values: Object.fromEntries(entries) as z.infer<z.ZodObject<S>>, problems };
}

/** Reads all parameters. @param raw every value that was given, by its name; undefined, null and '' are no values. */
export function readParameters(raw: Readonly<Record<string, unknown>>, region: string): ReadParameters {
  const service = parse(PARAMETERS, given(raw), STAND_INS);
  const functions = FUNCTIONS.map(
    ({ name }) => [name, parse(OF_A_FUNCTION, given(raw, name), {}, name)] as const,
  );
  const values: Parameters = {
    ...service.values,
    authentication: service.values.authentication ?? SOURCES[service.values.source].usual,
    functions: Object.fromEntries(functions.map(([name, { values: own }]) => [name, own])),
  };
  const isGiven = (name: string) => given(raw)(name) !== undefined;
  const unknown = Object.keys(raw).filter((name) => !PARAMETER_NAMES.includes(name));
  return {
    values,
    given: PARAMETER_NAMES.filter((name) => given(raw)(name) !== undefined),
    problems: [
      ...unknown.map((name) => `${name}: there is no such parameter; docs/configuration.md lists them`),
      ...service.problems,
      ...functions.flatMap(([, { problems }]) => problems),
      ...contradictions(values, region, isGiven),
    ],
    missing: [
      ...requiredOf(values, isGiven)
        .filter((name) => !isGiven(name))
        .map((name) => `  ${name} is missing (${PARAMETERS.shape[name].description}): --param ${name}=…`),
      ...credentialsMissing(values),
    ],
  };
}
