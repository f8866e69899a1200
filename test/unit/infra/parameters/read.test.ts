import { type ReadParameters, readParameters } from '../../../../infra/parameters/read';
import { CHANNELS, REGISTRY, SECRET, SOURCES } from '../../../../tools/stacks/deployments';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234';
const CONFLUENT = 'https://registry.shop.example';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/contacts';
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
    [{}, ['source', 'mskClusterArn', 'senderEmail']],
    [{ source: 'self-managed' }, ['source', 'bootstrapServers', 'kafkaSecretArn', 'senderEmail'].slice(1)],
    [{ ...MSK, authentication: 'scram-512', kafkaSecretKmsKeyArn: KEY }, ['kafkaSecretArn']],
    [{ ...SELF_MANAGED, kafkaSecretArn: undefined, authentication: 'mtls' }, ['kafkaSecretArn']],
  ])('%j lacks %j', (raw, names) => {
    expect(read(raw).missing.map((line) => line.trim().split(' ')[0])).toEqual(names);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ source: 'kinesis' }, 'source: expected msk or self-managed, found "kinesis"'],
    [{ mskClusterArn: 'shop' }, 'mskClusterArn: expected the ARN of an MSK cluster, found "shop"'],
    [{ batchSize: '0' }, 'batchSize: expected a whole number from 1 to 10000, found "0"'],
    [{ timeout: '900' }, 'timeout: expected a whole number from 30 to 840, found "900"'],
    [{ enabled: 'yes' }, 'enabled: expected true or false, found "yes"'],
    [{ logRetentionDays: '31' }, 'logRetentionDays: expected one of 1, 3, 5'],
    [{ tags: 'team' }, 'tags: expected key=value pairs, comma-separated, found "team"'],
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
    [{ contactsTableKmsKeyArn: KEY }, 'contactsTableKmsKeyArn: belongs to contactsTableArn'],
    [
      { notificationLogTableKmsKeyArn: KEY },
      'notificationLogTableKmsKeyArn: belongs to notificationLogTableArn',
    ],
    [
      { authentication: 'scram-512', kafkaSecretArn: SECRET },
      'kafkaSecretKmsKeyArn: MSK takes only secrets under a customer managed key',
    ],
    [{ kafkaSecretKmsKeyArn: KEY }, 'kafkaSecretKmsKeyArn: with authentication=iam there is no secret'],
    [
      { orderNotificationConsumerGroup: 'orders*' },
      'orderNotificationConsumerGroup: expected a consumer group id',
    ],
    [
      { orderNotificationConsumerGroup: 'one', paymentNotificationConsumerGroup: 'one' },
      'two functions have one ConsumerGroup',
    ],
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
    [{ tags: 'aws:team=shop' }, 'tags: expected key=value pairs'],
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
    [{ authentication: 'iam' }, 'authentication: with source=self-managed'],
    [{ vpcSubnets: 'subnet-1a' }, 'vpcSecurityGroups: vpcSubnets and vpcSecurityGroups go together'],
    [{ vpcSecurityGroups: 'sg-1a' }, 'vpcSubnets: vpcSubnets and vpcSecurityGroups go together'],
    [{ authentication: 'none' }, 'authentication: none needs brokers in a VPC'],
    ...['b1', 'b_1:9092', 'b1:99999', Array(11).fill('b:1').join()].map(
      (bootstrapServers): [Record<string, unknown>, string] => [
        { bootstrapServers },
        'bootstrapServers: expected 1 to 10 host:port pairs',
      ],
    ),
    [{ kafkaCaSecretArn: SECRET.replace('central', 'west') }, 'kafkaCaSecretArn: is in eu-west-1'],
  ])('%j is refused of self-managed Kafka', (raw, problem) => {
    expect(read({ ...SELF_MANAGED, ...raw }).problems).toEqual([expect.stringContaining(problem)]);
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
    const { values } = read({ ...MSK, startingPositionTimestamp: '2026-11-22T19:00:00+01:00' });

    expect(values.startingPositionTimestamp).toBe(Date.UTC(2026, 10, 22, 18) / 1_000);
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
