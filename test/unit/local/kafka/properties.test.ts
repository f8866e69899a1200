import { mappingProperties } from '../../../../local/kafka/properties';

const RESOURCE = {
  FunctionName: { 'Fn::GetAtt': ['OrderNotificationLambdaFunction', 'Arn'] },
  Topics: ['order_notification'],
  StartingPosition: 'TRIM_HORIZON',
  EventSourceArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/1',
  ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2 },
};

const read = (more: Readonly<Record<string, unknown>> = {}) =>
  mappingProperties('Mapping', { ...RESOURCE, ...more }, 'service-dev-orderNotification');

describe('the properties of an event source mapping', () => {
  it('have the defaults of AWS', () => {
    expect(read()).toMatchObject({
      enabled: true,
      reportsBatchItemFailures: false,
      limits: {
        batchSize: 100,
        batchingWindow: 500,
        maximumRetryAttempts: -1,
        maximumRecordAge: -1,
        bisectBatchOnFunctionError: false,
        hasDestination: false,
        maximumConcurrency: 10,
      },
    });
  });

  it('take the consumer group of either source, or the mapping’s own id', () => {
    const { uuid } = read();

    expect(read({ AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'a' } }).consumerGroup).toBe('a');
    expect(read({ SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'b' } }).consumerGroup).toBe('b');
    expect(read().consumerGroup).toBe(uuid);
    expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
  });

  it('have a bucket as destination, whatever names it', () => {
    const hasDestination = (Destination: unknown) =>
      read({ DestinationConfig: { OnFailure: { Destination } } }).limits.hasDestination;

    expect(hasDestination({ 'Fn::GetAtt': ['OnFailureBucket', 'Arn'] })).toBe(true);
    expect(hasDestination('arn:aws:s3:::bucket')).toBe(true);
  });

  it.each<readonly [Readonly<Record<string, unknown>>, string]>([
    [
      { FilterCriteria: { Filters: [{ Pattern: '{}' }] } },
      'Mapping: FilterCriteria: the local mapping does not filter',
    ],
    ...[
      'kafka://failed',
      'arn:aws:sqs:eu-central-1:123456789012:failed',
      'arn:aws:sns:eu-central-1:123456789012:failed',
    ].map(
      (Destination) =>
        [
          { DestinationConfig: { OnFailure: { Destination } } },
          'Mapping: DestinationConfig.OnFailure.Destination: the local mapping hands failed records to Amazon S3 only',
        ] as const,
    ),
  ])('are refused where the laptop has nothing for them: %j', (more, problem) => {
    expect(() => read(more)).toThrow(problem);
  });

  it('need no ARN for self-managed Kafka, and get a made-up one where only AWS knows it', () => {
    expect(read({ EventSourceArn: undefined }).eventSourceArn).toBeUndefined();
    expect(read({ EventSourceArn: { Ref: 'Cluster' } }).eventSourceArn).toMatch(/^arn:aws:kafka:/);
  });

  it('begin at a time in seconds', () => {
    expect(read({ StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 5 }).startingPosition).toEqual(
      {
        at: 'AT_TIMESTAMP',
        timestamp: 5_000,
      },
    );
  });

  it('may carry what matters on AWS only, and have the limits of AWS', () => {
    const known = {
      LoggingConfig: { SystemLogLevel: 'INFO' },
      MetricsConfig: { Metrics: ['EventCount'] },
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: { Ref: 'Secret' } }],
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['kafka:9092'] } },
      KmsKeyArn: { Ref: 'Key' },
      Tags: [{ Key: 'service', Value: 'notification' }],
    };

    expect(read({ ...known, MaximumRecordAgeInSeconds: 60 }).limits.maximumRecordAge).toBe(60_000);
    expect(read({ MaximumRecordAgeInSeconds: 604_800 }).limits.maximumRecordAge).toBe(604_800_000);
    expect(
      read({ ProvisionedPollerConfig: { MinimumPollers: 200, PollerGroupName: 'shop' } }).limits
        .maximumConcurrency,
    ).toBe(1_000);
  });

  it.each<readonly [Readonly<Record<string, unknown>>, string]>([
    [{ BatchSize: 0 }, 'Mapping: BatchSize'],
    [{ StartingPosition: 'AT_TIMESTAMP' }, 'needs StartingPositionTimestamp'],
    [
      {
        ProvisionedPollerConfig: undefined,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 5,
      },
      'Mapping: FunctionResponseTypes, MaximumRetryAttempts need provisioned mode',
    ],
    ...[-2, 0, 59, 604_801].map(
      (age) => [{ MaximumRecordAgeInSeconds: age }, 'Mapping: MaximumRecordAgeInSeconds'] as const,
    ),
    ...[
      { MinimumPollers: 0 },
      { MinimumPollers: 201 },
      { MaximumPollers: 2_001 },
      { MaximumPolers: 2 },
      { MinimumPollers: 3, MaximumPollers: 2 },
    ].map((pollers) => [{ ProvisionedPollerConfig: pollers }, 'Mapping: ProvisionedPollerConfig'] as const),
    [{ FunctionResponseTypes: ['ReportBatchItemFailure'] }, 'Mapping: FunctionResponseTypes'],
    [{ MaximumRetryAttempt: 5 }, 'Mapping: Unrecognized key: "MaximumRetryAttempt"'],
    [
      { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupID: 'a' } },
      'Mapping: AmazonManagedKafkaEventSourceConfig: Unrecognized key: "ConsumerGroupID"',
    ],
  ])('are refused as AWS would: %j', (more, problem) => {
    expect(() => read(more)).toThrow(problem);
  });
});
