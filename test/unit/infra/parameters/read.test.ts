import { foreignAccounts, sesRefusals } from '../../../../infra/parameters/places';
import { type ReadParameters, readParameters } from '../../../../infra/parameters/read';
import {
  CHANNELS,
  CLUSTER,
  MSK_SECRET,
  REGISTRY,
  SECRET,
  SOURCES,
} from '../../../../tools/stacks/deployments';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234';
const CONFLUENT = 'https://registry.shop.example';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/contacts';
const FOREIGN_TABLE = TABLE.replace('123456789012', '999999999999');
const FOREIGN_CLUSTER = CLUSTER.replace('123456789012', '999999999999');
const SERVERLESS = CLUSTER.replace(/-1$/, '-s1');
/** To that cluster, of a stack in another account. */
const CONNECTION = CLUSTER.replace('cluster/', 'vpc-connection/999999999999/');
const { msk: MSK, 'self-managed': SELF_MANAGED } = SOURCES;

const read = (raw: Record<string, unknown>): ReadParameters => readParameters(raw, 'eu-central-1');

describe('parameters', () => {
  it.each([MSK, SELF_MANAGED])('are complete with %j', (raw) => {
    expect(read(raw)).toMatchObject({ problems: [], missing: [] });
  });

  it('have defaults', () => {
    expect(read(MSK).values).toMatchObject({
      authentication: 'iam',
      startingPosition: 'TRIM_HORIZON',
      enabled: true,
      batchSize: 100,
      maximumPollers: 1,
      timeout: 250,
      sesMaxSendRate: 14,
      retainData: true,
      tags: [],
    });
    expect(read(SELF_MANAGED).values.authentication).toBe('scram-512');
  });

  it('take numbers and booleans as serverless.yml writes them', () => {
    expect(read({ ...MSK, batchSize: 20, enabled: false, sesMaxSendRate: 0.5 }).values).toMatchObject({
      batchSize: 20,
      enabled: false,
      sesMaxSendRate: 0.5,
    });
  });

  it.each([
    [{}, ['source', 'senderEmail']],
    [{ source: 'msk' }, ['mskClusterArn', 'senderEmail']],
    [{ source: 'self-managed' }, ['source', 'bootstrapServers', 'kafkaSecretArn', 'senderEmail'].slice(1)],
    [{ ...MSK, authentication: 'scram-512', kafkaSecretKmsKeyArn: KEY }, ['kafkaSecretArn']],
    [{ ...SELF_MANAGED, kafkaSecretArn: undefined, authentication: 'mtls' }, ['kafkaSecretArn']],
  ])('%j lacks %j', (raw, names) => {
    expect(read(raw).missing.map((line) => line.trim().split(' ')[0])).toEqual(names);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ source: 'kinesis' }, 'source: expected msk or self-managed, found "kinesis"'],
    [
      { mskClusterArn: 'shop' },
      'mskClusterArn: expected the ARN of an MSK cluster (…:cluster/…; a VPC connection goes into mskVpcConnectionArn), found "shop"',
    ],
    [{ batchSize: '0' }, 'batchSize: expected a whole number from 1 to 10000, found "0"'],
    [{ timeout: '900' }, 'timeout: expected a whole number from 30 to 840, found "900"'],
    [{ enabled: 'yes' }, 'enabled: expected true or false, found "yes"'],
    [{ logRetentionDays: '31' }, 'logRetentionDays: expected one of 1, 3, 5'],
    [
      { tags: 'team' },
      'tags: expected key=value pairs, comma-separated, at most 47, each key once, whatever its case: keys of A-Z, a-z, 0-9, spaces and _ . : / + -, none that begins with aws:, and values of 1 to 256 letters, digits, spaces and _ . : / = + - @, found "team"',
    ],
    [{ orderNotificationEnabled: 'no' }, 'orderNotificationEnabled: expected true or false, found "no"'],
    [{ returnNotificationEnabled: 'true' }, 'returnNotificationEnabled: there is no such parameter'],
    [{ senderIdentity: 'other.example' }, 'senderIdentity: other.example does not cover senderEmail'],
    [{ senderIdentity: 'hop.example' }, 'senderIdentity: hop.example does not cover senderEmail'],
    [{ createSenderIdentity: 'true' }, 'createSenderIdentity: set senderIdentity to the domain to verify'],
    [{ startingPosition: 'AT_TIMESTAMP' }, 'startingPositionTimestamp: AT_TIMESTAMP needs it'],
    [
      { orderNotificationStartingPosition: 'AT_TIMESTAMP' },
      'startingPositionTimestamp: AT_TIMESTAMP needs it (for orderNotification',
    ],
    [{ startingPositionTimestamp: 'yesterday' }, 'startingPositionTimestamp: expected a time in ISO 8601'],
    [
      { authentication: 'plain' },
      'authentication: with source=msk, expected iam, scram-512, mtls, none, found plain',
    ],
    [{ vpcSubnets: 'subnet-1a' }, 'vpcSubnets: belongs to source=self-managed'],
    [{ bootstrapServers: 'b1:9096' }, 'bootstrapServers: belongs to source=self-managed, found source=msk'],
    [{ kafkaSecretArn: MSK_SECRET }, 'kafkaSecretArn: with authentication=iam there is no secret'],
    [
      { authentication: 'scram-512', kafkaSecretArn: SECRET, kafkaSecretKmsKeyArn: KEY },
      'kafkaSecretArn: MSK takes only secrets whose name begins with AmazonMSK_',
    ],
    [
      {
        authentication: 'mtls',
        kafkaSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka',
      },
      'kafkaSecretArn: expected the ARN of a Secrets Manager secret, with the six characters',
    ],
    ...['scram-512', 'mtls', 'none'].map((authentication): [Record<string, unknown>, string] => [
      { mskClusterArn: SERVERLESS, authentication, kafkaSecretArn: MSK_SECRET, kafkaSecretKmsKeyArn: KEY },
      `authentication: MSK Serverless, which mskClusterArn names, takes iam only, found ${authentication}`,
    ]),
    [{ mskClusterArn: CONNECTION }, 'a VPC connection goes into mskVpcConnectionArn'],
    [{ mskVpcConnectionArn: CLUSTER }, 'mskVpcConnectionArn: expected the ARN of a managed VPC connection'],
    [
      { mskVpcConnectionArn: CONNECTION.replace('shop', 'other') },
      'mskVpcConnectionArn: leads to the cluster other of account 123456789012, but mskClusterArn names shop',
    ],
    [
      { mskClusterArn: SERVERLESS, mskVpcConnectionArn: CONNECTION },
      'mskVpcConnectionArn: Lambda reads MSK Serverless in its own account only',
    ],
    [
      { mskClusterArn: FOREIGN_CLUSTER, recipientsTableArn: TABLE },
      'mskClusterArn: the cluster is in account 999999999999, the stack in account 123456789012 (by recipientsTableArn). Lambda reads a cluster of another account by a managed VPC connection',
    ],
    [
      { recipientsTableArn: TABLE, notificationLogTableArn: `${FOREIGN_TABLE}-log` },
      'notificationLogTableArn: names account 999999999999, but the stack in account 123456789012',
    ],
    [
      { sesRegion: 'eu-west-1', senderIdentity: 'shop.example', createSenderIdentity: 'true' },
      'createSenderIdentity: CloudFormation creates it in the Region of the stack',
    ],
    [{ sesRegion: 'Ireland' }, 'sesRegion: expected an AWS Region'],
    [{ rolePath: 'services' }, 'rolePath: expected a path of IAM'],
    [{ permissionsBoundaryArn: 'developers' }, 'permissionsBoundaryArn: expected the ARN of a policy of IAM'],
    [
      { permissionsBoundaryArn: 'arn:aws-us-gov:iam::123456789012:policy/developers' },
      'permissionsBoundaryArn: is in the partition aws-us-gov, the stack (eu-central-1) in aws',
    ],
    [
      { mskClusterArn: CLUSTER.replace('arn:aws:', 'arn:aswx:') },
      'mskClusterArn: is in the partition aswx, the stack (eu-central-1) in aws',
    ],
    [{ recipientsTableKmsKeyArn: KEY }, 'recipientsTableKmsKeyArn: belongs to recipientsTableArn'],
    [
      { contactsTableArn: TABLE, notificationLogTableArn: TABLE },
      'notificationLogTableArn: is the table of contacts or recipients',
    ],
    [
      { contactsTableKmsKeyArn: KEY.replace('key/', 'alias/') },
      'contactsTableKmsKeyArn: expected the ARN of a KMS key, not of an alias',
    ],
    [{ contactsTableKmsKeyArn: KEY }, 'contactsTableKmsKeyArn: belongs to contactsTableArn'],
    [
      { notificationLogTableKmsKeyArn: KEY },
      'notificationLogTableKmsKeyArn: belongs to notificationLogTableArn',
    ],
    [
      { authentication: 'scram-512', kafkaSecretArn: MSK_SECRET },
      'kafkaSecretKmsKeyArn: MSK takes only secrets under a customer managed key',
    ],
    [{ kafkaSecretKmsKeyArn: KEY }, 'kafkaSecretKmsKeyArn: with authentication=iam there is no secret'],
    [
      { orderNotificationConsumerGroup: 'orders*' },
      'orderNotificationConsumerGroup: expected a consumer group id',
    ],
    ...['orders*', '.orders', 'o', 'o'.repeat(250)].map((topic): [Record<string, unknown>, string] => [
      { orderNotificationTopic: topic },
      'orderNotificationTopic: expected the name of a Kafka topic',
    ]),
    [
      { schemaRegistry: 'http://registry' },
      'schemaRegistry: expected the ARN of an AWS Glue schema registry, or',
    ],
    [
      { schemaRegistry: `${CONFLUENT}/` },
      'schemaRegistry: expected the ARN of an AWS Glue schema registry, or',
    ],
    [{ schemaRegistry: `https://user:secret@registry` }, 'schemaRegistry: expected the ARN'],
    [{ schemaRegistry: CONFLUENT }, 'schemaRegistrySecretArn: schemaRegistryAuthentication=basic needs it'],
    [
      { schemaRegistry: CONFLUENT, schemaRegistryAuthentication: 'none', schemaRegistrySecretArn: SECRET },
      'schemaRegistrySecretArn: with schemaRegistryAuthentication=none there is no secret',
    ],
    [
      { schemaRegistry: CONFLUENT, schemaRegistryAuthentication: 'none', schemaRegistrySecretKmsKeyArn: KEY },
      'schemaRegistrySecretKmsKeyArn: there is no secret that it encrypts',
    ],
    [
      { schemaRegistry: REGISTRY, schemaRegistryAuthentication: 'basic' },
      'schemaRegistryAuthentication: belongs to a Confluent registry',
    ],
    [
      { schemaRegistry: REGISTRY, schemaRegistrySecretArn: SECRET },
      'schemaRegistrySecretArn: belongs to a Confluent registry',
    ],
    [
      { schemaRegistryCaSecretArn: SECRET },
      'schemaRegistryCaSecretArn: belongs to schemaRegistry, which is missing',
    ],
    [
      { schemaRegistry: REGISTRY.replace('central', 'west') },
      'schemaRegistry: is in eu-west-1, the stack in eu-central-1',
    ],
    [{ ignoredStatuses: 'authorized' }, 'ignoredStatuses: expected topic:status pairs'],
    [{ ignoredStatuses: 'payment_notification: ' }, 'ignoredStatuses: expected topic:status pairs'],
    [{ schemaRegistry: `${REGISTRY}$1` }, 'schemaRegistry: expected the ARN of an AWS Glue schema registry'],
    [
      { ignoredStatuses: 'payments:authorized' },
      'ignoredStatuses: expected a topic (delivery_notification, order_notification, payment_notification, shipment_notification), found payments',
    ],
    [
      { ignoredStatuses: 'payment_notification:authorized,payment_notification:Failed' },
      'ignoredStatuses: customers are told of payment_notification:Failed',
    ],
    [{ senderEmail: '*@shop.example' }, 'senderEmail: * and ? would be wildcards'],
    [{ tags: 'team=' }, 'tags: expected key=value pairs'],
    [{ tags: 'équipe=boutique' }, 'tags: expected key=value pairs'],
    [
      { tags: Array.from({ length: 48 }, (_, n) => `t${n}=v`).join() },
      'tags: expected key=value pairs, comma-separated, at most 47',
    ],
    [{ allowedRecipients: 'not an address' }, 'allowedRecipients: expected a comma-separated list of e-mail'],
    [{ sandboxRecipients: '*' }, 'sandboxRecipients: expected at most 20 e-mail addresses and domains'],
    [
      { sandboxRecipients: Array.from({ length: 21 }, (_, n) => `${n}.example`).join() },
      'sandboxRecipients: expected at most 20',
    ],
    [
      { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: '2199-01-01T00:00:00Z' },
      'startingPositionTimestamp: expected a time in ISO 8601 with its zone, not in the future',
    ],
    [
      { startingPositionTimestamp: '2025-11-22T00:00:00Z' },
      'startingPositionTimestamp: belongs to AT_TIMESTAMP',
    ],
    [
      { orderNotificationStartingPositionTimestamp: '2025-11-22T00:00:00Z' },
      'orderNotificationStartingPositionTimestamp: belongs to AT_TIMESTAMP, found TRIM_HORIZON',
    ],
    [{ tags: 'aws:team=shop' }, 'tags: expected key=value pairs'],
    [{ tags: 'team=shop,Team=orders' }, 'tags: expected key=value pairs'],
    [{ maximumPollers: '501' }, 'maximumPollers: expected a whole number from 1 to 500'],
    [
      { contactsTableArn: TABLE.replace('central', 'west') },
      'contactsTableArn: is in eu-west-1, the stack in eu-central-1',
    ],
    [
      { recipientsTableArn: TABLE.replace('central', 'west') },
      'recipientsTableArn: is in eu-west-1, the stack in eu-central-1',
    ],
    [{ contactsTableArn: TABLE, recipientsTableArn: TABLE }, 'recipientsTableArn: is the table of contacts'],
  ])('%j is refused', (raw, problem) => {
    expect(read({ ...MSK, ...raw }).problems).toEqual(
      expect.arrayContaining([expect.stringContaining(problem)]),
    );
  });

  it.each<[Record<string, unknown>, string]>([
    [{ authentication: 'iam', kafkaSecretArn: '' }, 'authentication: with source=self-managed'],
    [{ vpcSubnets: 'subnet-1a' }, 'vpcSecurityGroups: vpcSubnets and vpcSecurityGroups go together'],
    [{ vpcSecurityGroups: 'sg-1a' }, 'vpcSubnets: vpcSubnets and vpcSecurityGroups go together'],
    [{ authentication: 'none', kafkaSecretArn: '' }, 'authentication: none needs brokers in a VPC'],
    ...[
      'b1',
      'b_1:9092',
      'b1:99999',
      'b1:1,b1:1',
      Array.from({ length: 11 }, (_, n) => `b${n}:1`).join(),
    ].map((bootstrapServers): [Record<string, unknown>, string] => [
      { bootstrapServers },
      'bootstrapServers: expected 1 to 10 host:port pairs',
    ]),
    [{ kafkaCaSecretArn: SECRET.replace('central', 'west') }, 'kafkaCaSecretArn: is in eu-west-1'],
    [{ mskClusterArn: CLUSTER }, 'mskClusterArn: belongs to source=msk, found source=self-managed'],
    [{ kafkaCaSecretKmsKeyArn: KEY }, 'kafkaCaSecretKmsKeyArn: belongs to kafkaCaSecretArn'],
  ])('%j is refused of self-managed Kafka', (raw, problem) => {
    expect(read({ ...SELF_MANAGED, ...raw }).problems).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a cluster of another account, by a connection', { mskVpcConnectionArn: CONNECTION }],
    [
      'a copy of its secret, which has a name and a key of its own',
      { mskVpcConnectionArn: CONNECTION, authentication: 'scram-512', kafkaSecretArn: SECRET },
    ],
    ['MSK Serverless', { mskClusterArn: SERVERLESS }],
    ['contacts of another account', { contactsTableArn: FOREIGN_TABLE, recipientsTableArn: TABLE }],
    ['a cluster in an account that nobody knows yet', { mskClusterArn: FOREIGN_CLUSTER }],
  ])('%s is accepted', (_, raw) => {
    expect(read({ ...MSK, ...raw })).toMatchObject({ problems: [], missing: [] });
  });

  it('names the account of the stack where the credentials of a deployment tell it', () => {
    const { values } = read({ ...MSK, mskClusterArn: FOREIGN_CLUSTER });

    expect(foreignAccounts(values, { id: '123456789012', by: 'your credentials' })).toEqual([
      expect.stringContaining('the stack in account 123456789012 (by your credentials)'),
    ]);
    expect(foreignAccounts(values, { id: '999999999999', by: 'your credentials' })).toEqual([]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ startingPosition: 'AT_TIMESTAMP' }, 'startingPositionTimestamp: AT_TIMESTAMP needs it'],
    [
      { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: 'yesterday' },
      'startingPositionTimestamp: expected a time',
    ],
    [
      {
        authentication: 'scram-512',
        kafkaSecretArn: MSK_SECRET,
        kafkaSecretKmsKeyArn: KEY.replace('key/', 'alias/'),
      },
      'kafkaSecretKmsKeyArn: expected the ARN of a KMS key, not of an alias',
    ],
  ])('%j is one mistake, in one line', (raw, problem) => {
    expect(read({ ...MSK, ...raw }).problems).toEqual([expect.stringContaining(problem)]);
  });

  it('takes tags whose values have letters of any language', () => {
    const tags = 'team=Überweisung, cost center=東京 1, mail=a@b.example';

    expect(read({ ...MSK, tags }).values.tags).toEqual(tags.split(', '));
  });

  it('takes one time for all that start there, or one for each', () => {
    const all = { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: '2025-11-22T00:00:00Z' };
    const one = {
      orderNotificationStartingPosition: 'AT_TIMESTAMP',
      orderNotificationStartingPositionTimestamp: '2025-11-22T00:00:00Z',
    };

    for (const raw of [all, one, { ...all, ...one }]) expect(read({ ...MSK, ...raw }).problems).toEqual([]);
  });

  it('names every problem at once', () => {
    expect(read({ ...MSK, batchSize: 'x', timeout: 'y', unheard: 'z' }).problems).toHaveLength(3);
  });

  it('keeps a domain as SES does, in lower case', () => {
    expect(read({ ...MSK, senderIdentity: 'SHOP.example' }).values.senderIdentity).toBe('shop.example');
  });

  it('covers an address by its domain, and by a parent of it', () => {
    for (const senderIdentity of ['shop.example', 'SHOP.example', 'shop@shop.example']) {
      expect(read({ ...MSK, senderIdentity }).problems).toEqual([]);
    }
    expect(
      read({ ...MSK, senderEmail: 'a@mail.shop.example', senderIdentity: 'shop.example' }).problems,
    ).toEqual([]);
  });

  it('reads a time as seconds since the epoch', () => {
    const { values } = read({ ...MSK, startingPositionTimestamp: '2025-11-22T19:00:00+01:00' });

    expect(values.startingPositionTimestamp).toBe(Date.UTC(2025, 10, 22, 18) / 1_000);
  });

  it('reads a time as toISOString writes it, to the second before', () => {
    const { values } = read({ ...MSK, startingPositionTimestamp: '2025-11-22T18:00:00.987Z' });

    expect(values.startingPositionTimestamp).toBe(Date.UTC(2025, 10, 22, 18) / 1_000);
  });
});

describe('parameters of channels', () => {
  const FILE = 'test/support/fcm-credentials.json';
  const { fcmSecretArn, ...WITHOUT_CREDENTIALS } = CHANNELS;

  it('are those of e-mail alone, unless a deployment says otherwise', () => {
    expect(read(MSK).values.channels).toEqual(['email']);
  });

  it.each([
    ['email', ['email']],
    ['sms, email', ['email', 'sms']],
    ['push,email,sms,sms', ['email', 'sms', 'push']],
  ])('are those of each one once, in one order: %s', (channels, expected) => {
    expect(read({ ...MSK, channels }).values.channels).toEqual(expected);
  });

  it.each([CHANNELS, { ...WITHOUT_CREDENTIALS, fcmCredentialsFile: FILE }])('are complete with %j', (raw) => {
    expect(read({ ...MSK, ...raw })).toMatchObject({ problems: [], missing: [] });
  });

  it('have rates that their providers usually allow', () => {
    expect(read({ ...MSK, ...CHANNELS }).values).toMatchObject({ smsMaxSendRate: 10, pushMaxSendRate: 100 });
  });

  it('have what is in the file of credentials, on one line', () => {
    const { values } = read({ ...MSK, ...WITHOUT_CREDENTIALS, fcmCredentialsFile: FILE });

    expect(values.fcmCredentialsFile).toMatch(/^{"type":"external_account","audience":"[^\n]+}$/);
  });

  it.each([
    [{ channels: 'email,sms' }, ['smsPoolArn']],
    [{ channels: 'email,push' }, ['fcmProject', 'fcmCredentialsFile']],
    [{ channels: 'email,sms,push' }, ['smsPoolArn', 'fcmProject', 'fcmCredentialsFile']],
    [WITHOUT_CREDENTIALS, ['fcmCredentialsFile']],
  ])('%j lacks %j', (raw, names) => {
    const { missing, problems } = read({ ...MSK, ...raw });

    expect(missing.map((line) => line.trim().split(' ')[0])).toEqual(names);
    expect(problems).toEqual([]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ channels: 'sms' }, 'channels: expected email, or email with sms and push beside it'],
    [{ channels: 'email,fax' }, 'channels: expected email, or email with sms and push beside it'],
    [{ smsPoolArn: 'pool-1' }, 'smsPoolArn: expected the ARN of a pool of AWS End User Messaging SMS'],
    [
      { smsPoolArn: CHANNELS.smsPoolArn.replace('central', 'west') },
      'smsPoolArn: is in eu-west-1, the stack in eu-central-1',
    ],
    [{ smsMaxSendRate: '0' }, 'smsMaxSendRate: expected a number of text messages a second'],
    [{ smsMaxPrice: '1' }, 'smsMaxPrice: expected US dollars with a decimal point'],
    [{ pushMaxSendRate: 'many' }, 'pushMaxSendRate: expected a number of pushes a second'],
    [{ fcmProject: 'Shop' }, 'fcmProject: expected the id of a Firebase project'],
    [{ fcmCredentialsFile: FILE }, 'fcmSecretArn: set it or fcmCredentialsFile, not both'],
    [{ fcmCredentialsFile: 'package.json' }, 'fcmCredentialsFile: expected a file with an external_account'],
    [{ fcmCredentialsFile: 'nowhere.json' }, 'fcmCredentialsFile: expected a file with an external_account'],
    [{ fcmSecretArn: '', fcmSecretKmsKeyArn: KEY }, 'fcmSecretKmsKeyArn: belongs to fcmSecretArn'],
    [{ channels: 'email,push' }, 'smsPoolArn: belongs to sms, which is not among channels=email,push'],
    [{ channels: 'email,sms' }, 'fcmProject: belongs to push, which is not among channels=email,sms'],
    [{ channels: 'email', smsMaxSendRate: '3' }, 'smsMaxSendRate: belongs to sms'],
  ])('%j is refused', (raw, problem) => {
    expect(read({ ...MSK, ...CHANNELS, ...raw }).problems).toEqual(
      expect.arrayContaining([expect.stringContaining(problem)]),
    );
  });
});

describe('the Region of SES', () => {
  const inRegion = (region: string, raw: Record<string, unknown> = {}) =>
    sesRefusals(readParameters({ senderEmail: 'shop@shop.example', ...raw }, region).values, region);

  it.each([
    ['eu-central-1', {}],
    ['us-gov-west-1', {}],
    ['ap-southeast-4', { sesRegion: 'ap-southeast-2' }],
  ])('may be that of a stack in %s with %j', (region, raw) => {
    expect(inRegion(region, raw)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['cn-north-1', {}, 'region: cn-north-1 is in the partition aws-cn, which has no SES'],
    [
      'eusc-de-east-1',
      {},
      'region: eusc-de-east-1 is in the partition aws-eusc. The framework cannot deploy there',
    ],
    [
      'eu-central-1',
      { sesRegion: 'eusc-de-east-1' },
      'sesRegion: is in the partition aws-eusc, the stack in aws',
    ],
    ['cn-north-1', { sesRegion: 'eu-west-1' }, 'region: cn-north-1 is in the partition aws-cn'],
    ['ap-southeast-4', {}, 'region: AWS has no SES in ap-southeast-4. Set sesRegion to one of af-south-1,'],
    ['eu-central-1', { sesRegion: 'eu-south-2' }, 'sesRegion: AWS has no SES in eu-south-2'],
    [
      'us-gov-west-1',
      { sesRegion: 'us-east-1' },
      'sesRegion: is in the partition aws, the stack in aws-us-gov',
    ],
  ])('is refused to a stack in %s with %j', (region, raw, refusal) => {
    expect(inRegion(region, raw)).toEqual([expect.stringContaining(refusal)]);
  });
});
