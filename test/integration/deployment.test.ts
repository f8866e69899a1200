import { CLUSTER, DEPLOYMENTS, SECRET, SOURCES } from '../../tools/stacks/deployments';
import { type CompiledStack, compileStack, packageHere, type Resource } from '../support/compiled-stack';

// The CLI bundles and compiles, one after the other, on machines that may be slow.
jest.setTimeout(180_000);

const SERVICE = 'notification-service-prod';
const FUNCTIONS = [
  ['orderNotification', 'order_notification', 'OrderNotification'],
  ['paymentNotification', 'payment_notification', 'PaymentNotification'],
  ['shipmentNotification', 'shipment_notification', 'ShipmentNotification'],
  ['deliveryNotification', 'delivery_notification', 'DeliveryNotification'],
] as const;

const compiled: Partial<Record<keyof typeof SOURCES, CompiledStack>> = {};
beforeAll(async () => {
  for (const source of ['msk', 'self-managed'] as const) {
    compiled[source] = await compileStack(DEPLOYMENTS[source]);
  }
});

function stackOf(source: keyof typeof SOURCES): CompiledStack {
  const stack = compiled[source];
  if (!stack) throw new Error(`${source} was not compiled`);
  return stack;
}

function resource(source: keyof typeof SOURCES, id: string): Resource {
  const found = stackOf(source).resources[id];
  if (!found) throw new Error(`no resource ${id}`);
  return found;
}

const ofType = (source: keyof typeof SOURCES, type: string) =>
  Object.values(stackOf(source).resources).filter(({ Type }) => Type === type);

/** What every mapping has, whatever its source. */
const mapping = (id: string, topic: string) => ({
  FunctionName: { 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] },
  Topics: [topic],
  StartingPosition: 'TRIM_HORIZON',
  Enabled: true,
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 1,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MaximumRetryAttempts: 5,
  MaximumRecordAgeInSeconds: 604_800,
  BisectBatchOnFunctionError: true,
  DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['OnFailureBucket', 'Arn'] } } },
  ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1, PollerGroupName: SERVICE },
  LoggingConfig: { SystemLogLevel: 'WARN' },
  MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
});

describe.each(FUNCTIONS)('%s', (name, topic, id) => {
  it('is fed by MSK', () => {
    const found = resource('msk', `${id}EventSourceMappingMSKShop${id.replace('N', 'n')}`);

    expect(found.Type).toBe('AWS::Lambda::EventSourceMapping');
    expect(found.Properties).toEqual({
      ...mapping(id, topic),
      EventSourceArn: CLUSTER,
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `${SERVICE}-${topic}` },
    });
  });

  it('is fed by self-managed Kafka', () => {
    const found = resource('self-managed', `${id}EventSourceMappingKafka${id.replace('N', 'n')}`);

    expect(found.Type).toBe('AWS::Lambda::EventSourceMapping');
    expect(found.Properties).toEqual({
      ...mapping(id, topic),
      SelfManagedEventSource: {
        Endpoints: { KafkaBootstrapServers: ['b1.shop.example:9096', 'b2.shop.example:9096'] },
      },
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: `${SERVICE}-${topic}` },
      SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }],
    });
  });

  describe.each(['msk', 'self-managed'] as const)('with %s', (source) => {
    it('runs on arm64 and nodejs24.x, with its memory, time-out and role', () => {
      expect(resource(source, `${id}LambdaFunction`).Properties).toMatchObject({
        FunctionName: `${SERVICE}-${name}`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        Timeout: 240,
        Role: { 'Fn::Sub': '${ExecutionRole.Arn}' },
      });
    });

    it('gets its environment, and nothing secret in it', () => {
      const { Environment } = resource(source, `${id}LambdaFunction`).Properties;

      expect(Environment).toEqual({
        Variables: expect.objectContaining({
          SENDER_EMAIL: 'shop@shop.example',
          SES_CONFIGURATION_SET: SERVICE,
          SES_MAX_SEND_RATE: '0.7',
          ALLOWED_RECIPIENTS: '*',
          CONTACTS_TABLE: `${SERVICE}-contacts`,
          NOTIFICATION_LOG_TABLE: `${SERVICE}-notification-log`,
          METRICS_NAMESPACE: 'notification-service/prod',
          NODE_OPTIONS: '--enable-source-maps',
        }),
      });
      expect(JSON.stringify(Environment)).not.toContain(SECRET);
    });

    it('has a log group that forgets after its days, and outlives the stack', () => {
      expect(resource(source, `${id}LogGroup`)).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { LogGroupName: `/aws/lambda/${SERVICE}-${name}`, RetentionInDays: 30 },
      });
    });

    it('is packaged with its bundle and source map alone', () => {
      const file = `handlers/${topic.replace('_', '-')}.js`;

      expect(stackOf(source).zips[name]).toEqual([file, `${file}.map`]);
    });
  });
});

describe.each(['msk', 'self-managed'] as const)('the stack with %s', (source) => {
  it('has four mappings, four functions and one role', () => {
    expect(ofType(source, 'AWS::Lambda::EventSourceMapping')).toHaveLength(4);
    expect(ofType(source, 'AWS::Lambda::Function')).toHaveLength(4);
    expect(ofType(source, 'AWS::IAM::Role')).toHaveLength(1);
  });

  it.each([
    ['ContactsTable', `${SERVICE}-contacts`],
    ['NotificationLogTable', `${SERVICE}-notification-log`],
  ])('has %s, which can be restored and outlives the stack', (id, TableName) => {
    expect(resource(source, id)).toMatchObject({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
  });

  it('polls on a laptop what is deployed', () => {
    const { polled, resources } = stackOf(source);
    const deployed = polled.map(({ id }) => ({ id, properties: resources[id]?.Properties }));

    expect(polled.map(({ id, properties }) => ({ id, properties }))).toEqual(deployed);
    expect(polled.map(({ functionName }) => functionName)).toEqual(
      FUNCTIONS.map(([name]) => `${SERVICE}-${name}`),
    );
  });

  it('lets the notification log forget', () => {
    expect(resource(source, 'NotificationLogTable').Properties.TimeToLiveSpecification).toEqual({
      AttributeName: 'expires_at',
      Enabled: true,
    });
  });

  it('keeps failed records encrypted, private, for 14 days, and beyond the stack', () => {
    expect(resource(source, 'OnFailureBucket')).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: {
          Rules: [expect.objectContaining({ Status: 'Enabled', ExpirationInDays: 14 })],
        },
      },
    });
  });

  it('lets nobody read them without TLS', () => {
    expect(resource(source, 'OnFailureBucketPolicy').Properties).toMatchObject({
      Bucket: { Ref: 'OnFailureBucket' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('has a configuration set with reputation metrics, whose events reach EventBridge', () => {
    expect(resource(source, 'ConfigurationSet').Properties).toMatchObject({
      Name: SERVICE,
      ReputationOptions: { ReputationMetricsEnabled: true },
    });
    expect(resource(source, 'MailEvents').Properties).toMatchObject({
      ConfigurationSetName: { Ref: 'ConfigurationSet' },
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject'],
        EventBridgeDestination: {
          EventBusArn: {
            'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default',
          },
        },
      },
    });
  });

  it('tells its operator where things are', () => {
    expect(Object.keys(stackOf(source).outputs)).toEqual(
      expect.arrayContaining([
        'OnFailureBucketName',
        'NotificationLogTableName',
        'ContactsTableName',
        'DashboardUrl',
      ]),
    );
  });
});

describe('nothing changes by accident', () => {
  it.each(['msk', 'self-managed'] as const)('in the stack with %s', (source) => {
    expect(stackOf(source).resources).toMatchSnapshot();
    expect(stackOf(source).stackTags).toEqual({ service: 'notification-service', stage: 'prod' });
  });

  it('in what is optional', async () => {
    const { resources, stackTags } = await compileStack(DEPLOYMENTS['all options']);

    expect(resources).toMatchSnapshot();
    expect(stackTags).toEqual({ service: 'notification-service', stage: 'dev', team: 'shop' });
  });
});

describe('serverless package', () => {
  it('names every parameter that is missing', async () => {
    const { code, output } = await packageHere({});

    expect(code).not.toBe(0);
    expect(output).toContain('This cannot be deployed:');
    for (const name of ['source', 'mskClusterArn', 'senderEmail'])
      expect(output).toContain(`${name} is missing`);
    expect(output).toContain('--param mskClusterArn=…');
  });

  it('names what is wrong, and what there is no parameter for', async () => {
    const { code, output } = await packageHere({
      ...SOURCES.msk,
      batchSize: 'many',
      snederEmail: 'a@b.example',
    });

    expect(code).not.toBe(0);
    expect(output).toContain('batchSize: expected a whole number from 1 to 10000, found "many"');
    expect(output).toContain('snederEmail: there is no such parameter');
  });

  it('refuses a batch that cannot be sent in time, with the arithmetic', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, batchSize: '200' });

    expect(code).not.toBe(0);
    expect(output).toContain('14 ÷ (4 × 5 × 1) = 0.7 mails a second');
    expect(output).toContain('0.7 × (240 − 19) = 154, batchSize is 200');
    expect(output).toContain('--param batchSize=154 or less');
  });

  it('refuses an environment that the functions would refuse', async () => {
    const { code, output } = await packageHere({ ...SOURCES.msk, allowedRecipients: 'not an address' });

    expect(code).not.toBe(0);
    expect(output).toContain('The functions would not start:');
    expect(output).toContain('ALLOWED_RECIPIENTS: expected a comma-separated list of e-mail addresses');
  });
});
