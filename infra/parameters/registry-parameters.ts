import { choice, kmsKeyArn, pattern, secretArn } from './kinds';
import type { Parameters } from './parameters';

/** Source: Lambda API reference, `KafkaSchemaRegistryConfig`: the ARN of a Glue registry, without the `$` and `#` that Glue takes, or the URL of a Confluent one. */
const GLUE = /^arn:[\w-]+:glue:[\w-]+:\d{12}:registry\/[\w.-]{1,255}$/;
const CONFLUENT = /^https:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w.-]+)*$/;

export const isGlue = (registry: string): boolean => GLUE.test(registry);

export const REGISTRY_PARAMETERS = {
  schemaRegistry: pattern(
    'the ARN of an AWS Glue schema registry, or the https URL of a Confluent one without a slash at the end',
    new RegExp(`${GLUE.source}|${CONFLUENT.source}`),
  )
    .optional()
    .describe(
      'Registry by which the pollers decode Avro, Protobuf and JSON Schema: ARN (AWS Glue) or https URL (Confluent)',
    ),
  schemaRegistryAuthentication: choice('basic', 'mtls', 'none')
    .default('basic')
    .describe('With a Confluent registry: how the pollers sign in to it'),
  schemaRegistrySecretArn: secretArn
    .optional()
    .describe('With `basic` and `mtls`: the secret with the credentials for that registry'),
  schemaRegistryCaSecretArn: secretArn
    .optional()
    .describe('The secret with the root certificate of that registry, where its CA is private'),
  schemaRegistrySecretKmsKeyArn: kmsKeyArn
    .optional()
    .describe('The customer managed key that encrypts these secrets, where there is one'),
};

const OF_CONFLUENT = [
  'schemaRegistryAuthentication',
  'schemaRegistrySecretArn',
  'schemaRegistryCaSecretArn',
  'schemaRegistrySecretKmsKeyArn',
] as const;

export const REGIONAL_OF_REGISTRY = [
  'schemaRegistry',
  'schemaRegistrySecretArn',
  'schemaRegistryCaSecretArn',
  'schemaRegistrySecretKmsKeyArn',
] as const;

/** Says which parameters of a registry cannot go together. @param isGiven whether a parameter has a value that is not its default */
export function* registryContradictions(
  given: Parameters,
  isGiven: (name: string) => boolean,
): Generator<string> {
  const { schemaRegistry, schemaRegistryAuthentication: authentication } = given;
  if (schemaRegistry === undefined || isGlue(schemaRegistry)) {
    const why = schemaRegistry
      ? 'belongs to a Confluent registry; to AWS Glue the execution role signs in'
      : 'belongs to schemaRegistry, which is missing';
    for (const name of OF_CONFLUENT) if (isGiven(name)) yield `${name}: ${why}`;
    return;
  }
  const hasSecret = given.schemaRegistrySecretArn !== undefined;
  if (authentication !== 'none' && !hasSecret) {
    yield `schemaRegistrySecretArn: schemaRegistryAuthentication=${authentication} needs it; without a sign-in, set none`;
  }
  if (authentication === 'none' && hasSecret) {
    yield 'schemaRegistrySecretArn: with schemaRegistryAuthentication=none there is no secret';
  }
  if (given.schemaRegistrySecretKmsKeyArn && !hasSecret && !given.schemaRegistryCaSecretArn) {
    yield 'schemaRegistrySecretKmsKeyArn: there is no secret that it encrypts';
  }
}
