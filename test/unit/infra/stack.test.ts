import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackOf } from '../../../infra/stack';
import { CLUSTER, SECRET, SOURCES } from '../../../tools/stacks/deployments';

const LIB = join(__dirname, '../../../lib');
const CA = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:ca-AbCdEf';
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234';
const OTHER_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/5678';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/users';

const { msk: MSK, 'self-managed': SELF_MANAGED } = SOURCES;

const stack = (raw: Record<string, string>) =>
  stackOf({ service: 'notifications', stage: 'test', region: 'eu-central-1', raw });

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

type Resources = Record<
  string,
  { readonly Properties: Record<string, never>; readonly DeletionPolicy?: string }
>;
const resourcesOf = (raw: Record<string, string>) => stack(raw).resources.Resources as unknown as Resources;

function statementsOf(raw: Record<string, string>): Record<string, Statement> {
  const role = resourcesOf(raw).ExecutionRole as unknown as {
    Properties: { Policies: [{ PolicyDocument: { Statement: Statement[] } }] };
  };
  const statements = role.Properties.Policies[0].PolicyDocument.Statement;
  return Object.fromEntries(statements.map((statement) => [statement.Sid, statement]));
}

const ALWAYS = ['Contacts', 'NotificationLog', 'Mailer', 'Logs', 'OnFailureDocuments', 'OnFailureBucket'];
const MSK_ALWAYS = [...ALWAYS, 'Cluster', 'PollerNetwork'];

describe('the execution role', () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['MSK, IAM', MSK, [...MSK_ALWAYS, 'KafkaCluster', 'KafkaTopics', 'KafkaConsumerGroups']],
    [
      'MSK, SCRAM',
      { ...MSK, authentication: 'scram-512', kafkaSecretArn: SECRET, kafkaSecretKmsKeyArn: KEY },
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
      'X-Ray and a key for the contacts',
      { ...SELF_MANAGED, tracing: 'true', contactsTableArn: TABLE, contactsTableKmsKeyArn: OTHER_KEY },
      [...ALWAYS, 'KafkaSecrets', 'Tracing', 'ContactsKey'],
    ],
  ])('may do just what is needed: %s', (_, raw, sids) => {
    expect(Object.keys(statementsOf(raw)).sort()).toEqual([...sids].sort());
  });

  it('names what it may read, write and send with', () => {
    const role = statementsOf(MSK);

    expect(role.Contacts).toMatchObject({
      Action: 'dynamodb:BatchGetItem',
      Resource: { 'Fn::GetAtt': ['ContactsTable', 'Arn'] },
    });
    expect(role.NotificationLog).toMatchObject({
      Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
      Resource: { 'Fn::GetAtt': ['NotificationLogTable', 'Arn'] },
    });
    const account = '${AWS::Region}:${AWS::AccountId}';
    expect(role.Mailer).toMatchObject({
      Action: 'ses:SendEmail',
      Resource: [
        { 'Fn::Sub': `arn:\${AWS::Partition}:ses:${account}:identity/shop@shop.example` },
        { 'Fn::Sub': `arn:\${AWS::Partition}:ses:${account}:configuration-set/notifications-test` },
      ],
      Condition: { StringEquals: { 'ses:FromAddress': 'shop@shop.example' } },
    });
    expect(role.OnFailureDocuments).toMatchObject({
      Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['/', [{ 'Fn::GetAtt': ['OnFailureBucket', 'Arn'] }, '*']] },
    });
    expect(role.OnFailureBucket).toMatchObject({
      Action: 's3:ListBucket',
      Resource: { 'Fn::GetAtt': ['OnFailureBucket', 'Arn'] },
    });
    expect(role.Logs?.Resource).toEqual(
      ['delivery', 'order', 'payment', 'shipment'].map((topic) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:logs:${account}:log-group:/aws/lambda/notifications-test-${topic}Notification:*`,
      })),
    );
  });

  it('allows the requests that the functions make, and no others', () => {
    const sources = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const requests = sources.flatMap((file) =>
      Array.from(readFileSync(join(LIB, file), 'utf8').matchAll(/new (\w+)Command\(/g), ([, name]) => name),
    );
    const { Contacts, NotificationLog, Mailer } = statementsOf(MSK);
    const allowed = [Contacts, NotificationLog, Mailer].flatMap((statement) => statement?.Action ?? []);

    expect(allowed.map((action) => action.split(':')[1]).sort()).toEqual([...new Set(requests)].sort());
  });

  it('names cluster, topics and consumer groups of IAM', () => {
    const role = statementsOf({ ...MSK, orderNotificationConsumerGroup: 'old-mailer' });

    expect(role.Cluster).toMatchObject({
      Action: ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
      Resource: CLUSTER,
    });
    expect(role.KafkaCluster?.Resource).toBe(CLUSTER);
    expect(role.KafkaTopics?.Resource).toContain(
      'arn:aws:kafka:eu-central-1:123456789012:topic/shop/11111111-2222-3333-4444-555555555555-1/order_notification',
    );
    expect(role.KafkaConsumerGroups?.Resource).toEqual(
      expect.arrayContaining([
        'arn:aws:kafka:eu-central-1:123456789012:group/shop/11111111-2222-3333-4444-555555555555-1/old-mailer',
        'arn:aws:kafka:eu-central-1:123456789012:group/shop/11111111-2222-3333-4444-555555555555-1/notifications-test-payment_notification',
      ]),
    );
  });

  it('names the secrets, and decrypts them by Secrets Manager alone', () => {
    const role = statementsOf({ ...SELF_MANAGED, kafkaCaSecretArn: CA, kafkaSecretKmsKeyArn: KEY });

    expect(role.KafkaSecrets?.Resource).toEqual([SECRET, CA]);
    expect(role.KafkaSecretsKey).toMatchObject({
      Action: 'kms:Decrypt',
      Resource: KEY,
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Sub': 'secretsmanager.${AWS::Region}.${AWS::URLSuffix}' },
        },
      },
    });
  });

  it('uses a wildcard only where AWS has no ARN', () => {
    const everything = { ...MSK, tracing: 'true', authentication: 'mtls', kafkaSecretArn: SECRET };
    const wildcards = Object.values(statementsOf(everything)).filter(({ Resource }) => Resource === '*');

    expect(wildcards.map(({ Sid }) => Sid).sort()).toEqual(['PollerNetwork', 'Tracing']);
  });
});

describe('a mapping', () => {
  const access = (raw: Record<string, string>) => {
    const { events, resources } = stack(raw);
    const [event] = events.orderNotification ?? [];
    const native = event && 'kafka' in event ? event.kafka.accessConfigurations : undefined;
    const [extension] = Object.values(resources.extensions) as Array<{
      Properties: { SourceAccessConfigurations?: unknown };
    }>;
    return native ?? extension?.Properties.SourceAccessConfigurations;
  };

  it.each<[string, Record<string, string>, unknown]>([
    ['MSK, IAM', MSK, undefined],
    [
      'MSK, SCRAM',
      { ...MSK, authentication: 'scram-512', kafkaSecretArn: SECRET },
      [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }],
    ],
    [
      'MSK, mutual TLS',
      { ...MSK, authentication: 'mtls', kafkaSecretArn: SECRET },
      [{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: SECRET }],
    ],
    ['SASL/PLAIN', { ...SELF_MANAGED, authentication: 'plain' }, { saslPlainAuth: [SECRET] }],
    ['SCRAM-256', { ...SELF_MANAGED, authentication: 'scram-256' }, { saslScram256Auth: [SECRET] }],
    ['SCRAM-512', SELF_MANAGED, { saslScram512Auth: [SECRET] }],
    [
      'mutual TLS with a private CA',
      { ...SELF_MANAGED, authentication: 'mtls', kafkaCaSecretArn: CA },
      { clientCertificateTlsAuth: [SECRET], serverRootCaCertificate: [CA] },
    ],
    [
      'none, in a VPC',
      {
        ...SELF_MANAGED,
        authentication: 'none',
        vpcSubnets: 'subnet-1a, subnet-2b',
        vpcSecurityGroups: 'sg-1a',
      },
      { vpcSubnet: ['subnet-1a', 'subnet-2b'], vpcSecurityGroup: ['sg-1a'] },
    ],
  ])('signs in: %s', (_, raw, expected) => {
    expect(access(raw)).toEqual(expected);
  });

  it('may differ from the others in what a cut-over needs', () => {
    const { events } = stack({
      ...MSK,
      enabled: 'false',
      orderNotificationEnabled: 'true',
      orderNotificationStartingPosition: 'AT_TIMESTAMP',
      orderNotificationStartingPositionTimestamp: '2026-11-22T00:00:00Z',
      orderNotificationConsumerGroup: 'old-mailer',
    });

    expect(events.orderNotification).toMatchObject([
      {
        msk: {
          enabled: true,
          startingPosition: 'AT_TIMESTAMP',
          startingPositionTimestamp: Date.UTC(2026, 10, 22) / 1_000,
          consumerGroupId: 'old-mailer',
        },
      },
    ]);
    expect(events.paymentNotification).toMatchObject([
      {
        msk: {
          enabled: false,
          startingPosition: 'TRIM_HORIZON',
          consumerGroupId: 'notifications-test-payment_notification',
        },
      },
    ]);
  });

  it('shares its poller group and its number of pollers with the others', () => {
    const { resources } = stack({
      ...MSK,
      sesMaxSendRate: '200',
      maximumPollers: '2',
      pollerGroup: 'shared',
    });
    const extensions = Object.entries(resources.extensions).filter(([id]) =>
      id.includes('EventSourceMapping'),
    );

    expect(extensions).toHaveLength(4);
    for (const [, extension] of extensions) {
      expect(extension).toMatchObject({
        Properties: {
          ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2, PollerGroupName: 'shared' },
        },
      });
    }
  });
});

describe('the share of the SES rate', () => {
  const problem = (raw: Record<string, string>) => stack({ ...MSK, ...raw }).refusals.join('\n');

  it.each([
    [{ sesMaxSendRate: '14' }, '0.7'],
    [{ sesMaxSendRate: '200', maximumPollers: '2' }, '5'],
    [{ sesMaxSendRate: '1' }, '0.05'],
    // Rounded down: twenty instances must not exceed the account's rate.
    [{ sesMaxSendRate: '14', maximumPollers: '3' }, '0.233333'],
  ])('%j is %s a function', (raw, share) => {
    expect(stack({ ...MSK, ...raw }).environment.SES_MAX_SEND_RATE).toBe(share);
  });

  it.each([
    { sesMaxSendRate: '14', batchSize: '155' },
    { sesMaxSendRate: '200', maximumPollers: '2', batchSize: '500' },
  ])('lets %j pass', (raw) => {
    expect(problem(raw)).toBe('');
  });

  it.each<[Record<string, string>, string]>([
    [{ batchSize: '156' }, 'batchSize=155 or less, or --param timeout=241 or more'],
    [{ sesMaxSendRate: '1' }, 'batchSize=11 or less;'],
    [{ timeout: '60' }, 'batchSize=29 or less, or --param timeout=161 or more'],
    [{ maximumPollers: '10' }, 'batchSize=15 or less;'],
    [{ sesMaxSendRate: '0.01' }, 'Not even one mail fits'],
  ])('refuses %j', (raw, advice) => {
    expect(problem(raw)).toContain(advice);
  });
});

describe('the stack', () => {
  it('uses existing tables instead of its own', () => {
    const raw = { ...MSK, contactsTableArn: TABLE, notificationLogTableArn: TABLE.replace('users', 'log') };
    const { environment } = stack(raw);

    expect(resourcesOf(raw)).not.toHaveProperty('ContactsTable');
    expect(resourcesOf(raw)).not.toHaveProperty('NotificationLogTable');
    expect(environment).toMatchObject({ CONTACTS_TABLE: 'users', NOTIFICATION_LOG_TABLE: 'log' });
    expect(statementsOf(raw).Contacts?.Resource).toBe(TABLE);
  });

  it('keeps whatever holds data, unless told otherwise', () => {
    const policies = (raw: Record<string, string>) => {
      const { Resources, extensions } = stack({
        ...raw,
        senderIdentity: 'shop.example',
        createSenderIdentity: 'true',
      }).resources as unknown as { Resources: Resources; extensions: Resources };
      return Object.entries({ ...Resources, ...extensions })
        .filter(([, { DeletionPolicy }]) => DeletionPolicy)
        .map(([id, { DeletionPolicy }]) => `${id} ${DeletionPolicy}`)
        .sort();
    };
    const holders = [
      'ContactsTable',
      'DeliveryNotificationLogGroup',
      'MailLogGroup',
      'NotificationLogTable',
      'OnFailureBucket',
      'OnFailureBucketPolicy',
      'OrderNotificationLogGroup',
      'PaymentNotificationLogGroup',
      'SenderIdentity',
      'ShipmentNotificationLogGroup',
    ];

    expect(policies(MSK)).toEqual(holders.map((id) => `${id} RetainExceptOnCreate`));
    expect(policies({ ...MSK, retainData: 'false' })).toEqual(holders.map((id) => `${id} Delete`));
  });

  it('takes up the log groups that an earlier one kept', () => {
    const { resources, parameters } = stack({ ...MSK, reuseLogGroups: 'true' });

    expect(resources.Resources).not.toHaveProperty('MailLogGroup');
    expect(Object.keys(resources.extensions).join()).not.toContain('LogGroup');
    expect(parameters.reuseLogGroups).toBe(true);
  });

  it('refuses a log that forgets before a redrive could repeat a mail', () => {
    expect(stack({ ...MSK, notificationLogTtlDays: '21' }).refusals).toEqual([
      expect.stringContaining('notificationLogTtlDays: 21 days are too few'),
    ]);
    expect(stack({ ...MSK, notificationLogTtlDays: '22' }).refusals).toEqual([]);
  });

  it('refuses a stage whose functions would have too long a name', () => {
    const missing = (stage: string) =>
      stackOf({ service: 'notifications', stage, region: 'eu-central-1', raw: MSK }).refusals;

    expect(missing('s'.repeat(29))).toEqual([]);
    expect(missing('s'.repeat(30))).toEqual([expect.stringContaining('stage: 1 character(s) too long')]);
  });

  it('tags everything', () => {
    expect(stack({ ...MSK, tags: 'team=shop,cost-center=a=b' }).tags).toEqual({
      service: 'notifications',
      stage: 'test',
      team: 'shop',
      'cost-center': 'a=b',
    });
  });

  it('creates the sender’s domain only when asked, and says which records prove it', () => {
    expect(resourcesOf(MSK)).not.toHaveProperty('SenderIdentity');
    const { resources } = stack({ ...MSK, senderIdentity: 'shop.example', createSenderIdentity: 'true' });
    expect(resources.Resources).toHaveProperty('SenderIdentity.Properties', {
      EmailIdentity: 'shop.example',
      DkimAttributes: { SigningEnabled: true },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
    });
    expect(Object.keys(resources.Outputs).filter((id) => id.startsWith('SenderIdentity'))).toHaveLength(3);
  });
});

describe('the mail log', () => {
  const rules = () =>
    ['MailBouncesRule', 'MailOtherEventsRule'].map(
      (id) =>
        (resourcesOf(MSK)[id]?.Properties ?? {}) as unknown as {
          EventPattern: object;
          Targets: [{ InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: string } }];
        },
    );

  it('takes the events of this configuration set alone', () => {
    for (const { EventPattern } of rules()) {
      expect(EventPattern).toMatchObject({
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': ['notifications-test'] } } },
      });
    }
  });

  it('keeps neither address nor subject', () => {
    const paths = rules().flatMap(({ Targets: [target] }) =>
      Object.values(target.InputTransformer.InputPathsMap),
    );

    expect(paths).toEqual(expect.arrayContaining(['$.detail.mail.messageId', '$.detail.bounce.bounceType']));
    expect(paths.join()).not.toMatch(/destination|recipient|header|source/i);
  });

  it('gets lines of JSON', () => {
    for (const { Targets } of rules()) {
      const { InputPathsMap, InputTemplate } = Targets[0].InputTransformer;
      // As EventBridge fills it in: a lone variable with its quotes, one inside a string without.
      const filled = InputTemplate.replace('<timestamp>', '"2026-11-22T18:00:00Z"').replaceAll(
        /<\w+>/g,
        'value',
      );
      const { timestamp: _, ...fields } = InputPathsMap;

      expect(JSON.parse(JSON.parse(filled).message)).toEqual(
        Object.fromEntries(Object.keys(fields).map((name) => [name, 'value'])),
      );
    }
  });
});
