import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER, KEY, SECRET, SOURCES } from '../../../tools/stacks/deployments';
import { resourcesOf } from '../../support/computed-stack';

const LIB = join(__dirname, '../../../lib');
const CA = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:ca-AbCdEf';
const OTHER_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/5678';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/users';

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
