import type { MetricName } from '../../lib/runtime/telemetry';
import { type Deployment, functionNameOf } from '../deployment';
import { mappingId } from '../event-source-mappings';
import { FUNCTIONS, type ServiceFunction } from '../functions';

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
  | 'Throttles'
  | 'Duration'
  | 'ConcurrentExecutions'
  | 'DestinationDeliveryFailures';

/** Names a metric that the functions count themselves, of one topic or of all. */
export const own = (deployment: Deployment, name: MetricName, fn?: ServiceFunction): Metric => ({
  namespace: `${deployment.service}/${deployment.stage}`,
  name,
  dimensions: fn ? { topic: fn.topic } : {},
  ...(fn && { label: fn.topic }),
});

/** Names one metric of each mapping. */
export const ofMappings = (
  deployment: Deployment,
  name: MappingMetric,
  functions: readonly ServiceFunction[] = FUNCTIONS,
): Metric[] =>
  functions.map((fn) => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { EventSourceMappingUUID: `\${${mappingId(deployment, fn)}}` },
    label: fn.topic,
  }));

/** Names one metric of each function. */
export const ofFunctions = (deployment: Deployment, name: FunctionMetric): Metric[] =>
  FUNCTIONS.map((fn) => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: functionNameOf(deployment, fn) },
    label: fn.topic,
  }));

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
