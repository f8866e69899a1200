import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { MappingLimits } from './mapping';

export type StartingPosition =
  | { readonly at: 'TRIM_HORIZON' | 'LATEST' }
  /** Milliseconds since the epoch. */
  | { readonly at: 'AT_TIMESTAMP'; readonly timestamp: number };

/** An event source mapping as it is deployed, as far as it matters on a laptop. */
export interface MappingProperties {
  readonly id: string;
  /** What AWS would give it; here made from its logical id, so that it stays the same. */
  readonly uuid: string;
  readonly functionName: string;
  readonly enabled: boolean;
  readonly topics: readonly string[];
  readonly consumerGroup: string;
  readonly startingPosition: StartingPosition;
  /** Of Amazon MSK; self-managed Kafka has none. */
  readonly eventSourceArn: string | undefined;
  readonly reportsBatchItemFailures: boolean;
  readonly limits: MappingLimits;
}

/** Source: Lambda developer guide, `kafka-scaling-modes`. */
const INVOCATIONS_A_POLLER = 5;

/** Known to AWS, and of no matter on a laptop. */
const unread = z.unknown().optional();
const group = z
  .strictObject({
    ConsumerGroupId: z.string().optional(),
    SchemaRegistryConfig: unread,
    ConsumptionMode: unread,
  })
  .optional();
/** An intrinsic function of CloudFormation, whose value only AWS knows, or plain text. */
const value = z.union([z.string(), z.record(z.string(), z.unknown())]);
/** A folder stands in for S3; there is nothing here to stand in for a topic, a queue or Amazon SNS. */
const destination = value.refine(
  (given) => typeof given !== 'string' || /^arn:[\w-]+:s3:::/.test(given),
  'the local mapping hands failed records to Amazon S3 only: expected the ARN of a bucket',
);

/**
 * Names as in CloudFormation, those of other sources than Kafka left out; defaults as in the Lambda developer guide,
 * `msk-esm-parameters`; ranges as in the Lambda API reference, `API_CreateEventSourceMapping`.
 */
const RESOURCE = z.strictObject({
  FunctionName: value,
  Topics: z.array(z.string()).min(1),
  Enabled: z.boolean().default(true),
  EventSourceArn: value.optional(),
  AmazonManagedKafkaEventSourceConfig: group,
  SelfManagedKafkaEventSourceConfig: group,
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP']),
  StartingPositionTimestamp: z.number().optional(),
  BatchSize: z.number().int().min(1).max(10_000).default(100),
  MaximumBatchingWindowInSeconds: z.number().min(0).max(300).default(0.5),
  FilterCriteria: z
    .undefined('the local mapping does not filter records: this service reads every record of its topics')
    .optional(),
  FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
  MaximumRetryAttempts: z.number().int().min(-1).max(10_000).default(-1),
  MaximumRecordAgeInSeconds: z
    .number()
    .int()
    .max(604_800)
    .refine((age) => age === -1 || age >= 60, 'expected -1 or at least 60')
    .default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: destination }).optional() })
    .optional(),
  ProvisionedPollerConfig: z
    .strictObject({
      MinimumPollers: z.number().int().min(1).max(200).default(1),
      MaximumPollers: z.number().int().min(1).max(2_000).default(200),
      PollerGroupName: unread,
    })
    .refine(
      ({ MinimumPollers, MaximumPollers }) => MinimumPollers <= MaximumPollers,
      'MinimumPollers is more than MaximumPollers',
    )
    .optional(),
  KmsKeyArn: unread,
  LoggingConfig: unread,
  MetricsConfig: unread,
  SelfManagedEventSource: unread,
  SourceAccessConfigurations: unread,
  Tags: unread,
});

const LOCAL_CLUSTER =
  'arn:aws:kafka:eu-central-1:123456789012:cluster/local/00000000-0000-0000-0000-000000000000-1';

function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return [8, 4, 4, 4, 12]
    .map((length, part, all) => {
      const start = all.slice(0, part).reduce((sum, one) => sum + one, 0);
      return hex.slice(start, start + length);
    })
    .join('-');
}

/** Retry limits, record age, splitting and batch responses exist in provisioned mode only: `kafka-retry-configurations`. */
function refuseWithoutPollers(properties: z.infer<typeof RESOURCE>, id: string): void {
  if (properties.ProvisionedPollerConfig) return;
  const asked = [
    properties.FunctionResponseTypes.length > 0 && 'FunctionResponseTypes',
    properties.MaximumRetryAttempts !== -1 && 'MaximumRetryAttempts',
    properties.MaximumRecordAgeInSeconds !== -1 && 'MaximumRecordAgeInSeconds',
    properties.BisectBatchOnFunctionError && 'BisectBatchOnFunctionError',
  ].filter(Boolean);
  if (asked.length > 0)
    throw new Error(
      `${id}: ${asked.join(', ')} ${asked.length === 1 ? 'needs' : 'need'} provisioned mode: add ProvisionedPollerConfig. AWS refuses this mapping too.`,
    );
}

/**
 * The properties of an `AWS::Lambda::EventSourceMapping` of the compiled template.
 *
 * @throws Error that names the mapping and the property for what AWS would refuse too.
 */
export function mappingProperties(id: string, resource: unknown, functionName: string): MappingProperties {
  const parsed = RESOURCE.safeParse(resource);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join('.')}: ${message}` : message,
    );
    throw new Error(`${id}: ${problems.join('; ')}`);
  }
  const properties = parsed.data;
  refuseWithoutPollers(properties, id);
  const { StartingPosition: at, StartingPositionTimestamp: seconds, EventSourceArn: arn } = properties;
  if (at === 'AT_TIMESTAMP' && seconds === undefined)
    throw new Error(`${id}: StartingPosition AT_TIMESTAMP needs StartingPositionTimestamp`);
  const uuid = uuidOf(id);
  const { ConsumerGroupId: consumerGroup = uuid } =
    properties.AmazonManagedKafkaEventSourceConfig ?? properties.SelfManagedKafkaEventSourceConfig ?? {};
  return {
    id,
    uuid,
    functionName,
    enabled: properties.Enabled,
    topics: properties.Topics,
    consumerGroup,
    startingPosition: at === 'AT_TIMESTAMP' ? { at, timestamp: (seconds ?? 0) * 1_000 } : { at },
    eventSourceArn: typeof arn === 'string' || arn === undefined ? arn : LOCAL_CLUSTER,
    reportsBatchItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    limits: {
      batchSize: properties.BatchSize,
      batchingWindow: properties.MaximumBatchingWindowInSeconds * 1_000,
      maximumRetryAttempts: properties.MaximumRetryAttempts,
      maximumRecordAge:
        properties.MaximumRecordAgeInSeconds === -1 ? -1 : properties.MaximumRecordAgeInSeconds * 1_000,
      bisectBatchOnFunctionError: properties.BisectBatchOnFunctionError,
      hasDestination: properties.DestinationConfig?.OnFailure !== undefined,
      maximumConcurrency: (properties.ProvisionedPollerConfig?.MaximumPollers ?? 1) * INVOCATIONS_A_POLLER,
    },
  };
}
