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

/** Says whether this deployment has the mapping of a function. One without it lets the next one make it anew. */
export const hasMapping = ({ parameters }: Deployment, { name }: ServiceFunction): boolean =>
  parameters.functions[name]?.Mapping ?? true;

/** Names the topic as Kafka does. Everything else keeps the name of the notification: the consumer group, logs, metrics, keys. */
export const topicOf = ({ parameters }: Deployment, { name, topic }: ServiceFunction): string =>
  parameters.functions[name]?.Topic ?? topic;

/** What no two mappings may have in common, and why. */
const UNIQUE = [
  { suffix: 'Topic', of: topicOf, why: 'one of the two functions would refuse every record of the other' },
  {
    suffix: 'ConsumerGroup',
    of: consumerGroupOf,
    why: 'Lambda demands a consumer group of its own for each mapping',
  },
] as const;

/** Finds functions that would share a topic or a consumer group, with the defaults of those for which none is given. */
export const sharedNames = (deployment: Deployment): string[] =>
  UNIQUE.flatMap(({ suffix, of, why }) =>
    FUNCTIONS.flatMap((fn, index) => {
      const other = FUNCTIONS.slice(0, index).find((one) => of(deployment, one) === of(deployment, fn));
      return other
        ? [`${other.name}${suffix} and ${fn.name}${suffix}: both are ${of(deployment, fn)}; ${why}`]
        : [];
    }),
  );

export const isEnabled = ({ parameters }: Deployment, { name }: ServiceFunction): boolean =>
  parameters.functions[name]?.Enabled ?? parameters.enabled;

/** Computes what the framework's `msk` and `kafka` events have in common. */
function polling(deployment: Deployment, fn: ServiceFunction) {
  const { parameters } = deployment;
  const own = parameters.functions[fn.name];
  const startingPosition = own?.StartingPosition ?? parameters.startingPosition;
  return {
    topic: topicOf(deployment, fn),
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
  const access = {
    ...(secret && { [secret]: [given.kafkaSecretArn] }),
    ...(given.kafkaCaSecretArn && { serverRootCaCertificate: [given.kafkaCaSecretArn] }),
    ...(given.vpcSubnets && { vpcSubnet: given.vpcSubnets }),
    ...(given.vpcSecurityGroups && { vpcSecurityGroup: given.vpcSecurityGroups }),
  };
  // The framework refuses an empty one before the parameters are, whose message says what to set.
  return Object.keys(access).length > 0 ? access : { vpcSubnet: ['subnet-0'] };
}

/** What is polled with MSK: the cluster, or the way to one of another account. */
const sourceArnOf = ({ mskClusterArn, mskVpcConnectionArn }: Parameters) =>
  mskVpcConnectionArn ?? mskClusterArn;

/** Computes the event of one function, in the words of the framework. */
function eventOf(deployment: Deployment, fn: ServiceFunction) {
  const { parameters } = deployment;
  const common = polling(deployment, fn);
  return parameters.source === 'msk'
    ? { msk: { arn: sourceArnOf(parameters), ...common } }
    : {
        kafka: {
          bootstrapServers: parameters.bootstrapServers,
          accessConfigurations: accessConfigurations(parameters),
          ...common,
        },
      };
}

export const eventsOf = (deployment: Deployment) =>
  Object.fromEntries(
    FUNCTIONS.map((fn) => [fn.name, hasMapping(deployment, fn) ? [eventOf(deployment, fn)] : []]),
  );

/** What makes a mapping the one it is: by the names that people have for it, as text. */
export type Identity = Readonly<Record<string, string>>;

/** Drops what a mapping has not, and makes text of the rest. */
export const identity = (
  parts: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): Identity =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

/** Computes what AWS cannot change of each mapping once it exists, whether or not this deployment has it. */
export const identitiesOf = (deployment: Deployment): Record<string, Identity> =>
  Object.fromEntries(
    FUNCTIONS.map((fn) => {
      const event = eventOf(deployment, fn);
      const { topic, consumerGroupId, startingPosition, ...rest } = 'msk' in event ? event.msk : event.kafka;
      return [
        fn.name,
        identity({
          cluster: 'msk' in event ? event.msk.arn : undefined,
          brokers: 'kafka' in event ? event.kafka.bootstrapServers : undefined,
          topic,
          'consumer group': consumerGroupId,
          'starting position': startingPosition,
          'starting timestamp': rest.startingPositionTimestamp,
        }),
      ];
    }),
  );

const idPart = (name: string, longest: number) => {
  const alphanumeric = name.replaceAll(/[^a-zA-Z0-9]/g, '');
  return (alphanumeric.charAt(0).toUpperCase() + alphanumeric.slice(1)).slice(0, longest);
};

/** Computes the id that the framework gives to the mapping of a function (osls, `naming.js`). */
export function mappingId(deployment: Deployment, fn: ServiceFunction): string {
  const { parameters } = deployment;
  const topic = topicOf(deployment, fn);
  const from =
    parameters.source === 'msk'
      ? `MSK${idPart(sourceArnOf(parameters).split('/')[1] ?? '', 79)}${idPart(topic, 79)}`
      : `Kafka${idPart(topic, 158)}`;
  return `${fn.id}EventSourceMapping${from}`;
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
      // A group is of mappings in one VPC. Source: Lambda developer guide, `kafka-esm-parameters`.
      ...(parameters.pollerGroup !== 'none' && {
        PollerGroupName: parameters.pollerGroup ?? nameOf(deployment),
      }),
    },
    LoggingConfig: { SystemLogLevel: parameters.mappingLogLevel },
    MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
    ...(secret && { SourceAccessConfigurations: [{ Type: secret, URI: parameters.kafkaSecretArn }] }),
  };
  return Object.fromEntries(
    FUNCTIONS.filter((fn) => hasMapping(deployment, fn)).map((fn) => [
      mappingId(deployment, fn),
      { Properties: { ...Properties, ...decoding(deployment, fn) } },
    ]),
  );
}
