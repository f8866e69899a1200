import { FUNCTIONS } from '../../../infra/functions';
import { CLUSTER, REGISTRY, SECRET, SOURCES } from '../../../tools/stacks/deployments';
import { resourcesOf, stack } from '../../support/computed-stack';

const CA = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:ca-AbCdEf';

const CONFLUENT = 'https://psrc-1a2b3.eu-central-1.aws.confluent.cloud';

const { msk: MSK, 'self-managed': SELF_MANAGED } = SOURCES;

describe('a function without its mapping', () => {
  const raw = { ...MSK, orderNotificationMapping: 'false' };
  const none = Object.fromEntries(FUNCTIONS.map(({ name }) => [`${name}Mapping`, 'false']));

  it('has no event, and nothing that extends one', () => {
    const { events, resources } = stack(raw);

    expect(Object.entries(events).filter(([, { length }]) => length === 0)).toEqual([
      ['orderNotification', []],
    ]);
    expect(Object.keys(resources.extensions).filter((id) => id.includes('EventSourceMapping'))).toHaveLength(
      3,
    );
  });

  it('keeps its permissions, which its pollers need until they are gone', () => {
    expect(resourcesOf(raw).ExecutionRole).toEqual(resourcesOf(MSK).ExecutionRole);
  });

  it.each([
    ['one', raw, 3],
    ['all', { ...MSK, ...none }, 0],
  ])('is in no alarm and no chart: %s', (_, given, mappings) => {
    const text = JSON.stringify(resourcesOf(given));
    const named = new Set(text.match(/\w+EventSourceMapping\w+/g));

    expect(named.size).toBe(mappings);
    expect(text).not.toContain('"metrics":[]');
    expect(text).not.toContain('SUM([])');
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

  it('polls a cluster of another account by the connection to it', () => {
    const connection = CLUSTER.replace('cluster/', 'vpc-connection/999999999999/');
    const { events, resources } = stack({ ...MSK, mskVpcConnectionArn: connection });

    expect(events.orderNotification).toMatchObject([{ msk: { arn: connection } }]);
    // What the framework makes of this ARN.
    expect(resources.extensions).toHaveProperty(
      'OrderNotificationEventSourceMappingMSK999999999999Ordernotification',
    );
  });

  it.each<[string, Record<string, string>, string, unknown]>([
    ['AWS Glue', MSK, REGISTRY, undefined],
    ['AWS Glue, self-managed Kafka', SELF_MANAGED, REGISTRY, undefined],
    [
      'Confluent',
      { ...MSK, schemaRegistrySecretArn: SECRET },
      CONFLUENT,
      [{ Type: 'BASIC_AUTH', URI: SECRET }],
    ],
    [
      'Confluent, mutual TLS and a private CA',
      {
        ...SELF_MANAGED,
        schemaRegistryAuthentication: 'mtls',
        schemaRegistrySecretArn: SECRET,
        schemaRegistryCaSecretArn: CA,
      },
      CONFLUENT,
      [
        { Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: SECRET },
        { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: CA },
      ],
    ],
    ['Confluent, open', { ...MSK, schemaRegistryAuthentication: 'none' }, CONFLUENT, undefined],
  ])('decodes and validates values by the registry of %s', (_, raw, schemaRegistry, access) => {
    const { resources } = stack({ ...raw, schemaRegistry });
    const name = raw.source === 'msk' ? 'AmazonManagedKafka' : 'SelfManagedKafka';
    const [extension] = Object.values(resources.extensions);

    expect(extension).toMatchObject({
      Properties: {
        [`${name}EventSourceConfig`]: {
          ConsumerGroupId: expect.stringMatching(/^notifications-test-\w+_notification$/),
          SchemaRegistryConfig: {
            SchemaRegistryURI: schemaRegistry,
            EventRecordFormat: 'JSON',
            SchemaValidationConfigs: [{ Attribute: 'VALUE' }],
            ...(access !== undefined && { AccessConfigs: access }),
          },
        },
      },
    });
    if (access === undefined) expect(JSON.stringify(extension)).not.toContain('AccessConfigs');
  });

  it('without a registry leaves to the framework what it compiles', () => {
    for (const extension of Object.values(stack(MSK).resources.extensions)) {
      expect(JSON.stringify(extension)).not.toMatch(/EventSourceConfig/);
    }
  });

  it('may differ from the others in what a cut-over needs', () => {
    const { events } = stack({
      ...MSK,
      enabled: 'false',
      orderNotificationEnabled: 'true',
      orderNotificationStartingPosition: 'AT_TIMESTAMP',
      orderNotificationStartingPositionTimestamp: '2025-11-22T00:00:00Z',
      orderNotificationConsumerGroup: 'old-mailer',
    });

    expect(events.orderNotification).toMatchObject([
      {
        msk: {
          enabled: true,
          startingPosition: 'AT_TIMESTAMP',
          startingPositionTimestamp: Date.UTC(2025, 10, 22) / 1_000,
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

  it.each([
    ['MSK', MSK, 'OrderNotificationEventSourceMappingMSKShop'],
    ['self-managed Kafka', SELF_MANAGED, 'OrderNotificationEventSourceMappingKafka'],
  ])(
    'reads the topic by the name it has in Kafka, and all else keeps the name of the notification: %s',
    (_, raw, id) => {
      const topic = `prod.${'orders-'.repeat(30)}v1`;
      const { events, resources } = stack({ ...raw, orderNotificationTopic: topic });

      expect(Object.values(events.orderNotification?.[0] ?? {})).toEqual([
        expect.objectContaining({ topic, consumerGroupId: 'notifications-test-order_notification' }),
      ]);
      const longest = id.includes('MSK') ? 79 : 158;
      const ids = Object.keys(resources.extensions).filter((one) => one.startsWith('OrderNotificationEvent'));
      expect(ids).toEqual([`${id}${`Prod${'orders'.repeat(30)}v1`.slice(0, longest)}`]);
    },
  );

  it.each<[string, Record<string, string>, string]>([
    [
      'a topic',
      { orderNotificationTopic: 'prod.all', paymentNotificationTopic: 'prod.all' },
      'orderNotificationTopic and paymentNotificationTopic: both are prod.all',
    ],
    [
      'the topic that is another one’s by default',
      { orderNotificationTopic: 'payment_notification' },
      'orderNotificationTopic and paymentNotificationTopic: both are payment_notification',
    ],
    [
      'a consumer group',
      { orderNotificationConsumerGroup: 'one', paymentNotificationConsumerGroup: 'one' },
      'orderNotificationConsumerGroup and paymentNotificationConsumerGroup: both are one; Lambda demands',
    ],
    [
      'the consumer group that is another one’s by default',
      { orderNotificationConsumerGroup: 'notifications-test-payment_notification' },
      'paymentNotificationConsumerGroup: both are notifications-test-payment_notification',
    ],
  ])('does not share %s', (_, raw, refusal) => {
    expect(stack({ ...MSK, ...raw }).refusals).toEqual([expect.stringContaining(refusal)]);
  });

  it('may take over a topic that is another one’s by default, where that has another', () => {
    const topics = { orderNotificationTopic: 'payment_notification', paymentNotificationTopic: 'paid' };

    expect(stack({ ...MSK, ...topics }).refusals).toEqual([]);
  });

  it('has no poller group, where the brokers are in no VPC', () => {
    const { extensions } = stack({ ...SELF_MANAGED, pollerGroup: 'none' }).resources;

    expect(extensions).toHaveProperty(
      'OrderNotificationEventSourceMappingKafkaOrdernotification.Properties.ProvisionedPollerConfig',
      { MinimumPollers: 1, MaximumPollers: 1 },
    );
  });

  it.each([{ authentication: 'iam' }, { authentication: 'none' }])(
    'keeps to the schema of the framework where %j is refused, so that the refusal is ours',
    (raw) => {
      expect(Object.keys(access({ ...SELF_MANAGED, kafkaSecretArn: '', ...raw }) ?? {})).toHaveLength(1);
    },
  );

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
