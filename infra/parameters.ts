import * as z from 'zod';
import { email as address } from '../lib/notifications/fields';
import { FUNCTIONS } from './functions';

/*
 * What may be set by `--param name=value`, or for a stage under `params` in serverless.yml. Each kind says in its own
 * words what it expects; docs/configuration.md is made from this list.
 */

const choice = <const V extends readonly [string, ...string[]]>(...values: V) =>
  z.enum(values, {
    error: values
      .slice(0, -1)
      .join(', ')
      .concat(` or ${values.at(-1)}`),
  });

const flag = choice('true', 'false').transform((value) => value === 'true');

const number = (what: string, accepted: (value: number) => boolean) =>
  z
    .string({ error: what })
    .regex(/^\d+(?:\.\d+)?$/, { error: what })
    .transform(Number)
    .refine(accepted, { error: what });

const whole = (min: number, max: number) =>
  number(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && value >= min && value <= max,
  );

const pattern = (what: string, expression: RegExp) =>
  z.string({ error: what }).regex(expression, { error: what });

/** Comma-separated; each part matches. */
const list = (what: string, expression: RegExp) =>
  z.string({ error: what }).transform((raw, context) => {
    const parts = raw.split(',').map((part) => part.trim());
    if (parts.every((part) => expression.test(part))) return parts;
    context.addIssue({ code: 'custom', message: what });
    return z.NEVER;
  });

const arn = (what: string, expression: RegExp) => pattern(`the ARN of ${what}`, expression);

const kmsKeyArn = arn('a KMS key', /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/);
const tableArn = arn('a DynamoDB table', /^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/);

const secretArn = arn(
  'a Secrets Manager secret',
  /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/,
);

const hasPort = (server: string) => Number(server.slice(server.lastIndexOf(':') + 1)) <= 65_535;

const startingPosition = choice('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP');

const TIMESTAMP = 'a time in ISO 8601 with its zone, such as 2026-11-22T18:00:00Z';

/** As CloudFormation takes it: seconds since the epoch. */
const timestamp = pattern(TIMESTAMP, /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/)
  .refine((value) => !Number.isNaN(Date.parse(value)), { error: TIMESTAMP })
  .transform((value) => Date.parse(value) / 1_000);

const consumerGroup = pattern(
  // Lambda takes an asterisk too, which would be a wildcard in the role's permissions.
  'a consumer group id of 1 to 200 letters, digits and - / : _ + = . @',
  /^[\w\-/:+=.@]{1,200}$/,
);

// Source: CloudWatch Logs API reference, `PutRetentionPolicy`.
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** An instance may run for 14 minutes behind an event source mapping. Source: Lambda developer guide, `with-msk`. */
const MAX_TIMEOUT = 840;

const email = z.pipe(z.string({ error: 'an e-mail address' }), address);

const PARAMETERS = z.object({
  source: choice('msk', 'self-managed').describe('Where the topics are: Amazon MSK or self-managed Kafka'),
  mskClusterArn: arn('an MSK cluster', /^arn:[\w-]+:kafka:[\w-]+:\d{12}:cluster\/[\w.-]+\/[\w-]+$/).describe(
    'With `source=msk`: the cluster',
  ),
  // Source: Lambda API reference, `SelfManagedEventSource`: at most ten.
  bootstrapServers: list(
    '1 to 10 host:port pairs, comma-separated',
    /^[a-z0-9][a-z0-9.-]{0,252}:[1-9]\d{0,4}$/i,
  )
    .refine((servers) => servers.length <= 10 && servers.every(hasPort), {
      error: '1 to 10 host:port pairs, comma-separated',
    })
    .describe('With `source=self-managed`: the brokers, comma-separated'),
  authentication: choice('iam', 'scram-512', 'scram-256', 'plain', 'mtls', 'none')
    .optional()
    .describe(
      'How pollers sign in. MSK: `iam`, `scram-512`, `mtls`, `none`; self-managed: `scram-512`, `scram-256`, `plain`, `mtls`, `none`',
    ),
  kafkaSecretArn: secretArn.describe('With `scram-*`, `plain` and `mtls`: the secret with the credentials'),
  kafkaSecretKmsKeyArn: kmsKeyArn
    .optional()
    .describe(
      'The customer managed key that encrypts that secret, where there is one (MSK demands it for `scram-512`)',
    ),
  kafkaCaSecretArn: secretArn
    .optional()
    .describe('With `source=self-managed`: the secret with the root certificate of a private CA'),
  vpcSubnets: list('subnet ids, comma-separated', /^subnet-[0-9a-f]+$/)
    .optional()
    .describe('With `source=self-managed`: subnets from which the brokers are reached'),
  vpcSecurityGroups: list('security group ids, comma-separated', /^sg-[0-9a-f]+$/)
    .optional()
    .describe('With `vpcSubnets`: the pollers’ security groups'),
  startingPosition: startingPosition
    .default('TRIM_HORIZON')
    .describe('Where a new consumer group starts: `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`'),
  startingPositionTimestamp: timestamp.optional().describe('With `AT_TIMESTAMP`: from when on, in ISO 8601'),
  enabled: flag.default(true).describe('Whether the mappings poll'),
  batchSize: whole(1, 10_000).default(100).describe('Most records in one invocation'),
  maximumBatchingWindow: whole(0, 300)
    .default(1)
    .describe('Seconds that Lambda gathers records for; 0 leaves a new mapping at 500 ms'),
  // The four mappings share one poller group, of at most 2,000.
  maximumPollers: whole(1, 500)
    .default(1)
    .describe('Most pollers of one mapping, each with up to 5 invocations under way'),
  pollerGroup: pattern('1 to 128 letters, digits, - and _', /^[\w-]{1,128}$/)
    .optional()
    .describe('Poller group that the mappings share; other mappings of the same VPC may join it'),
  mappingLogLevel: choice('WARN', 'INFO', 'DEBUG').default('WARN').describe('What the pollers log'),
  timeout: whole(30, MAX_TIMEOUT).default(240).describe('Seconds that one invocation may take'),
  memorySize: whole(128, 10_240).default(512).describe('MB of memory of a function; its CPU comes with it'),
  tracing: flag.default(false).describe('Whether X-Ray traces the functions'),
  senderEmail: email.describe('From address of every mail'),
  // SES keeps a domain in lower case, and IAM compares letter by letter.
  senderIdentity: pattern('an e-mail address or a domain', /^(?:[^\s@,/*]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i)
    .transform((identity) => (identity.includes('@') ? identity : identity.toLowerCase()))
    .optional()
    .describe('What is verified in SES: the From address, or its domain'),
  createSenderIdentity: flag
    .default(false)
    .describe('Whether the stack creates that identity, which must be a domain, with DKIM'),
  replyTo: email.optional().describe('Reply-To address'),
  sesMaxSendRate: number(
    'a number of e-mails a second, above 0 and at most 10000',
    (value) => value > 0 && value <= 10_000,
  )
    .default(14)
    .describe('E-mails a second that SES grants the account; each instance gets its share'),
  allowedRecipients: z
    .string()
    .optional()
    .describe('Who may get mail: addresses and `*@domain`, comma-separated, or `*`'),
  maxConcurrentSends: whole(1, 100).default(12).describe('Most sends in flight at once in one instance'),
  maxNotificationAge: whole(0, 31_536_000)
    .default(86_400)
    .describe('Seconds after which a record is too old to be mailed; 0 is off'),
  contactsTableArn: tableArn
    .optional()
    .describe('An existing table of contacts in this account and Region, instead of one of the stack'),
  contactsTableKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts it, where there is one'),
  notificationLogTableArn: tableArn
    .optional()
    .describe('An existing notification log in this account and Region, such as one an earlier stack left'),
  notificationLogTableKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts it, where there is one'),
  notificationLogTtlDays: whole(1, 3_650).default(30).describe('Days that the log remembers a notification'),
  logRetentionDays: number(`one of ${RETENTION_DAYS.join(', ')}`, (value) => RETENTION_DAYS.includes(value))
    .default(30)
    .describe('Days that CloudWatch keeps logs'),
  alarmEmail: email.optional().describe('Who gets mail when an alarm goes off'),
  alarmTopicArn: arn('an SNS topic', /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/)
    .optional()
    .describe('An existing topic for the alarms, instead of one of the stack'),
  retainData: flag
    .default(true)
    .describe('Whether tables, failed records, logs and the sender identity outlive `serverless remove`'),
  reuseLogGroups: flag
    .default(false)
    .describe('Whether the log groups exist already, left by an earlier stack'),
  tags: list('key=value pairs, comma-separated', /^(?!aws:)[\w.:/+@-]{1,128}=[\w .:/=+@-]{1,256}$/i)
    .default([])
    .describe('Tags of everything in the stack, as key=value, comma-separated'),
});

/** What one mapping may have of its own; a parameter is named after its function, such as `orderNotificationEnabled`. */
const OF_A_FUNCTION = z.object({
  Enabled: flag.optional().describe('`enabled` of this topic alone'),
  StartingPosition: startingPosition.optional().describe('`startingPosition` of this topic alone'),
  StartingPositionTimestamp: timestamp.optional().describe('`startingPositionTimestamp` of this topic alone'),
  ConsumerGroup: consumerGroup
    .optional()
    .describe('Consumer group of this topic, such as the one of the service that is replaced'),
});

export type Authentication = NonNullable<z.infer<typeof PARAMETERS>['authentication']>;
export type FunctionParameters = z.infer<typeof OF_A_FUNCTION>;
export type Parameters = z.infer<typeof PARAMETERS> & {
  readonly authentication: Authentication;
  readonly functions: Readonly<Record<string, FunctionParameters>>;
};

/**
 * What has no default. These stand in for it on a laptop, where nothing is deployed and no broker asked; a deployment
 * must give its own.
 */
const STAND_INS = {
  source: 'msk',
  mskClusterArn:
    'arn:aws:kafka:eu-central-1:123456789012:cluster/local/00000000-0000-0000-0000-000000000000-1',
  bootstrapServers: 'localhost:9092',
  kafkaSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:local-000000',
  senderEmail: 'shop@example.com',
} as const satisfies Partial<Record<keyof z.infer<typeof PARAMETERS>, string>>;

type Required = keyof typeof STAND_INS;

const SOURCES = {
  msk: { usual: 'iam', possible: ['iam', 'scram-512', 'mtls', 'none'] },
  'self-managed': { usual: 'scram-512', possible: ['scram-512', 'scram-256', 'plain', 'mtls', 'none'] },
} as const satisfies Record<string, { usual: Authentication; possible: readonly Authentication[] }>;

/** ARNs of what must be in the stack's Region. */
const REGIONAL = [
  'mskClusterArn',
  'kafkaSecretArn',
  'kafkaCaSecretArn',
  'kafkaSecretKmsKeyArn',
  'contactsTableArn',
  'contactsTableKmsKeyArn',
  'notificationLogTableArn',
  'notificationLogTableKmsKeyArn',
  'alarmTopicArn',
] as const satisfies ReadonlyArray<keyof Parameters>;

export const needsSecret = (authentication: Authentication) => !['iam', 'none'].includes(authentication);

function requiredOf({ source, authentication }: Parameters): Required[] {
  return [
    'source',
    source === 'msk' ? 'mskClusterArn' : 'bootstrapServers',
    ...(needsSecret(authentication) ? (['kafkaSecretArn'] as const) : []),
    'senderEmail',
  ];
}

/** Pairs that cannot go together, in words. */
function* contradictions(given: Parameters, region: string): Generator<string> {
  const { possible } = SOURCES[given.source];
  if (!possible.some((one) => one === given.authentication)) {
    yield `authentication: with source=${given.source}, expected ${possible.join(', ')}, found ${given.authentication}`;
  }
  if (given.source === 'self-managed') {
    if (!given.vpcSubnets !== !given.vpcSecurityGroups) {
      const missing = given.vpcSubnets ? 'vpcSecurityGroups' : 'vpcSubnets';
      yield `${missing}: vpcSubnets and vpcSecurityGroups go together`;
    }
    if (given.authentication === 'none' && !given.vpcSubnets && !given.kafkaCaSecretArn) {
      yield 'authentication: none needs brokers in a VPC: set vpcSubnets and vpcSecurityGroups';
    }
  } else {
    for (const name of ['kafkaCaSecretArn', 'vpcSubnets', 'vpcSecurityGroups'] as const) {
      if (given[name]) yield `${name}: belongs to source=self-managed; MSK knows its own`;
    }
    if (given.authentication === 'scram-512' && !given.kafkaSecretKmsKeyArn) {
      yield 'kafkaSecretKmsKeyArn: MSK takes only secrets under a customer managed key; without it, pollers cannot sign in';
    }
  }
  if (given.kafkaSecretKmsKeyArn && !needsSecret(given.authentication) && !given.kafkaCaSecretArn) {
    yield `kafkaSecretKmsKeyArn: with authentication=${given.authentication} there is no secret`;
  }
  for (const name of REGIONAL) {
    const own = given[name]?.split(':')[3];
    const standsIn = Object.values<string | undefined>(STAND_INS).includes(given[name]);
    if (own && !standsIn && own !== region) {
      yield `${name}: is in ${own}, the stack in ${region}; set --region ${own}, or another`;
    }
  }
  if (given.createSenderIdentity && given.senderIdentity?.includes('@') !== false) {
    yield 'createSenderIdentity: set senderIdentity to the domain to verify';
  }
  const domain = given.senderEmail.split('@')[1] ?? '';
  const identity = given.senderIdentity ?? given.senderEmail;
  const covers = identity.includes('@')
    ? identity === given.senderEmail
    : `.${domain}`.endsWith(`.${identity}`);
  if (!covers) yield `senderIdentity: ${identity} does not cover senderEmail ${given.senderEmail}`;
  for (const name of ['contactsTable', 'notificationLogTable'] as const) {
    if (given[`${name}KmsKeyArn`] && !given[`${name}Arn`]) yield `${name}KmsKeyArn: belongs to ${name}Arn`;
  }
  if (/[*?]/.test(given.senderEmail)) yield 'senderEmail: * and ? would be wildcards in the permissions';
  const groups = FUNCTIONS.flatMap(({ name }) => given.functions[name]?.ConsumerGroup ?? []);
  if (new Set(groups).size < groups.length) {
    yield 'two functions have one ConsumerGroup: each would get only a part of its topic';
  }
  for (const { name } of FUNCTIONS) {
    const { StartingPosition, StartingPositionTimestamp } = given.functions[name] ?? {};
    const position = StartingPosition ?? given.startingPosition;
    if (position === 'AT_TIMESTAMP' && !(StartingPositionTimestamp ?? given.startingPositionTimestamp)) {
      yield `startingPositionTimestamp: AT_TIMESTAMP needs it (for ${name}, ${name}StartingPositionTimestamp does too)`;
    }
  }
}

const NAMES_OF_FUNCTIONS = FUNCTIONS.flatMap(({ name }) =>
  Object.keys(OF_A_FUNCTION.shape).map((suffix) => `${name}${suffix}`),
);

export const PARAMETER_NAMES: readonly string[] = [...Object.keys(PARAMETERS.shape), ...NAMES_OF_FUNCTIONS];

export interface ReadParameters {
  readonly values: Parameters;
  /** Values that are wrong on any machine, a line each. */
  readonly problems: readonly string[];
  /** What a deployment must give and did not, a line each. */
  readonly missing: readonly string[];
}

const given =
  (raw: Readonly<Record<string, unknown>>, prefix = '') =>
  (name: string) => {
    const value = raw[`${prefix}${name}`];
    return value === undefined || value === null || value === '' ? undefined : String(value);
  };

/** Wrong values leave their default, so that one reading names every problem. */
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

/** @param raw every value that was given, by its name; undefined, null and '' are none. */
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
  const unknown = Object.keys(raw).filter((name) => !PARAMETER_NAMES.includes(name));
  return {
    values,
    problems: [
      ...unknown.map((name) => `${name}: there is no such parameter; docs/configuration.md lists them`),
      ...service.problems,
      ...functions.flatMap(([, { problems }]) => problems),
      ...contradictions(values, region),
    ],
    missing: requiredOf(values)
      .filter((name) => given(raw)(name) === undefined)
      .map((name) => `  ${name} is missing (${PARAMETERS.shape[name].description}): --param ${name}=…`),
  };
}

/** What follows from another parameter, rather than being a value. */
const DERIVED: Readonly<Record<string, string>> = {
  authentication: 'MSK `iam`, self-managed `scram-512`',
  pollerGroup: 'service and stage',
  senderIdentity: '`senderEmail`',
  replyTo: 'none: replies go to `senderEmail`',
  allowedRecipients: '`senderEmail`; on stage `prod` `*`',
  tags: '`service` and `stage`',
};

function standardOf(name: string, field: z.ZodType): string {
  if (Object.hasOwn(STAND_INS, name)) return '**required**';
  const derived = DERIVED[name];
  if (derived) return derived;
  const standard = z.safeParse(field, undefined);
  return standard.data === undefined ? 'none' : `\`${standard.data}\``;
}

/** Every parameter, for whoever documents them. */
export const describedParameters = () => [
  ...Object.entries(PARAMETERS.shape).map(([name, field]) => ({
    name,
    description: field.description,
    standard: standardOf(name, field),
  })),
  ...Object.entries(OF_A_FUNCTION.shape).map(([suffix, { description }]) => ({
    name: `<function>${suffix}`,
    description,
    standard: 'as for all',
  })),
];
