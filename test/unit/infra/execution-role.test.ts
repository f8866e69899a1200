import {
  CHANNELS,
  CLUSTER,
  DEPLOYMENTS,
  KEY,
  LOG_TABLE,
  MSK_SECRET,
  REGISTRY,
  SECRET,
  SOURCES,
  TABLE,
} from '../../../tools/stacks/deployments';
import { propertiesOf, resourcesOf } from '../../support/computed-stack';
import { requestsOf } from '../../support/requests';

const CA = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:ca-AbCdEf';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundaries/developers';
const CONNECTION = CLUSTER.replace('cluster/', 'vpc-connection/999999999999/');
const OTHER_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/5678';

const ALL = DEPLOYMENTS['all options'].parameters;
const { msk: MSK, 'self-managed': SELF_MANAGED } = SOURCES;

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statementsOf(raw: Record<string, string>): Record<string, Statement> {
  const role = resourcesOf(raw).ExecutionRole as unknown as {
    Properties: { Policies: [{ PolicyDocument: { Statement: Statement[] } }] };
  };
  const statements = role.Properties.Policies[0].PolicyDocument.Statement;
  return Object.fromEntries(statements.map((statement) => [statement.Sid, statement]));
}

const ALWAYS = ['Customers', 'NotificationLog', 'Mailer', 'Logs', 'OnFailureDocuments', 'OnFailureBucket'];
const MSK_ALWAYS = [...ALWAYS, 'Cluster', 'PollerNetwork'];

describe('the execution role', () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['MSK, IAM', MSK, [...MSK_ALWAYS, 'KafkaCluster', 'KafkaTopics', 'KafkaConsumerGroups']],
    [
      'MSK, SCRAM',
      { ...MSK, authentication: 'scram-512', kafkaSecretArn: MSK_SECRET, kafkaSecretKmsKeyArn: KEY },
      [...MSK_ALWAYS, 'KafkaSecrets', 'KafkaSecretsKey'],
    ],
    [
      'MSK, mutual TLS',
      { ...MSK, authentication: 'mtls', kafkaSecretArn: SECRET },
      [...MSK_ALWAYS, 'KafkaSecrets'],
    ],
    ['MSK, none', { ...MSK, authentication: 'none' }, MSK_ALWAYS],
    ['self-managed over the internet', SELF_MANAGED, [...ALWAYS, 'KafkaSecrets']],
    [
      'self-managed in a VPC',
      { ...SELF_MANAGED, vpcSubnets: 'subnet-1a', vpcSecurityGroups: 'sg-1a' },
      [...ALWAYS, 'KafkaSecrets', 'PollerNetwork'],
    ],
    [
      'self-managed with a key for its secret',
      { ...SELF_MANAGED, kafkaSecretKmsKeyArn: KEY },
      [...ALWAYS, 'KafkaSecrets', 'KafkaSecretsKey'],
    ],
    [
      'MSK of another account',
      { ...MSK, mskVpcConnectionArn: CONNECTION },
      [...MSK_ALWAYS, 'KafkaCluster', 'KafkaTopics', 'KafkaConsumerGroups', 'VpcConnection'],
    ],
    [
      'a private CA with a key of its own',
      { ...SELF_MANAGED, kafkaCaSecretArn: CA, kafkaCaSecretKmsKeyArn: OTHER_KEY },
      [...ALWAYS, 'KafkaSecrets', 'KafkaCaSecretKey'],
    ],
    [
      'a table of recipients with a key',
      { ...SELF_MANAGED, recipientsTableArn: TABLE, recipientsTableKmsKeyArn: KEY },
      [...ALWAYS, 'KafkaSecrets', 'RecipientsKey'],
    ],
    [
      'a registry of AWS Glue',
      { ...SELF_MANAGED, schemaRegistry: REGISTRY },
      [...ALWAYS, 'KafkaSecrets', 'SchemaRegistry', 'Schemas'],
    ],
    [
      'a registry of Confluent with credentials and a key for them',
      {
        ...SELF_MANAGED,
        schemaRegistry: 'https://registry.shop.example',
        schemaRegistrySecretArn: SECRET,
        schemaRegistrySecretKmsKeyArn: OTHER_KEY,
      },
      [...ALWAYS, 'KafkaSecrets', 'SchemaRegistrySecrets', 'SchemaRegistrySecretsKey'],
    ],
    [
      'an open registry of Confluent',
      {
        ...SELF_MANAGED,
        schemaRegistry: 'https://registry.shop.example',
        schemaRegistryAuthentication: 'none',
      },
      [...ALWAYS, 'KafkaSecrets'],
    ],
    [
      'X-Ray and a key for the contacts',
      { ...SELF_MANAGED, tracing: 'true', contactsTableArn: TABLE, contactsTableKmsKeyArn: OTHER_KEY },
      [...ALWAYS, 'KafkaSecrets', 'Tracing', 'ContactsKey'],
    ],
  ])('may do just what is needed: %s', (_, raw, sids) => {
    expect(Object.keys(statementsOf(raw)).sort()).toEqual([...sids].sort());
  });

  it('reads the schemas of its registry alone', () => {
    const { SchemaRegistry, Schemas } = statementsOf({ ...MSK, schemaRegistry: REGISTRY });

    expect(SchemaRegistry).toMatchObject({ Action: 'glue:GetRegistry', Resource: REGISTRY });
    expect(Schemas).toMatchObject({
      Action: 'glue:GetSchemaVersion',
      Resource: [REGISTRY, 'arn:aws:glue:eu-central-1:123456789012:schema/shop/*'],
    });
  });

  const account = '${AWS::Region}:${AWS::AccountId}';
  const sub = (text: string) => ({ 'Fn::Sub': text });
  const arn = (rest: string) => sub(`arn:\${AWS::Partition}:${rest}`);
  const attribute = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const topics = [
    'delivery_notification',
    'order_notification',
    'payment_notification',
    'shipment_notification',
  ];
  const uuid = '11111111-2222-3333-4444-555555555555-1';
  const inOwnAccount = { StringEquals: { 's3:ResourceAccount': { Ref: 'AWS::AccountId' } } };
  const viaSecretsManager = {
    StringEquals: { 'kms:ViaService': sub('secretsmanager.${AWS::Region}.${AWS::URLSuffix}') },
  };
  const viaDynamoDb = {
    StringEquals: { 'kms:ViaService': sub('dynamodb.${AWS::Region}.${AWS::URLSuffix}') },
  };

  type Row = readonly [
    sid: string,
    actions: string | readonly string[],
    resources: unknown,
    condition?: object,
  ];

  const always: readonly Row[] = [
    [
      'Mailer',
      'ses:SendEmail',
      [
        arn(`ses:${account}:identity/shop@shop.example`),
        arn(`ses:${account}:configuration-set/notifications-test`),
      ],
      { StringEquals: { 'ses:FromAddress': 'shop@shop.example' } },
    ],
    [
      'Logs',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ['delivery', 'order', 'payment', 'shipment'].map((topic) =>
        arn(`logs:${account}:log-group:/aws/lambda/notifications-test-${topic}Notification:*`),
      ),
    ],
    [
      'OnFailureDocuments',
      's3:PutObject',
      { 'Fn::Join': ['/', [attribute('OnFailureBucket'), '*']] },
      inOwnAccount,
    ],
    ['OnFailureBucket', 's3:ListBucket', attribute('OnFailureBucket'), inOwnAccount],
  ];
  const ownTables: readonly Row[] = [
    ['Customers', 'dynamodb:BatchGetItem', [attribute('ContactsTable'), attribute('RecipientsTable')]],
    ['NotificationLog', ['dynamodb:PutItem', 'dynamodb:UpdateItem'], attribute('NotificationLogTable')],
  ];
  const network: Row = [
    'PollerNetwork',
    [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeVpcs',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
    ],
    '*',
  ];

  it.each<[string, Record<string, string>, readonly Row[]]>([
    [
      'MSK, IAM',
      { ...MSK, orderNotificationConsumerGroup: 'old-mailer', paymentNotificationTopic: 'prod.paid.v1' },
      [
        ...always,
        ...ownTables,
        ['Cluster', ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], CLUSTER],
        [
          'KafkaCluster',
          ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'],
          CLUSTER,
        ],
        [
          'KafkaTopics',
          ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
          topics
            .map((topic) => (topic === 'payment_notification' ? 'prod.paid.v1' : topic))
            .map((topic) => `arn:aws:kafka:eu-central-1:123456789012:topic/shop/${uuid}/${topic}`),
        ],
        [
          'KafkaConsumerGroups',
          ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
          topics
            .map((topic) => (topic === 'order_notification' ? 'old-mailer' : `notifications-test-${topic}`))
            .map((group) => `arn:aws:kafka:eu-central-1:123456789012:group/shop/${uuid}/${group}`),
        ],
        network,
      ],
    ],
    [
      'MSK of another account, SCRAM',
      {
        ...MSK,
        mskVpcConnectionArn: CONNECTION,
        authentication: 'scram-512',
        kafkaSecretArn: SECRET,
      },
      [
        ...always,
        ...ownTables,
        [
          'Cluster',
          ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers', 'kafka:ListScramSecrets'],
          CLUSTER,
        ],
        ['VpcConnection', 'kafka:DescribeVpcConnection', CONNECTION],
        ['KafkaSecrets', ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], [SECRET]],
        network,
      ],
    ],
    [
      'self-managed Kafka',
      SELF_MANAGED,
      [...always, ...ownTables, ['KafkaSecrets', 'secretsmanager:GetSecretValue', [SECRET]]],
    ],
    [
      'self-managed Kafka and everything that is optional',
      {
        ...ALL,
        senderIdentity: 'shop@shop.example',
        createSenderIdentity: 'false',
        kafkaCaSecretArn: CA,
        schemaRegistryCaSecretArn: CA,
      },
      [
        ...always,
        ['Customers', 'dynamodb:BatchGetItem', [TABLE, attribute('RecipientsTable')]],
        ['NotificationLog', ['dynamodb:PutItem', 'dynamodb:UpdateItem'], LOG_TABLE],
        ['ContactsKey', 'kms:Decrypt', KEY, viaDynamoDb],
        ['NotificationLogKey', 'kms:Decrypt', KEY, viaDynamoDb],
        ['Tracing', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'],
        ['KafkaSecrets', 'secretsmanager:GetSecretValue', [SECRET, CA]],
        ['KafkaSecretsKey', 'kms:Decrypt', KEY, viaSecretsManager],
        ['SchemaRegistrySecrets', 'secretsmanager:GetSecretValue', [SECRET, CA]],
        ['SchemaRegistrySecretsKey', 'kms:Decrypt', KEY, viaSecretsManager],
        ['PreferencesKeys', 'secretsmanager:GetSecretValue', { Ref: 'PreferencesSecret' }],
        network,
      ],
    ],
  ])('may do this on these resources alone: %s', (_, raw, rows) => {
    const expected = rows.map(([Sid, Action, Resource, Condition]) => [
      Sid,
      { Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) },
    ]);

    expect(statementsOf(raw)).toEqual(Object.fromEntries(expected));
  });

  it.each<[string, Record<string, string>, readonly Row[]]>([
    ['e-mail', {}, []],
    [
      'text messages',
      { channels: 'email,sms', smsPoolArn: CHANNELS.smsPoolArn },
      [['Texts', 'sms-voice:SendTextMessage', CHANNELS.smsPoolArn]],
    ],
    [
      'pushes, by the key of a service account',
      {
        channels: 'email,push',
        fcmProject: CHANNELS.fcmProject,
        fcmSecretArn: CHANNELS.fcmSecretArn,
        fcmSecretKmsKeyArn: KEY,
      },
      [
        ['GoneDevices', 'dynamodb:UpdateItem', attribute('RecipientsTable')],
        ['FcmSecret', 'secretsmanager:GetSecretValue', CHANNELS.fcmSecretArn],
        ['FcmSecretKey', 'kms:Decrypt', KEY, viaSecretsManager],
      ],
    ],
    [
      'pushes, by workload identity federation',
      {
        channels: 'email,push',
        fcmProject: CHANNELS.fcmProject,
        fcmCredentialsFile: 'test/support/fcm-credentials.json',
      },
      [['GoneDevices', 'dynamodb:UpdateItem', attribute('RecipientsTable')]],
    ],
  ])('may do for the channels beside e-mail only what they need: %s', (_, raw, rows) => {
    const { ...found } = statementsOf({ ...MSK, ...raw });
    for (const sid of Object.keys(statementsOf(MSK))) delete found[sid];

    expect(found).toEqual(
      Object.fromEntries(
        rows.map(([Sid, Action, Resource, Condition]) => [
          Sid,
          { Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) },
        ]),
      ),
    );
  });

  it('sends by the domain that is verified, where that is named', () => {
    expect(statementsOf({ ...MSK, senderIdentity: 'shop.example' }).Mailer?.Resource).toContainEqual(
      arn(`ses:${account}:identity/shop.example`),
    );
  });

  it('sends in the Region of SES, where that is another', () => {
    const { Mailer } = statementsOf({ ...MSK, sesRegion: 'eu-west-1' });
    const there = 'ses:eu-west-1:${AWS::AccountId}';

    expect(Mailer?.Resource).toEqual([
      arn(`${there}:identity/shop@shop.example`),
      arn(`${there}:configuration-set/notifications-test`),
    ]);
  });

  it('mails the recipients that are verified in the sandbox', () => {
    const { Mailer } = statementsOf({ ...MSK, sandboxRecipients: 'ada@shop.example, friends.example' });

    expect(Mailer?.Resource).toEqual([
      arn(`ses:${account}:identity/shop@shop.example`),
      arn(`ses:${account}:configuration-set/notifications-test`),
      arn(`ses:${account}:identity/ada@shop.example`),
      arn(`ses:${account}:identity/friends.example`),
    ]);
  });

  it('has the path and the boundary that the organisation demands, as every role of the stack', () => {
    const raw = { ...ALL, permissionsBoundaryArn: BOUNDARY, rolePath: '/services/shop/' };
    const roles = propertiesOf(raw, 'AWS::IAM::Role');

    expect(roles).toHaveLength(3);
    for (const role of roles) {
      expect(role).toMatchObject({ PermissionsBoundary: BOUNDARY, Path: '/services/shop/' });
    }
  });

  it('is for Lambda alone, and has no other policy', () => {
    const { Properties } = resourcesOf(MSK).ExecutionRole ?? {};

    expect(Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        {
          PolicyName: 'notifications',
          PolicyDocument: { Version: '2012-10-17', Statement: Object.values(statementsOf(MSK)) },
        },
      ],
    });
  });

  it.each([
    ['e-mail', ['email'], {}],
    ['all channels', ['email', 'sms', 'push'], CHANNELS],
  ])('allows the requests that the functions make, and no others: %s', async (_, channels, raw) => {
    const { Customers, NotificationLog, Mailer, Texts, GoneDevices, FcmSecret } = statementsOf({
      ...MSK,
      ...raw,
    });
    const allowed = [Customers, NotificationLog, Mailer, Texts, GoneDevices, FcmSecret].flatMap(
      (statement) => statement?.Action ?? [],
    );
    const actions = new Set(allowed.map((action) => action.split(':')[1]));

    expect([...actions].sort()).toEqual(await requestsOf('order-notification', channels));
  });

  it('uses a wildcard only where AWS has no ARN', () => {
    const everything = { ...MSK, tracing: 'true', authentication: 'mtls', kafkaSecretArn: SECRET };
    const wildcards = Object.values(statementsOf(everything)).filter(({ Resource }) => Resource === '*');

    expect(wildcards.map(({ Sid }) => Sid).sort()).toEqual(['PollerNetwork', 'Tracing']);
  });
});
