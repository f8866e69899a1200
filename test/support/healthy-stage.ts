import { type Answers, type AwsRequest, Refusal } from './aws-api';

const BUCKET = 'notification-service-prod-onfailurebucket-1';
const ROLE = 'arn:aws:iam::123456789012:role/notifications';
export const ALARM_TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alarms';
const GROUP = { ConsumerGroupId: 'notification-service-prod-order_notification' };
const POLLERS = { MinimumPollers: 1, MaximumPollers: 2, PollerGroupName: 'notification-service-prod' };

/** The environment of the functions, with every channel. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  SENDER_EMAIL: 'orders@shop.example',
  SES_CONFIGURATION_SET: 'notification-service-prod',
  SES_MAX_SEND_RATE: '14',
  CONTACTS_TABLE: 'contacts',
  RECIPIENTS_TABLE: 'recipients',
  NOTIFICATION_LOG_TABLE: 'log',
  SMS_POOL: 'pool-1',
};

export const MAPPING = {
  UUID: 'uuid-0',
  Topics: ['order_notification'],
  State: 'Enabled',
  LastProcessingResult: 'OK',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MaximumRetryAttempts: 5,
  DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${BUCKET}` } },
  AmazonManagedKafkaEventSourceConfig: GROUP,
  ProvisionedPollerConfig: POLLERS,
  SourceAccessConfigurations: [
    {
      Type: 'SASL_SCRAM_512_AUTH',
      URI: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_shop-AbCdEf',
    },
  ],
};

export const FUNCTION = {
  FunctionArn:
    'arn:aws:lambda:eu-central-1:123456789012:function:notification-service-prod-orderNotification',
  Role: ROLE,
  Runtime: 'nodejs24.x',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  Environment: { Variables: ENVIRONMENT },
};

export const IDENTITY = {
  VerifiedForSendingStatus: true,
  VerificationStatus: 'SUCCESS',
  DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
  MailFromAttributes: {
    MailFromDomain: 'mail.shop.example',
    MailFromDomainStatus: 'SUCCESS',
    BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
  },
};

export const ACCOUNT = {
  ProductionAccessEnabled: true,
  SendingEnabled: true,
  EnforcementStatus: 'HEALTHY',
  SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 1_000 },
};

export const CONFIGURATION_SET = {
  SendingOptions: { SendingEnabled: true },
  SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
};

export const EVENT_DESTINATION = {
  Name: 'mail-events',
  Enabled: true,
  MatchingEventTypes: ['BOUNCE', 'COMPLAINT', 'DELIVERY', 'REJECT', 'DELIVERY_DELAY'],
  EventBridgeDestination: { EventBusArn: 'arn:aws:events:eu-central-1:123456789012:event-bus/default' },
};

export const ALARM = {
  AlarmName: 'notification-service-prod-Defects',
  StateValue: 'OK',
  ActionsEnabled: true,
  AlarmActions: [ALARM_TOPIC],
};

/** A listing of a bucket, with the times of what is in it. Source: S3 API reference, `ListObjectsV2`. */
export const listing = (...times: readonly string[]): string =>
  `<ListBucketResult>${times
    .map((time, index) => `<Contents><Key>${index}</Key><LastModified>${time}</LastModified></Contents>`)
    .join('')}</ListBucketResult>`;

const resource = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId,
});

export const simulated = (EvalDecision: string) => (request: AwsRequest) => {
  const form = new URLSearchParams(request.body);
  return {
    EvaluationResults: [...form]
      .filter(([name]) => name.startsWith('ActionNames.'))
      .map(([, EvalActionName]) => ({ EvalActionName, EvalDecision })),
  };
};

/** AWS as it answers about a stage at which nothing is wrong. A test breaks one answer. */
export const HEALTHY: Answers = {
  ListStackResources: {
    StackResourceSummaries: [
      resource('Mapping0', 'AWS::Lambda::EventSourceMapping', 'uuid-0'),
      resource('OnFailureBucket', 'AWS::S3::Bucket', BUCKET),
      resource('Order', 'AWS::Lambda::Function', 'notification-service-prod-orderNotification'),
    ],
  },
  GetTemplate: {
    TemplateBody: JSON.stringify({
      Resources: {
        Mapping0: {
          Properties: {
            MaximumRetryAttempts: 5,
            ProvisionedPollerConfig: POLLERS,
            AmazonManagedKafkaEventSourceConfig: GROUP,
          },
        },
      },
    }),
  },
  GetEventSourceMapping: MAPPING,
  GetFunctionConfiguration: FUNCTION,
  GetMetricData: { MetricDataResults: [{ Id: 'f0', Values: [] }] },
  FilterLogEvents: { events: [] },
  SimulatePrincipalPolicy: simulated('allowed'),
  DescribeTable: { Table: { TableStatus: 'ACTIVE' } },
  DescribeContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  },
  DescribeTimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' } },
  GetAccount: ACCOUNT,
  GetEmailIdentity({ path }: AwsRequest) {
    if (path.endsWith('/shop.example')) return IDENTITY;
    throw new Refusal('NotFoundException');
  },
  GetConfigurationSet: CONFIGURATION_SET,
  GetConfigurationSetEventDestinations: { EventDestinations: [EVENT_DESTINATION] },
  DescribePools: { Pools: [{ Status: 'ACTIVE' }] },
  DescribeAccountAttributes: { AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'PRODUCTION' }] },
  DescribeSpendLimits: { SpendLimits: [{ Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 50 }] },
  DescribeAlarms: { MetricAlarms: [ALARM] },
  ListSubscriptionsByTopic: { Subscriptions: [{ SubscriptionArn: `${ALARM_TOPIC}:1` }] },
  ListObjectsV2: listing(),
};

/** TXT records, by name. */
export const RECORDS: Readonly<Record<string, readonly string[]>> = {
  'mail.shop.example': ['v=spf1 include:amazonses.com ~all', 'something else'],
  '_dmarc.shop.example': ['v=DMARC1; p=none'],
};
