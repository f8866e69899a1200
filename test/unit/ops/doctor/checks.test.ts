import { CHECKS } from '../../../../ops/doctor/checks';
import { contextOf } from '../../../../ops/doctor/context';
import { runChecks } from '../../../../ops/doctor/run-checks';
import {
  type Answers,
  type AwsApi,
  awsClient,
  Refusal,
  SILENCE,
  startAwsApi,
} from '../../../support/aws-api';
import {
  ACCOUNT,
  ALARM,
  ALARM_TOPIC,
  CONFIGURATION_SET,
  ENVIRONMENT,
  EVENT_DESTINATION,
  FUNCTION,
  HEALTHY,
  IDENTITY,
  listing,
  MAPPING,
  RECORDS,
  simulated,
} from '../../../support/healthy-stage';
import { PLACE } from '../../../support/place';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const FCM = 'POST /v1/projects/shop/messages:send';

let aws: AwsApi;
beforeAll(async () => {
  aws = await startAwsApi();
});
afterAll(() => aws.close());

/** What AWS, DNS and Google answer otherwise than about a healthy stage. */
interface Fault {
  readonly answers?: Answers;
  readonly records?: Readonly<Record<string, readonly string[]>>;
  readonly token?: () => Promise<string>;
}

/** Looks at a stage with a fault. @returns its lines: `✗ sending: …` */
async function look(
  fault: Fault = {},
  timeoutMs = 60_000,
  onDone?: (running: readonly string[]) => void,
): Promise<string[]> {
  aws.answers = { ...HEALTHY, ...fault.answers };
  const records = fault.records ?? RECORDS;
  const dns = {
    async resolveTxt(name: string) {
      const found = records[name];
      // The second half of a long record is a string of its own.
      if (found) return found.map((text) => [text.slice(0, 9), text.slice(9)]);
      throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    },
  };
  const context = contextOf(PLACE, awsClient(aws), AbortSignal.timeout(timeoutMs), NOW, {
    dns,
    tokens: () => ({ get: fault.token ?? (async () => 'token') }),
  });
  const findings = await runChecks(CHECKS, context, timeoutMs, onDone);
  return findings.flatMap(({ check, lines }) =>
    lines.map(
      ({ mark, text, fix = '' }) =>
        `${{ ok: '✓', warning: '!', wrong: '✗' }[mark]} ${check}: ${text} → ${fix}`,
    ),
  );
}

const faults = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('✓'));

it('finds nothing at a stage at which nothing is wrong', async () => {
  const lines = await look();

  expect(faults(lines)).toEqual([]);
  expect(new Set(lines.map((line) => line.split(':')[0]?.slice(2)))).toEqual(
    new Set(CHECKS.map(({ name }) => name).filter((name) => name !== 'push')),
  );
});

const environment = (changes: Readonly<Record<string, string>>): Answers => ({
  GetFunctionConfiguration: { ...FUNCTION, Environment: { Variables: { ...ENVIRONMENT, ...changes } } },
});
/** Lambda, from which somebody deleted a function. */
const without = (name: string): Answers => ({
  GetFunctionConfiguration({ path }: { path: string }) {
    if (path.includes(name)) throw new Refusal('ResourceNotFoundException');
    return FUNCTION;
  },
});
const mapping = (changes: object): Answers => ({ GetEventSourceMapping: { ...MAPPING, ...changes } });
const account = (changes: object): Answers => ({ GetAccount: { ...ACCOUNT, ...changes } });
const identity = (changes: object): Answers => ({ GetEmailIdentity: { ...IDENTITY, ...changes } });
const alarm = (changes: object): Answers => ({
  DescribeAlarms: { MetricAlarms: [{ ...ALARM, ...changes }] },
});
const refused = (code: string) => () => {
  throw new Refusal(code);
};
const fcm = (answer: unknown, more: Omit<Fault, 'answers'> = {}): Fault => ({
  ...more,
  answers: {
    ...environment({
      FCM_PROJECT: 'shop',
      FCM_ENDPOINT: aws.url,
      FCM_CREDENTIALS: 'arn:aws:secretsmanager:x',
    }),
    [FCM]: answer,
  },
});

type Row = readonly [fault: string, () => Fault, line: RegExp];

const ROWS: readonly Row[] = [
  // Amazon SES
  [
    'the sandbox',
    () => ({ answers: account({ ProductionAccessEnabled: false }) }),
    /^✗ sending: SES is in the sandbox/,
  ],
  [
    'a paused account',
    () => ({ answers: account({ SendingEnabled: false }) }),
    /^✗ sending: sending is paused .*update-account-sending-enabled/,
  ],
  [
    'an account under review',
    () => ({ answers: account({ EnforcementStatus: 'PROBATION' }) }),
    /^! sending: SES has put the account under review/,
  ],
  [
    'a rate above what SES grants',
    () => ({ answers: environment({ SES_MAX_SEND_RATE: '20' }) }),
    /^✗ sending: sesMaxSendRate is 20 .* grants 14.*sesMaxSendRate=14/,
  ],
  [
    'a quota that is nearly used',
    () => ({
      answers: account({ SendQuota: { MaxSendRate: 14, Max24HourSend: 1_000, SentLast24Hours: 900 } }),
    }),
    /^! sending: 900 of 1000 mails/,
  ],
  [
    'a quota that is used',
    () => ({
      answers: account({ SendQuota: { MaxSendRate: 14, Max24HourSend: 1_000, SentLast24Hours: 1_000 } }),
    }),
    /^✗ sending: 1000 of 1000 mails in the last 24 hours: SES takes no more/,
  ],
  [
    'an identity that is not there',
    () => ({ answers: { GetEmailIdentity: refused('NotFoundException') } }),
    /^✗ identity: SES knows neither orders@shop\.example nor its domain/,
  ],
  [
    'an identity that is not verified',
    () => ({ answers: identity({ VerifiedForSendingStatus: false, VerificationStatus: 'PENDING' }) }),
    /^✗ identity: SES has not verified orders@shop\.example \(PENDING\)/,
  ],
  [
    'DKIM that is off',
    () => ({ answers: identity({ DkimAttributes: { SigningEnabled: false } }) }),
    /^! identity: DKIM: .* not signed \(signing is off\)/,
  ],
  [
    'DKIM records that are missing',
    () => ({ answers: identity({ DkimAttributes: { SigningEnabled: true, Status: 'PENDING' } }) }),
    /^! identity: DKIM: .*the records are PENDING/,
  ],
  [
    'no MAIL FROM domain',
    () => ({ answers: identity({ MailFromAttributes: {} }) }),
    /^! identity: MAIL FROM: .* none of its own/,
  ],
  [
    'a MAIL FROM domain without MX, by which SES refuses mails',
    () => ({
      answers: identity({
        MailFromAttributes: {
          MailFromDomain: 'mail.shop.example',
          MailFromDomainStatus: 'FAILED',
          BehaviorOnMxFailure: 'REJECT_MESSAGE',
        },
      }),
    }),
    /^✗ identity: MAIL FROM: the MX record .* SES refuses every mail/,
  ],
  [
    'no SPF record',
    () => ({ records: { '_dmarc.shop.example': ['v=DMARC1; p=none'] } }),
    /^! dns: SPF: mail\.shop\.example has no record/,
  ],
  [
    'an SPF record without Amazon SES',
    () => ({ records: { ...RECORDS, 'mail.shop.example': ['v=spf1 -all'] } }),
    /^✗ dns: SPF: .* does not permit Amazon SES/,
  ],
  [
    'an SPF record that leads elsewhere',
    () => ({ records: { ...RECORDS, 'mail.shop.example': ['v=spf1 include:spf.shop.example -all'] } }),
    /^! dns: SPF: .* names Amazon SES at best by another record/,
  ],
  [
    'two SPF records',
    () => ({ records: { ...RECORDS, 'mail.shop.example': ['v=spf1 -all', 'v=spf1 ~all'] } }),
    /^✗ dns: SPF: .* 2 records, and then none counts/,
  ],
  [
    'no DMARC record',
    () => ({ records: { ...RECORDS, '_dmarc.shop.example': [] } }),
    /^! dns: DMARC: shop\.example has no record/,
  ],
  [
    'two DMARC records',
    () => ({ records: { ...RECORDS, '_dmarc.shop.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } }),
    /^✗ dns: DMARC: .* 2 records/,
  ],
  [
    'a configuration set that is paused',
    () => ({
      answers: { GetConfigurationSet: { ...CONFIGURATION_SET, SendingOptions: { SendingEnabled: false } } },
    }),
    /^✗ configuration set: .* is paused.*--enabled/,
  ],
  [
    'a configuration set that is gone',
    () => ({ answers: { GetConfigurationSet: refused('NotFoundException') } }),
    /^✗ configuration set: SES has no configuration set .* → docs\/doctor\.md#changed-or-deleted-by-hand$/,
  ],
  [
    'bad addresses that are mailed again',
    () => ({
      answers: {
        GetConfigurationSet: { ...CONFIGURATION_SET, SuppressionOptions: { SuppressedReasons: ['BOUNCE'] } },
      },
    }),
    /^! configuration set: it mails addresses again/,
  ],
  [
    'an event destination that is off',
    () => ({
      answers: {
        GetConfigurationSetEventDestinations: {
          EventDestinations: [{ ...EVENT_DESTINATION, Enabled: false }],
        },
      },
    }),
    /^✗ configuration set: it does not tell EventBridge of BOUNCE/,
  ],
  [
    'an event that is not told',
    () => ({
      answers: {
        GetConfigurationSetEventDestinations: {
          EventDestinations: [
            { ...EVENT_DESTINATION, MatchingEventTypes: ['BOUNCE', 'DELIVERY', 'REJECT', 'DELIVERY_DELAY'] },
          ],
        },
      },
    }),
    /^✗ configuration set: it does not tell EventBridge of COMPLAINT:/,
  ],
  // AWS Lambda
  [
    'a paused topic',
    () => ({ answers: mapping({ State: 'Disabled' }) }),
    /^! mappings: order_notification is paused.*npm run resume -- --stage prod --region eu-central-1 --topic order_notification/,
  ],
  [
    'a mapping that cannot read',
    () => ({ answers: mapping({ LastProcessingResult: 'PROBLEM: Connection error' }) }),
    /^✗ mappings: order_notification: Enabled, last result: PROBLEM: Connection error/,
  ],
  [
    'a mapping that ignores which records failed',
    () => ({ answers: mapping({ FunctionResponseTypes: [] }) }),
    /^✗ mappings: .* lacks ReportBatchItemFailures.*--uuid uuid-0 --function-response-types/,
  ],
  [
    'a mapping without a destination',
    () => ({ answers: mapping({ DestinationConfig: undefined }) }),
    /^✗ mappings: .* goes to nowhere, and is lost/,
  ],
  [
    'a destination that redrive does not read',
    () => ({
      answers: mapping({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::another' } } }),
    }),
    /^✗ mappings: .* goes to arn:aws:s3:::another, where npm run redrive does not look/,
  ],
  [
    'retries that somebody changed',
    () => ({ answers: mapping({ MaximumRetryAttempts: 1 }) }),
    /^✗ mappings: .* MaximumRetryAttempts is 1, and 5 in the template/,
  ],
  [
    'pollers that somebody changed',
    () => ({ answers: mapping({ ProvisionedPollerConfig: undefined }) }),
    /^✗ mappings: .* ProvisionedPollerConfig is nothing, and/,
  ],
  [
    'another consumer group',
    () => ({ answers: mapping({ AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'x' } }) }),
    /^✗ mappings: .* AmazonManagedKafkaEventSourceConfig is \{"ConsumerGroupId":"x"\}/,
  ],
  [
    'no mapping',
    () => ({ answers: { ListStackResources: { StackResourceSummaries: [] } } }),
    /^✗ mappings: the stack has no mapping/,
  ],
  [
    'a mapping that somebody deleted',
    () => ({ answers: { GetEventSourceMapping: refused('ResourceNotFoundException') } }),
    /^✗ mappings: Mapping0 is gone: .*serverless deploy --stage prod --region eu-central-1 --param \S+Mapping=false, then the same with =true/,
  ],
  [
    'a function that somebody deleted',
    () => ({ answers: without('orderNotification') }),
    /^✗ functions: notification-service-prod-orderNotification is gone.* → docs\/doctor\.md#changed-or-deleted-by-hand$/,
  ],
  [
    'a function that could not be updated',
    () => ({
      answers: {
        GetFunctionConfiguration: {
          ...FUNCTION,
          LastUpdateStatus: 'Failed',
          LastUpdateStatusReason: 'no memory',
        },
      },
    }),
    /^✗ functions: .* its last update failed: no memory/,
  ],
  [
    'a runtime that AWS no longer updates',
    () => ({ answers: { GetFunctionConfiguration: { ...FUNCTION, Runtime: 'nodejs20.x' } } }),
    /^! functions: .* no longer updates nodejs20\.x/,
  ],
  [
    'invocations that failed',
    () => ({ answers: { GetMetricData: { MetricDataResults: [{ Id: 'f0', Values: [2, 1] }] } } }),
    /^! functions: .*: 3 invocations failed in the last 24 hours/,
  ],
  [
    'errors in the log',
    () => ({
      answers: {
        FilterLogEvents: {
          events: [{ message: '{"message":"first"}' }, { message: '{"message":"record failed: a defect"}' }],
        },
      },
    }),
    /^! errors: .*: 2 errors in the last hour, the last: record failed: a defect → docs/,
  ],
  [
    'a log group that is gone',
    () => ({ answers: { FilterLogEvents: refused('ResourceNotFoundException') } }),
    /^✗ errors: .* has no log group/,
  ],
  [
    'a role without a permission',
    () => ({ answers: { SimulatePrincipalPolicy: simulated('implicitDeny') } }),
    /^✗ role: the role may not secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_shop-AbCdEf \(implicitDeny\)/,
  ],
  [
    'a role that may not write what failed',
    () => ({ answers: { SimulatePrincipalPolicy: simulated('explicitDeny') } }),
    /^✗ role: the role may not s3:PutObject on arn:aws:s3:::notification-service-prod-onfailurebucket-1\/\* \(explicitDeny\) → docs\/doctor\.md#changed-or-deleted-by-hand$/,
  ],
  // Amazon DynamoDB, Amazon S3, Amazon CloudWatch
  [
    'a table that is gone',
    () => ({ answers: { DescribeTable: refused('ResourceNotFoundException') } }),
    /^✗ tables: there is no table log/,
  ],
  [
    'a table of another account that may not be looked at',
    () => ({
      answers: {
        ...environment({ CONTACTS_TABLE: 'arn:aws:dynamodb:eu-central-1:210987654321:table/contacts' }),
        DescribeTable({ body }: { body: string }) {
          if (body.includes('210987654321')) throw new Refusal('AccessDeniedException');
          return { Table: { TableStatus: 'ACTIVE' } };
        },
      },
    }),
    /^! tables: arn:.* is of another account/,
  ],
  [
    'a table that cannot be used',
    () => ({ answers: { DescribeTable: { Table: { TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' } } } }),
    /^✗ tables: log: INACCESSIBLE_ENCRYPTION_CREDENTIALS/,
  ],
  [
    'point-in-time recovery that is off',
    () => ({
      answers: {
        DescribeContinuousBackups: {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: 'ENABLED',
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
          },
        },
      },
    }),
    /^! tables: contacts: point-in-time recovery is off.*--table-name contacts/,
  ],
  [
    'a log that never forgets',
    () => ({ answers: { DescribeTimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } } } }),
    /^✗ tables: log: entries never expire: time to live is DISABLED/,
  ],
  [
    'an alarm',
    () => ({ answers: alarm({ StateValue: 'ALARM', StateReason: 'Threshold Crossed' }) }),
    /^✗ alarms: Defects is in alarm: Threshold Crossed → docs\/runbook\.md#defects/,
  ],
  [
    'an alarm that is turned off',
    () => ({ answers: alarm({ ActionsEnabled: false }) }),
    /^! alarms: Defects tells nobody/,
  ],
  [
    'an alarm without an action',
    () => ({ answers: alarm({ AlarmActions: [] }) }),
    /^! alarms: nobody is told of Defects: without an action → deploy with --param alarmEmail=/,
  ],
  [
    'the choice that nobody hears alarms',
    () => ({
      answers: {
        ListSubscriptionsByTopic: { Subscriptions: [] },
        GetTemplate: { TemplateBody: JSON.stringify({ Metadata: { Parameters: { alarms: 'none' } } }) },
      },
    }),
    /^✓ alarms: nobody is told of an alarm, as alarms=none says/,
  ],
  [
    'a stack without alarms',
    () => ({ answers: { DescribeAlarms: { MetricAlarms: [] } } }),
    /^✗ alarms: the stack has no alarm/,
  ],
  [
    'alarms that nobody hears',
    () => ({ answers: { ListSubscriptionsByTopic: { Subscriptions: [] } } }),
    new RegExp(`^✗ alarms: nobody is told of an alarm: ${ALARM_TOPIC} has no subscription`),
  ],
  [
    'a topic of another account, and of the alarms all the same',
    () => ({
      answers: { ...alarm({ StateValue: 'ALARM' }), ListSubscriptionsByTopic: refused('AuthorizationError') },
    }),
    /^! alarms: whether anybody is told of an alarm is not known: .* could not be asked/,
  ],
  [
    'a subscription that is not confirmed',
    () => ({
      answers: { ListSubscriptionsByTopic: { Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] } },
    }),
    /^✗ alarms: nobody is told of an alarm: 1 subscription of .* not confirmed/,
  ],
  [
    'records that failed',
    () => ({ answers: { ListObjectsV2: listing('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z') } }),
    /^! failed records: 2 documents in .*, the oldest 2 days old → npm run redrive/,
  ],
  [
    'records that are soon deleted',
    () => ({ answers: { ListObjectsV2: listing('2026-11-16T00:00:00Z') } }),
    /^✗ failed records: 1 document in .*, the oldest 10 days old; after 14 days it is deleted/,
  ],
  // The channels beside e-mail
  [
    'a pool that is not active',
    () => ({ answers: { DescribePools: { Pools: [{ Status: 'DELETING' }] } } }),
    /^✗ sms: the pool pool-1 is DELETING/,
  ],
  [
    'a pool that is gone',
    () => ({ answers: { DescribePools: refused('ResourceNotFoundException') } }),
    /^✗ sms: there is no pool pool-1/,
  ],
  [
    'the sandbox of texts',
    () => ({
      answers: {
        DescribeAccountAttributes: { AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'SANDBOX' }] },
      },
    }),
    /^✗ sms: the account is in the sandbox/,
  ],
  [
    'a spend limit of nothing',
    () => ({
      answers: {
        DescribeSpendLimits: {
          SpendLimits: [{ Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 0 }],
        },
      },
    }),
    /^✗ sms: texts may cost nothing/,
  ],
  [
    'a Firebase project that takes pushes',
    () => fcm({ name: 'projects/shop/messages/1' }),
    /^✓ push: FCM takes pushes for the project shop/,
  ],
  [
    'a Firebase project that refuses them',
    () => fcm(refused('X')),
    /^✗ push: FCM takes no push for the project shop: FCM: something in the request was refused/,
  ],
  [
    'a key that Google refuses',
    () =>
      fcm(
        {},
        {
          token: async () => {
            throw new SyntaxError('no JSON');
          },
        },
      ),
    /^✗ push: there is no token of access to FCM \(SyntaxError\)/,
  ],
];

it.each(ROWS)('tells of %s', async (_, fault, line) => {
  expect(await look(fault())).toContainEqual(expect.stringMatching(line));
});

it('looks at the environment of another function where one is gone', async () => {
  const lines = await look({ answers: without('deliveryNotification') });

  expect(faults(lines)).toEqual([]);
});

it('names the Region in each command of the AWS CLI', async () => {
  const lines = await look({
    answers: {
      ...mapping({ FunctionResponseTypes: [], DestinationConfig: undefined, MaximumRetryAttempts: 1 }),
      ...account({ SendingEnabled: false }),
      ...alarm({ ActionsEnabled: false }),
      ListSubscriptionsByTopic: { Subscriptions: [] },
      GetConfigurationSet: { ...CONFIGURATION_SET, SendingOptions: { SendingEnabled: false } },
      FilterLogEvents: refused('ResourceNotFoundException'),
      DescribeContinuousBackups: {},
      DescribeTimeToLive: { TimeToLiveDescription: {} },
    },
  });
  const commands = lines.filter((line) => line.includes('aws '));

  expect(commands).toHaveLength(12);
  expect(commands.filter((line) => !line.endsWith(' --region eu-central-1'))).toEqual([]);
});

it('names what still runs, and nothing at the end', async () => {
  const running: string[][] = [];
  await look({}, 60_000, (names) => running.push([...names]));

  expect(running).toHaveLength(CHECKS.length - 1);
  expect(running.at(-1)).toHaveLength(1);
});

it('looks at Amazon SES in the Region of the functions', async () => {
  const lines = await look({
    answers: {
      ...environment({ SES_REGION: 'eu-west-1' }),
      GetEmailIdentity: refused('NotFoundException'),
    },
  });

  expect(lines).toContainEqual(expect.stringMatching(/^✗ identity: .* nor its domain in eu-west-1/));
});

it('ends where CloudFormation does not answer, and tells what the others found', async () => {
  const lines = await look({ answers: { ListStackResources: SILENCE, GetTemplate: SILENCE } }, 1_500);

  expect(lines).toContain('! mappings: not looked at: no answer in 1.5 s → run it again');
  expect(lines).toContainEqual(expect.stringMatching(/^✓ sending: SES is out of the sandbox/));
});

it('tells of the other mappings where one is gone', async () => {
  const mappings = ['uuid-0', 'uuid-1'].map((PhysicalResourceId, index) => ({
    LogicalResourceId: `Mapping${index}`,
    ResourceType: 'AWS::Lambda::EventSourceMapping',
    PhysicalResourceId,
  }));
  const lines = await look({
    answers: {
      ListStackResources: { StackResourceSummaries: mappings },
      GetEventSourceMapping({ path }: { path: string }) {
        if (path.includes('uuid-0')) throw new Refusal('ResourceNotFoundException');
        return { ...MAPPING, Topics: ['payment_notification'] };
      },
    },
  });

  expect(lines).toContainEqual(expect.stringMatching(/^✗ mappings: Mapping0 is gone/));
  expect(lines).toContainEqual(expect.stringMatching(/^✓ mappings: payment_notification: Enabled/));
});

describe('a check that cannot look', () => {
  it.each(CHECKS.flatMap((check) => (check.name === 'dns' ? [] : [check])))(
    '$name names a permission that is missing',
    async ({ name, needs }) => {
      const denied = Object.fromEntries(
        Object.keys(HEALTHY).map((operation) => [operation, refused('AccessDeniedException')]),
      );
      const lines = await look({ answers: denied });

      const [line = ''] = lines.filter((one) => one.startsWith(`! ${name}: `));
      expect(line).toContain('not looked at: your credentials lack');
      expect(needs.some((action) => line.includes(action))).toBe(true);
    },
  );

  it('names the permission that AWS names', async () => {
    const denied = () => {
      throw new Refusal(
        'AccessDeniedException',
        'User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:DescribeTable on resource: y',
      );
    };
    const lines = await look({ answers: { DescribeTable: denied } });

    expect(faults(lines)).toEqual([
      '! tables: not looked at: your credentials lack dynamodb:DescribeTable → docs/doctor.md lists what a check needs',
    ]);
  });

  it('tells of the state of functions where it may not read their metrics', async () => {
    const lines = await look({ answers: { GetMetricData: refused('AccessDeniedException') } });

    expect(lines).toContainEqual(expect.stringMatching(/^✓ functions: .*: Active, nodejs24/));
    expect(faults(lines)).toEqual([
      expect.stringMatching(
        /^! functions: not looked at: failed invocations \(cloudwatch:GetMetricData\): AccessDenied/,
      ),
    ]);
  });

  it('does not keep the others from telling what they found', async () => {
    const lines = await look({ answers: { GetAccount: SILENCE } }, 1_500);

    expect(faults(lines)).toEqual(['! sending: not looked at: no answer in 1.5 s → run it again']);
  });
});
