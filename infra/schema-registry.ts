import { allow, decrypt } from './iam';
import type { Parameters } from './parameters/parameters';
import { isGlue } from './parameters/registry-parameters';
import type { Properties as PropertiesOf } from './template';

type Mapping = PropertiesOf<'AWS::Lambda::EventSourceMapping'>;
type Registry = NonNullable<
  NonNullable<Mapping['SelfManagedKafkaEventSourceConfig']>['SchemaRegistryConfig']
>;

const SIGN_IN = { basic: 'BASIC_AUTH', mtls: 'CLIENT_CERTIFICATE_TLS_AUTH', none: undefined } as const;

function accessConfigs(given: Parameters) {
  const Type = SIGN_IN[given.schemaRegistryAuthentication];
  const { schemaRegistrySecretArn: secret, schemaRegistryCaSecretArn: ca } = given;
  return [
    ...(Type && secret ? [{ Type, URI: secret }] : []),
    ...(ca ? [{ Type: 'SERVER_ROOT_CA_CERTIFICATE' as const, URI: ca }] : []),
  ];
}

/**
 * Computes how the pollers decode values by a schema registry, if there is one. They decode only what they validate.
 * Source: Lambda developer guide, `services-consume-kafka-events`; CloudFormation template reference, `SchemaRegistryConfig`.
 */
export function registryOf(given: Parameters): Registry | undefined {
  const { schemaRegistry } = given;
  if (schemaRegistry === undefined) return undefined;
  const access = isGlue(schemaRegistry) ? [] : accessConfigs(given);
  return {
    SchemaRegistryURI: schemaRegistry,
    EventRecordFormat: 'JSON',
    SchemaValidationConfigs: [{ Attribute: 'VALUE' }],
    ...(access.length > 0 && { AccessConfigs: access }),
  };
}

/** Allows the pollers to read the registry. Source: what AWS CDK grants, `GlueSchemaRegistry`; Lambda developer guide, as above. */
export function registryStatements(given: Parameters) {
  const { schemaRegistry, schemaRegistrySecretArn, schemaRegistryCaSecretArn } = given;
  if (schemaRegistry === undefined) return [];
  if (isGlue(schemaRegistry)) {
    const schemas = `${schemaRegistry.replace(':registry/', ':schema/')}/*`;
    return [
      allow('SchemaRegistry', 'glue:GetRegistry', schemaRegistry),
      allow('Schemas', 'glue:GetSchemaVersion', [schemaRegistry, schemas]),
    ];
  }
  const secrets = [schemaRegistrySecretArn, schemaRegistryCaSecretArn].filter((one) => one !== undefined);
  return [
    ...(secrets.length > 0 ? [allow('SchemaRegistrySecrets', 'secretsmanager:GetSecretValue', secrets)] : []),
    ...decrypt('SchemaRegistrySecretsKey', given.schemaRegistrySecretKmsKeyArn, 'secretsmanager'),
  ];
}
