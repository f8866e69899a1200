import * as z from 'zod';
import { FUNCTIONS } from '../functions';
import { channels, OF_A_CHANNEL } from './channel-parameters';
import {
  allowedRecipients,
  arn,
  choice,
  email,
  flag,
  keyOf,
  kmsKeyArn,
  list,
  oneOf,
  pattern,
  secretArn,
  sendRate,
  tableArn,
  timestamp,
  whole,
} from './kinds';
import { REGISTRY_PARAMETERS } from './registry-parameters';

/*
 * What may be set in the file of a stage, or by `--param name=value`. The table of parameters in the documents is made from this list;
 * rewiring.ts says which of them a running stage changes only when it is confirmed.
 */

const SERVERS = '1 to 10 host:port pairs, comma-separated, each of them once';

const hasPort = (server: string) => Number(server.slice(server.lastIndexOf(':') + 1)) <= 65_535;

const startingPosition = choice('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP');

const consumerGroup = pattern(
  // Lambda takes an asterisk too, which would be a wildcard in the role's permissions.
  'a consumer group id of 1 to 200 letters, digits and - / : _ + = . @',
  /^[\w\-/:+=.@]{1,200}$/,
);

// Lambda takes neither one letter nor a dot in front. Source: Lambda API reference, `CreateEventSourceMapping`, Topics.
const topic = pattern(
  'the name of a Kafka topic: 2 to 249 letters, digits, dots, underscores and dashes, no dot in front',
  /^[\w-][\w.-]{1,248}$/,
);

// Source: CloudWatch Logs API reference, `PutRetentionPolicy`.
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** An instance may run for 14 minutes behind an event source mapping. Source: Lambda developer guide, `with-msk`. */
const MAX_TIMEOUT = 840;

/** A stack takes 50, three of which are `service`, `stage` and the framework's `STAGE`. Source: CloudFormation API reference, `CreateStack`. */
const MOST_TAGS = 47;

// CloudFormation takes no empty value (API reference, `Tag`), the framework keys of ASCII alone (osls, `awsResourceTags`), and IAM no two
// keys that differ in case (IAM user guide, `id_tags`).
const TAGS = `key=value pairs, comma-separated, at most ${MOST_TAGS}, each key once, whatever its case: keys of A-Z, a-z, 0-9, spaces and _ . : / + -, none that begins with aws:, and values of 1 to 256 letters, digits, spaces and _ . : / = + - @`;

// All policies of a role have 10,240 characters at most, and each of these is an ARN. Source: IAM user guide, `reference_iam-quotas`.
const SANDBOX = 'at most 20 e-mail addresses and domains, comma-separated';

export const PARAMETERS = z.object({
  source: choice('msk', 'self-managed').describe('Where the topics are: Amazon MSK or self-managed Kafka'),
  mskClusterArn: arn(
    'an MSK cluster (…:cluster/…; a VPC connection goes into mskVpcConnectionArn)',
    /^arn:[\w-]+:kafka:[\w-]+:\d{12}:cluster\/[\w.-]+\/[\w-]+$/,
  ).describe('With `source=msk`: the cluster'),
  mskVpcConnectionArn: arn(
    'a managed VPC connection of MSK (…:vpc-connection/…)',
    /^arn:[\w-]+:kafka:[\w-]+:\d{12}:vpc-connection\/\d{12}\/[\w.-]+\/[\w-]+$/,
  )
    .optional()
    .describe(
      'Where the cluster is in another account: the managed VPC connection to it, which is polled. `mskClusterArn` is then for permissions',
    ),
  // Source: Lambda API reference, `SelfManagedEventSource`: at most ten.
  bootstrapServers: list(SERVERS, /^[a-z0-9][a-z0-9.-]{0,252}:[1-9]\d{0,4}$/i)
    .refine(
      (servers) => servers.length <= 10 && new Set(servers).size === servers.length && servers.every(hasPort),
      { error: SERVERS },
    )
    .describe('With `source=self-managed`: the brokers, comma-separated'),
  authentication: choice('iam', 'scram-512', 'scram-256', 'plain', 'mtls', 'none')
    .optional()
    .describe(
      'How pollers sign in. MSK: `iam`, `scram-512`, `mtls`, `none`; self-managed: `scram-512`, `scram-256`, `plain`, `mtls`, `none`. `none` on MSK works only on a cluster whose IAM access is off: where it is on, Lambda signs in by IAM all the same. MSK Serverless takes `iam` only',
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
  kafkaCaSecretKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts it, where there is one and it is another'),
  vpcSubnets: list('subnet ids, comma-separated', /^subnet-[0-9a-f]+$/)
    .optional()
    .describe('With `source=self-managed`: subnets from which the brokers are reached'),
  vpcSecurityGroups: list('security group ids, comma-separated', /^sg-[0-9a-f]+$/)
    .optional()
    .describe('With `vpcSubnets`: the pollers’ security groups'),
  ...REGISTRY_PARAMETERS,
  startingPosition: startingPosition
    .default('TRIM_HORIZON')
    .describe('Where a new consumer group starts: `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`'),
  startingPositionTimestamp: timestamp
    .optional()
    .describe('With `AT_TIMESTAMP`: the time to start from (ISO 8601)'),
  enabled: flag.default(true).describe('Whether the mappings poll'),
  batchSize: whole(1, 10_000).default(100).describe('Most records in one invocation'),
  maximumBatchingWindow: whole(0, 300)
    .default(1)
    .describe('How long Lambda collects a batch, in seconds. With 0, a new mapping collects for 500 ms'),
  // The four mappings share one poller group, of at most 2,000.
  maximumPollers: whole(1, 500)
    .default(1)
    .describe('Most pollers of one mapping, each with up to 5 invocations under way'),
  pollerGroup: pattern('1 to 128 letters, digits, - and _', /^[\w-]{1,128}$/)
    .optional()
    .describe(
      'Poller group that the mappings share; other mappings of the same VPC may join it. `none`: no group, where the brokers are in no VPC',
    ),
  mappingLogLevel: choice('WARN', 'INFO', 'DEBUG').default('WARN').describe('What the pollers log'),
  timeout: whole(30, MAX_TIMEOUT).default(250).describe('Seconds that one invocation may take'),
  memorySize: whole(128, 10_240).default(512).describe('MB of memory of a function; its CPU comes with it'),
  tracing: flag.default(false).describe('Whether X-Ray traces the functions'),
  channels,
  senderEmail: email.describe('From address of every mail'),
  // SES keeps a domain in lower case, and IAM compares letter by letter.
  senderIdentity: pattern('an e-mail address or a domain', /^(?:[^\s@,/*]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i)
    .transform((identity) => (identity.includes('@') ? identity : identity.toLowerCase()))
    .optional()
    .describe('What is verified in SES: the From address, or its domain'),
  createSenderIdentity: flag
    .default(false)
    .describe('Whether the stack creates that identity, which must be a domain, with DKIM'),
  sesRegion: pattern('an AWS Region, such as eu-west-1', /^[a-z]{2,4}(?:-[a-z]+)+-\d$/)
    .optional()
    .describe(
      'Region of SES, if it is not that of the stack. Then the configuration set and the rule that forwards its events are yours to create (docs/deploy.md)',
    ),
  sandboxRecipients: list(SANDBOX, /^(?:[^\s@,/*?]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i)
    .refine((given) => given.length <= 20, { error: SANDBOX })
    .default([])
    .describe(
      'While SES is in its sandbox: the verified addresses and domains that get mails, each with a permission. IAM asks for it, and without it nothing is sent',
    ),
  replyTo: email.optional().describe('Reply-To address'),
  sesMaxSendRate: sendRate('e-mails')
    .default(14)
    .describe(
      'E-mails a second that SES grants the account. The instances that have mails share it; each keeps to an equal share of it while DynamoDB does not answer',
    ),
  allowedRecipients: allowedRecipients
    .optional()
    .describe(
      'Who is reached: addresses and `*@domain`, numbers and beginnings such as `+49*` for texts, `user:<user_id>` for push, comma-separated, or `*`',
    ),
  maxConcurrentSends: whole(1, 100).optional().describe('Most mails in flight at once in one instance'),
  maxNotificationAge: whole(0, 31_536_000)
    .default(86_400)
    .describe('Seconds after which a record is too old to be mailed; 0 is off'),
  ignoredStatuses: list('topic:status pairs, comma-separated', /^\w{1,100}:[\w.-](?:[\w. -]{0,62}[\w.-])?$/)
    .optional()
    .describe(
      'Statuses that say nothing to the customer, as topic:status, comma-separated: their records are skipped',
    ),
  ...OF_A_CHANNEL.sms,
  ...OF_A_CHANNEL.push,
  contactsTableArn: tableArn
    .optional()
    .describe(
      'An existing table of contacts in this Region, instead of one of the stack; it may be in another account',
    ),
  contactsTableKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts it, where there is one'),
  recipientsTableArn: tableArn
    .optional()
    .describe(
      'An existing table of recipients in this account and Region, such as one an earlier stack left',
    ),
  recipientsTableKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts it, where there is one'),
  notificationLogTableArn: tableArn
    .optional()
    .describe('An existing notification log in this account and Region, such as one an earlier stack left'),
  notificationLogTableKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts it, where there is one'),
  notificationLogTtlDays: whole(1, 3_650).default(30).describe('Days that the log remembers a notification'),
  preferencesPage: flag
    .default(false)
    .describe(
      'Whether customers get a page on which they choose what they are told, and links to it in their mails',
    ),
  preferencesDomain: pattern(
    'a domain name in lower case',
    /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  )
    .optional()
    .describe(
      'With `preferencesPage`: the domain of that page, so that links in old mails outlive the stack',
    ),
  preferencesCertificateArn: arn('a certificate of ACM', /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/)
    .optional()
    .describe('With `preferencesDomain`: the certificate of that domain, in the Region of the stack'),
  logRetentionDays: oneOf(RETENTION_DAYS).default(30).describe('Days that CloudWatch keeps logs'),
  logDestinationArn: arn(
    'a Firehose stream, a Kinesis stream or a Lambda function',
    /^arn:[\w-]+:(?:firehose:[\w-]+:\d{12}:deliverystream\/[\w.-]+|kinesis:[\w-]+:\d{12}:stream\/[\w.-]+|lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w-]+)?)$/,
  )
    .optional()
    .describe(
      'Where log lines go beside CloudWatch: a stream of Firehose or Kinesis, or a function, in this account and Region',
    ),
  alarmEmail: email
    .optional()
    .describe('Who gets mail when an alarm goes off. A subscription that must be confirmed'),
  alarmTopicArn: arn('an SNS topic', /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/)
    .optional()
    .describe(
      'An existing topic of the people on call. It gets the alarms that cannot wait until the morning',
    ),
  alarms: choice('none')
    .optional()
    .describe('`none` says that nobody is to be told of alarms. Stage `prod` wants it, or somebody'),
  retainData: flag
    .default(true)
    .describe(
      'Whether tables, failed records and events, logs and the sender identity outlive `serverless remove`',
    ),
  deletionProtection: flag
    .optional()
    .describe(
      'Whether AWS refuses to delete the stack and its tables, whoever asks, until it is `false` again. Set it once the first deployment has succeeded',
    ),
  reuseLogGroups: flag
    .default(false)
    .describe('Whether the log groups exist already, left by an earlier stack'),
  permissionsBoundaryArn: arn(
    'a policy of IAM',
    /^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
  )
    .optional()
    .describe('Permissions boundary of every role of the stack'),
  rolePath: pattern(
    'a path of IAM that begins and ends with a slash, such as /services/',
    /^\/(?:[\w+=,.@-]+\/)*$/,
  )
    .optional()
    .describe('Path of every role of the stack'),
  tags: list(TAGS, /^(?!aws:)[\w.:/+ -]{1,128}=[\p{L}\p{Z}\p{N}_.:/=+@-]{1,256}$/iu)
    .refine(
      (given) =>
        given.length <= MOST_TAGS &&
        new Set(given.map((tag) => keyOf(tag).toLowerCase())).size === given.length,
      { error: TAGS },
    )
    .default([])
    .describe('Tags of everything in the stack, as key=value, comma-separated'),
  confirm: list('names, comma-separated', /^[\w-]+$/)
    .default([])
    .describe(
      'On the command line alone: what a refused deployment asked to confirm, comma-separated, such as `paused`; with `serverless remove`, the name of the stage',
    ),
});

/** Parameters of one mapping alone. Their names begin with the name of its function: `orderNotificationEnabled`. */
export const OF_A_FUNCTION = z.object({
  Mapping: flag
    .default(true)
    .describe(
      'Whether the function has its mapping. Without it for one deployment, the next makes it anew, with what AWS cannot change',
    ),
  Enabled: flag.optional().describe('`enabled` of this topic alone'),
  StartingPosition: startingPosition.optional().describe('`startingPosition` of this topic alone'),
  StartingPositionTimestamp: timestamp.optional().describe('`startingPositionTimestamp` of this topic alone'),
  Topic: topic
    .optional()
    .describe('What Kafka calls this topic. Logs, metrics and preferences keep the name of the notification'),
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
 * Values of parameters without a default, for a laptop. Nothing is deployed there and no broker is asked. A deployment must
 * give its own.
 */
export const STAND_INS = {
  source: 'msk',
  mskClusterArn:
    'arn:aws:kafka:eu-central-1:123456789012:cluster/local/00000000-0000-0000-0000-000000000000-1',
  bootstrapServers: 'localhost:9092',
  kafkaSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:local-000000',
  senderEmail: 'shop@example.com',
  smsPoolArn: 'arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-00000000000000000000000000000000',
  fcmProject: 'shop-local',
} as const satisfies Partial<Record<keyof z.infer<typeof PARAMETERS>, string>>;

export type Required = keyof typeof STAND_INS;

export const needsSecret = (authentication: Authentication) => !['iam', 'none'].includes(authentication);

const NAMES_OF_FUNCTIONS = FUNCTIONS.flatMap(({ name }) =>
  Object.keys(OF_A_FUNCTION.shape).map((suffix) => `${name}${suffix}`),
);

export const PARAMETER_NAMES: readonly string[] = [...Object.keys(PARAMETERS.shape), ...NAMES_OF_FUNCTIONS];
