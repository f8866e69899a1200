import { type Deployment, nameOf } from './deployment';
import { FUNCTIONS, type ServiceFunction } from './functions';
import type { Authentication, Parameters } from './parameters/parameters';
import { registryOf } from './schema-registry';
import { ON_FAILURE_BUCKET } from './storage';
import type { Properties as PropertiesOf } from './template';

/** How often a failed record is tried again. After that it lies in the on-failure bucket, for `npm run redrive`. */
export const RETRIES = 5;

/** A week in seconds, the most that Lambda takes. So only the function decides what is too old, and its log says it. */
export const MAXIMUM_RECORD_AGE = 604_800;

/** The names that the framework's `kafka` event has for ways to sign in. `iam` and `none` have no secret. */
const SELF_MANAGED_SECRET = {
  plain: 'saslPlainAuth',
  'scram-256': 'saslScram256Auth',
  'scram-512': 'saslScram512Auth',
  mtls: 'clientCertificateTlsAuth',
} as const satisfies Partial<Record<Authentication, string>>;

/** The framework's `msk` event knows SCRAM alone. Source: Lambda API reference, `SourceAccessConfiguration`. */
const MSK_SECRET = {
  'scram-512': 'SASL_SCRAM_512_AUTH',
  mtls: 'CLIENT_CERTIFICATE_TLS_AUTH',
} as const satisfies Partial<Record<Authentication, string>>;

const valueIn = <V>(table: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

export const consumerGroupOf = (deployment: Deployment, { name, topic }: ServiceFunction): string =>
  deployment.parameters.functions[name]?.ConsumerGroup ?? `${nameOf(deployment)}-${topic}`;

export const isEnabled = ({ parameters }: Deployment, { name }: ServiceFunction): boolean =>
  parameters.functions[name]?.Enabled ?? parameters.enabled;

/** Computes what the framework's `msk` and `kafka` events have in common. */
function polling(deployment: Deployment, fn: ServiceFunction) {
  const { parameters } = deployment;
  const own = parameters.functions[fn.name];
  const startingPosition = own?.StartingPosition ?? parameters.startingPosition;
  return {
    topic: fn.topic,
    consumerGroupId: consumerGroupOf(deployment, fn),
    enabled: isEnabled(deployment, fn),
    startingPosition,
    ...(startingPosition === 'AT_TIMESTAMP' && {
      startingPositionTimestamp: own?.StartingPositionTimestamp ?? parameters.startingPositionTimestamp,
    }),
    batchSize: parameters.batchSize,
    maximumBatchingWindow: parameters.maximumBatchingWindow,
  };
}

function accessConfigurations({ authentication, ...given }: Parameters) {
  const secret = valueIn(SELF_MANAGED_SECRET, authentication);
  return {
    ...(secret && { [secret]: [given.kafkaSecretArn] }),
    ...(given.kafkaCaSecretArn && { serverRootCaCertificate: [given.kafkaCaSecretArn] }),
    ...(given.vpcSubnets && { vpcSubnet: given.vpcSubnets }),
    ...(given.vpcSecurityGroups && { vpcSecurityGroup: given.vpcSecurityGroups }),
  };
}

/** Computes the event of one function, in the words of the framework. */
function eventOf(deployment: Deployment, fn: ServiceFunction) {
  const { parameters } = deployment;
  const common = polling(deployment, fn);
  return parameters.source === 'msk'
    ? { msk: { arn: parameters.mskClusterArn, ...common } }
    : {
        kafka: {
          bootstrapServers: parameters.bootstrapServers,
          accessConfigurations: accessConfigurations(parameters),
          ...common,
        },
      };
}

export const eventsOf = (deployment: Deployment) =>
  Object.fromEntries(FUNCTIONS.map((fn) => [fn.name, [eventOf(deployment, fn)]]));

const idPart = (name: string) => {
  const alphanumeric = name.replaceAll(/[^a-zA-Z0-9]/g, '');
  return (alphanumeric.charAt(0).toUpperCase() + alphanumeric.slice(1)).slice(0, 79);
};

/** Computes the id that the framework gives to the mapping of a function. */
export function mappingId({ parameters }: Deployment, { id, topic }: ServiceFunction): string {
  const source =
    parameters.source === 'msk' ? `MSK${idPart(parameters.mskClusterArn.split('/')[1] ?? '')}` : 'Kafka';
  return `${id}EventSourceMapping${source}${idPart(topic)}`;
}

/** Properties of a mapping, over those that the framework compiles. */
type Extension = Partial<PropertiesOf<'AWS::Lambda::EventSourceMapping'>>;

/** Computes how values are decoded. It replaces what the framework compiles, so the consumer group is repeated. */
function decoding(deployment: Deployment, fn: ServiceFunction): Extension {
  const SchemaRegistryConfig = registryOf(deployment.parameters);
  if (!SchemaRegistryConfig) return {};
  const config = { ConsumerGroupId: consumerGroupOf(deployment, fn), SchemaRegistryConfig };
  return deployment.parameters.source === 'msk'
    ? { AmazonManagedKafkaEventSourceConfig: config }
    : { SelfManagedKafkaEventSourceConfig: config };
}

/**
 * Computes what the framework's events cannot say. Without the first of these properties Lambda ignores the partial batch
 * response, and failed records are lost.
 * Source: Lambda developer guide, `kafka-retry-configurations`, `kafka-on-failure`, `esm-logging`; CloudFormation
 * template reference, `AWS::Lambda::EventSourceMapping`.
 */
export function mappingExtensions(
  deployment: Deployment,
): Record<string, { readonly Properties: Extension }> {
  const { parameters } = deployment;
  const secret = parameters.source === 'msk' ? valueIn(MSK_SECRET, parameters.authentication) : undefined;
  const Properties: Extension = {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: RETRIES,
    MaximumRecordAgeInSeconds: MAXIMUM_RECORD_AGE,
    BisectBatchOnFunctionError: true,
    DestinationConfig: { OnFailure: { Destination: ON_FAILURE_BUCKET } },
    ProvisionedPollerConfig: {
      MinimumPollers: 1,
      MaximumPollers: parameters.maximumPollers,
      PollerGroupName: parameters.pollerGroup ?? nameOf(deployment),
    },
    LoggingConfig: { SystemLogLevel: parameters.mappingLogLevel },
    MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
    ...(secret && { SourceAccessConfigurations: [{ Type: secret, URI: parameters.kafkaSecretArn }] }),
  };
  return Object.fromEntries(
    FUNCTIONS.map((fn) => [
      mappingId(deployment, fn),
      { Properties: { ...Properties, ...decoding(deployment, fn) } },
    ]),
  );
}
