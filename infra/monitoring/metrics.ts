import type { MailMetricName } from '../../lib/mail-events/telemetry';
import type { ChannelName } from '../../lib/notifications/notification';
import type { ChannelMetricName } from '../../lib/runtime/channel-telemetry';
import type { MetricName } from '../../lib/runtime/telemetry';
import { type Deployment, functionNameOf } from '../deployment';
import { hasMapping, mappingId } from '../event-source-mappings';
import { FUNCTIONS, MAIL_EVENTS, type ServiceFunction } from '../functions';
import { mailEventsRuleOf } from '../mail-events';

/** A metric as alarms and dashboard name it; a dimension may hold a CloudFormation variable. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** What a legend calls it. */
  readonly label?: string;
}

/** Source: Lambda developer guide, `monitoring-metrics-types`, metrics of an event source mapping. */
type MappingMetric =
  | 'PolledEventCount'
  | 'InvokedEventCount'
  | 'DroppedEventCount'
  | 'OnFailureDestinationDeliveredEventCount'
  | 'OnFailureDestinationDeliveryErrorCount'
  | 'PollingErrorCount'
  | 'InvokeErrorCount'
  | 'CommitErrorCount'
  | 'SumOffsetLag'
  | 'ProvisionedPollers';

/** Source: the same page, metrics of a function. */
type FunctionMetric =
  | 'Errors'
  | 'Invocations'
  | 'Throttles'
  | 'Duration'
  | 'ConcurrentExecutions'
  | 'DestinationDeliveryFailures';

/** Names a metric that the functions count themselves, of one topic or of all. */
export const own = (
  deployment: Deployment,
  name: MetricName | MailMetricName,
  fn?: ServiceFunction,
): Metric => ({
  namespace: `${deployment.service}/${deployment.stage}`,
  name,
  dimensions: fn ? { topic: fn.topic } : {},
  ...(fn && { label: fn.topic }),
});

/** Names a metric of one channel, which is measured where a deployment has several. */
export const ofChannel = (deployment: Deployment, name: ChannelMetricName, channel: ChannelName): Metric => ({
  namespace: `${deployment.service}/${deployment.stage}`,
  name,
  dimensions: { channel },
});

/** Names one metric of the mapping of each function that has one. */
export const ofMappings = (
  deployment: Deployment,
  name: MappingMetric,
  functions: readonly ServiceFunction[] = FUNCTIONS,
): Metric[] =>
  functions
    .filter((fn) => hasMapping(deployment, fn))
    .map((fn) => ({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { EventSourceMappingUUID: `\${${mappingId(deployment, fn)}}` },
      label: fn.topic,
    }));

/** Names one metric of each function, by default of those that a topic feeds. */
export const ofFunctions = (
  deployment: Deployment,
  name: FunctionMetric,
  functions: ReadonlyArray<Pick<ServiceFunction, 'name'> & Partial<ServiceFunction>> = FUNCTIONS,
): Metric[] =>
  functions.map((fn) => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: functionNameOf(deployment, fn) },
    label: fn.topic ?? fn.name,
  }));

/** Names how many events of mails lie in the dead-letter queue. Source: SQS developer guide, `sqs-available-cloudwatch-metrics`. */
export const DEAD_LETTERS: Metric = {
  namespace: 'AWS/SQS',
  name: 'ApproximateNumberOfMessagesVisible',
  dimensions: { QueueName: '${MailEventsDeadLetterQueue.QueueName}' },
  label: 'events',
};

/** Names how many events of mails did not even come there: from Lambda, from EventBridge. Source: EventBridge user guide, `eb-monitoring`. */
export const deadLettersLost = (deployment: Deployment): Metric[] => [
  ...ofFunctions(deployment, 'DestinationDeliveryFailures', [MAIL_EVENTS]),
  {
    namespace: 'AWS/Events',
    name: 'InvocationsFailedToBeSentToDlq',
    dimensions: { RuleName: mailEventsRuleOf(deployment) },
  },
];

/** Names a metric of the HTTP API of the preference page. Source: API Gateway developer guide, `http-api-metrics`. */
export const ofPage = (name: '5xx' | 'Count'): Metric => ({
  namespace: 'AWS/ApiGateway',
  name,
  dimensions: { ApiId: '${PreferencesApi}' },
});

/**
 * Names how many bytes of the on-failure bucket are old: its lifecycle moves a document to this class when it is. S3 measures once a
 * day, and counts what was removed until it is gone. Source: S3 user guide, `metrics-dimensions`.
 */
export const OLD_DOCUMENTS: Metric = {
  namespace: 'AWS/S3',
  name: 'BucketSizeBytes',
  dimensions: { BucketName: '${OnFailureBucket}', StorageType: 'IntelligentTieringFAStorage' },
  label: 'old documents',
};

/** Source: SES developer guide, `monitor-sender-reputation`: SES acts on the account's rates, whoever caused them. */
export const reputation = (name: 'BounceRate' | 'ComplaintRate'): Metric => ({
  namespace: 'AWS/SES',
  name: `Reputation.${name}`,
  dimensions: {},
  label: name === 'BounceRate' ? 'bounces' : 'complaints',
});

export const ofTable = (
  table: string,
  name: 'ReadThrottleEvents' | 'WriteThrottleEvents',
  label: string,
): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions: { TableName: table },
  label,
});
