import { build } from 'esbuild';
import { bundlingFor } from '../../build/bundling';
import { changesBetween } from '../../infra/changes';
import { stackOf } from '../../infra/stack';
import { CHANNELS, CLUSTER, DEPLOYMENTS, SECRET, TABLE } from '../../tools/stacks/deployments';
import { type CompiledStack, compileStack, type Resource } from '../support/compiled-stack';

import { ROOT } from '../support/docs';

// The CLI bundles and compiles, one after the other, on machines that may be slow.
jest.setTimeout(180_000);

type Name = keyof typeof DEPLOYMENTS;
const NAMES = Object.keys(DEPLOYMENTS) as Name[];

const FUNCTIONS = [
  ['orderNotification', 'order_notification', 'OrderNotification'],
  ['paymentNotification', 'payment_notification', 'PaymentNotification'],
  ['shipmentNotification', 'shipment_notification', 'ShipmentNotification'],
  ['deliveryNotification', 'delivery_notification', 'DeliveryNotification'],
] as const;

const compiled = new Map<Name, CompiledStack>();
beforeAll(async () => {
  for (const name of NAMES) compiled.set(name, await compileStack(DEPLOYMENTS[name]));
});

function stack(name: Name): CompiledStack {
  const found = compiled.get(name);
  if (!found) throw new Error(`${name} was not compiled`);
  return found;
}

const serviceOf = (name: Name) => `notification-service-${DEPLOYMENTS[name].stage}`;

function resource(name: Name, id: string): Resource {
  const found = stack(name).resources[id];
  if (!found) throw new Error(`no resource ${id}`);
  return found;
}

/** What every mapping has, whatever its source. */
const mapping = (name: Name, id: string, topic: string) => ({
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
  ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1, PollerGroupName: serviceOf(name) },
  LoggingConfig: { SystemLogLevel: 'WARN' },
  MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
});

const selfManaged = (name: Name, topic: string) => ({
  SelfManagedEventSource: {
    Endpoints: { KafkaBootstrapServers: ['b1.shop.example:9096', 'b2.shop.example:9096'] },
  },
  SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: `${serviceOf(name)}-${topic}` },
});

const CREDENTIALS = { Type: 'SASL_SCRAM_512_AUTH', URI: SECRET };

describe.each(NAMES)('a second deployment of %s', (name) => {
  it('finds its mappings in the template as it describes them', () => {
    const { resources: Resources, metadata: Metadata } = stack(name);
    const again = changesBetween({ Resources, Metadata }, { Resources, Metadata });
    const described = JSON.stringify(Metadata).replaceAll('TRIM_HORIZON', 'LATEST');
    const changed = changesBetween({ Resources, Metadata }, { Resources, Metadata: JSON.parse(described) });

    expect(again).toEqual({
      known: true,
      parameters: [],
      rewiring: [],
      fixed: [],
      unmapped: [],
      polling: FUNCTIONS.map(([, , id]) => expect.stringMatching(`^${id}EventSourceMapping`)),
    });
    expect(changed.fixed.map(({ fn }) => fn).sort()).toEqual(FUNCTIONS.map(([fn]) => fn).sort());
  });
});

describe.each(FUNCTIONS)('the mapping of %s', (_, topic, id) => {
  const mappingOf = (name: Name, source: string) =>
    resource(name, `${id}EventSourceMapping${source}${id.replace('N', 'n')}`);

  it('reads MSK', () => {
    const found = mappingOf('msk', 'MSKShop');

    expect(found.Type).toBe('AWS::Lambda::EventSourceMapping');
    expect(found.Properties).toEqual({
      ...mapping('msk', id, topic),
      EventSourceArn: CLUSTER,
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `notification-service-prod-${topic}` },
    });
  });

  it('reads self-managed Kafka', () => {
    const found = mappingOf('self-managed', 'Kafka');

    expect(found.Type).toBe('AWS::Lambda::EventSourceMapping');
    expect(found.Properties).toEqual({
      ...mapping('self-managed', id, topic),
      ...selfManaged('self-managed', topic),
      SourceAccessConfigurations: [CREDENTIALS],
    });
  });

  it('reads self-managed Kafka in a VPC, with a private CA and a schema registry', () => {
    expect(mappingOf('all options', 'Kafka').Properties).toEqual({
      ...mapping('all options', id, topic),
      ...selfManaged('all options', topic),
      SelfManagedKafkaEventSourceConfig: {
        ConsumerGroupId: `notification-service-dev-${topic}`,
        SchemaRegistryConfig: {
          SchemaRegistryURI: 'https://registry.shop.example:8081',
          EventRecordFormat: 'JSON',
          SchemaValidationConfigs: [{ Attribute: 'VALUE' }],
          AccessConfigs: [
            { Type: 'BASIC_AUTH', URI: SECRET },
            { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: SECRET },
          ],
        },
      },
      SourceAccessConfigurations: [
        CREDENTIALS,
        { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: SECRET },
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1a' },
        { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-1a' },
      ],
    });
  });
});

/** What every function has, whatever it is for. */
const properties = (name: Name, fn: string) => ({
  Code: {
    S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
    S3Key: `serverless/notification-service/${DEPLOYMENTS[name].stage}/TIME/${fn}.zip`,
  },
  Runtime: 'nodejs24.x',
  Architectures: ['arm64'],
  FunctionName: `${serviceOf(name)}-${fn}`,
  MemorySize: 512,
  Tags: [{ Key: 'version', Value: 'VERSION' }],
});

/** The tables of the stack `all options` were there before, no stage but prod may mail everybody, and its mails lead to a page. */
const OTHERS = {
  ALLOWED_RECIPIENTS: 'shop@shop.example',
  CONTACTS_TABLE: { 'Fn::If': ['ContactsOfAnotherAccount', TABLE, 'table'] },
  NOTIFICATION_LOG_TABLE: 'table-log',
  PREFERENCES_URL: 'https://tell-me.shop.example',
  PREFERENCES_SECRET: { Ref: 'PreferencesSecret' },
};

const OF_CHANNELS = {
  SMS_POOL: CHANNELS.smsPoolArn,
  SMS_MAX_SEND_RATE: '10',
  FCM_PROJECT: CHANNELS.fcmProject,
  FCM_CREDENTIALS: CHANNELS.fcmSecretArn,
  PUSH_MAX_SEND_RATE: '100',
};

const variables = (name: Name) => ({
  SENDER_EMAIL: 'shop@shop.example',
  SES_CONFIGURATION_SET: serviceOf(name),
  SES_MAX_SEND_RATE: '14',
  SEND_INSTANCES: '20',
  ALLOWED_RECIPIENTS: '*',
  MAX_NOTIFICATION_AGE: '86400',
  CONTACTS_TABLE: `${serviceOf(name)}-contacts`,
  RECIPIENTS_TABLE: `${serviceOf(name)}-recipients`,
  NOTIFICATION_LOG_TABLE: `${serviceOf(name)}-notification-log`,
  NOTIFICATION_LOG_TTL_DAYS: '30',
  METRICS_NAMESPACE: `notification-service/${DEPLOYMENTS[name].stage}`,
  SERVICE_VERSION: 'VERSION',
  NODE_OPTIONS: '--enable-source-maps',
  ...(name === 'all options' && OTHERS),
  ...(name === 'all channels' && OF_CHANNELS),
});

describe.each(FUNCTIONS)('the function %s', (fn, topic, id) => {
  const file = `handlers/${topic.replace('_', '-')}`;
  const own = (name: Name) => ({
    ...properties(name, fn),
    Handler: `${file}.handler`,
    Description: `Mails customers about records of ${topic}`,
    Timeout: 250,
    Role: { 'Fn::Sub': '${ExecutionRole.Arn}' },
  });

  it.each(['msk', 'self-managed'] as const)('is what it was tested as, with %s', (name) => {
    expect(resource(name, `${id}LambdaFunction`)).toEqual({
      Type: 'AWS::Lambda::Function',
      DependsOn: [`${id}LogGroup`],
      Properties: { ...own(name), Environment: { Variables: variables(name) } },
    });
  });

  it('is traced, and reads tables that were there before, where that is asked for', () => {
    expect(resource('all options', `${id}LambdaFunction`)).toEqual({
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...own('all options'),
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: variables('all options') },
      },
    });
  });

  it.each(['msk', 'self-managed'] as const)(
    'has a log group that forgets, and outlives the stack: %s',
    (name) => {
      expect(resource(name, `${id}LogGroup`)).toEqual({
        Type: 'AWS::Logs::LogGroup',
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { LogGroupName: `/aws/lambda/${serviceOf(name)}-${fn}`, RetentionInDays: 30 },
      });
    },
  );

  it.each(NAMES)('is packaged with its bundle and source map alone: %s', (name) => {
    expect(Object.keys(stack(name).zips[fn] ?? {})).toEqual([`${file}.js`, `${file}.js.map`]);
  });
});

describe('the function preferences', () => {
  it('has a role and a time-out of its own', () => {
    expect(resource('all options', 'PreferencesLambdaFunction')).toEqual({
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...properties('all options', 'preferences'),
        Handler: 'handlers/preferences.handler',
        Description: 'Shows customers what they are told, and saves what they choose',
        Timeout: 20,
        Role: { 'Fn::Sub': '${PreferencesRole.Arn}' },
        Environment: { Variables: variables('all options') },
        TracingConfig: { Mode: 'Active' },
      },
    });
  });

  it('is packaged with its bundle and source map alone', () => {
    const file = 'handlers/preferences.js';

    expect(Object.keys(stack('all options').zips.preferences ?? {})).toEqual([file, `${file}.map`]);
  });

  it.each(['msk', 'self-managed'] as const)('is not there where nobody asked for it: %s', (name) => {
    expect(Object.keys(stack(name).resources).filter((id) => id.startsWith('Preference'))).toEqual([]);
  });
});

describe.each(NAMES)('the function mailEvents: %s', (name) => {
  const isKept = name === 'all options';

  it('has a role, a time-out and a log group of its own', () => {
    expect(resource(name, 'MailEventsLambdaFunction')).toEqual({
      Type: 'AWS::Lambda::Function',
      ...(!isKept && { DependsOn: ['MailEventsLogGroup'] }),
      Properties: {
        ...properties(name, 'mailEvents'),
        Handler: 'handlers/mail-events.handler',
        Description: 'Writes down what became of a mail',
        Timeout: 30,
        Role: { 'Fn::Sub': '${MailEventsRole.Arn}' },
        Environment: { Variables: variables(name) },
        ...(isKept && { TracingConfig: { Mode: 'Active' } }),
      },
    });
  });

  it('is tried three times, and then its event is kept in the queue', () => {
    expect(resource(name, 'MailEventsLambdaEvConf')).toEqual({
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'MailEventsLambdaFunction' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': ['MailEventsDeadLetterQueue', 'Arn'] } },
        },
      },
    });
  });

  it('is packaged with its bundle and source map alone', () => {
    expect(Object.keys(stack(name).zips.mailEvents ?? {})).toEqual([
      'handlers/mail-events.js',
      'handlers/mail-events.js.map',
    ]);
  });
});

describe.each(NAMES)('the stack: %s', (name) => {
  const { stage, parameters } = DEPLOYMENTS[name];
  // Its parts are held by test/unit/infra.
  const computed = stackOf({
    service: 'notification-service',
    stage,
    region: 'eu-central-1',
    version: 'VERSION',
    raw: parameters,
  });

  it('has what infra computes, unchanged', () => {
    const ids = Object.keys(computed.resources.Resources);

    expect(Object.fromEntries(ids.map((id) => [id, stack(name).resources[id]]))).toEqual(
      computed.resources.Resources,
    );
  });

  it('has nothing else but what the framework makes', () => {
    const others = Object.entries(stack(name).resources).filter(
      ([id]) => !Object.hasOwn(computed.resources.Resources, id),
    );

    expect(others.map(([, { Type }]) => Type).sort()).toEqual([
      'AWS::Lambda::EventInvokeConfig',
      ...Array(4).fill('AWS::Lambda::EventSourceMapping'),
      ...Array(name === 'all options' ? 6 : 5).fill('AWS::Lambda::Function'),
      ...Array(name === 'all options' ? 0 : 5).fill('AWS::Logs::LogGroup'),
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
    ]);
  });

  it('keeps its bundles private, in versions that it forgets, and away from those without TLS', () => {
    expect(resource(name, 'ServerlessDeploymentBucket').Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'forget',
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
    expect(resource(name, 'ServerlessDeploymentBucketPolicy').Properties).toMatchObject({
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } }],
      },
    });
  });

  it('tells its operator where things are', () => {
    const { ServerlessDeploymentBucketName: _, ...outputs } = stack(name).outputs;

    expect(outputs).toEqual(computed.resources.Outputs);
  });

  it('polls on a laptop what is deployed', () => {
    const { polled, resources } = stack(name);
    const deployed = polled.map(({ id }) => ({ id, properties: resources[id]?.Properties }));

    expect(polled.map(({ id, properties }) => ({ id, properties }))).toEqual(deployed);
    expect(polled.map(({ functionName }) => functionName)).toEqual(
      FUNCTIONS.map(([fn]) => `${serviceOf(name)}-${fn}`),
    );
  });
});

it.each<[Name, object]>([
  ['msk', { service: 'notification-service', stage: 'prod' }],
  ['self-managed', { service: 'notification-service', stage: 'prod' }],
  ['all channels', { service: 'notification-service', stage: 'prod' }],
  ['all options', { service: 'notification-service', stage: 'dev', team: 'shop' }],
])('everything in the stack is tagged: %s', (name, tags) => {
  expect(stack(name).stackTags).toEqual(tags);
});

describe('the bundles', () => {
  const HANDLER = 'handlers/order-notification.js';

  it.each<[Name, readonly string[]]>([
    ['msk', ['email']],
    ['all channels', ['email', 'sms', 'push']],
  ])('have the channels of their deployment, to the byte: %s', async (name, channels) => {
    const { outputFiles } = await build({
      ...bundlingFor(channels),
      absWorkingDir: ROOT,
      entryPoints: ['handlers/order-notification.ts'],
      outdir: 'handlers',
      write: false,
    });
    const bundle = outputFiles.find(({ path }) => path.endsWith('.js'))?.text;

    expect(stack(name).zips.orderNotification?.[HANDLER] === bundle).toBe(true);
  });

  it('are larger where there are more channels', () => {
    const [alone = '', all = ''] = (['msk', 'all channels'] as const).map(
      (name) => stack(name).zips.orderNotification?.[HANDLER],
    );

    expect(alone.length).toBeGreaterThan(0);
    expect(all.length).toBeGreaterThan(alone.length);
  });
});
