import { FUNCTIONS } from '../functions';
import { channelContradictions } from './channel-parameters';
import { statusProblems } from './ignored-statuses';
import { type Authentication, needsSecret, type Parameters, STAND_INS } from './parameters';
import { REGIONAL_OF_REGISTRY, registryContradictions } from './registry-parameters';

/** Ways to sign in, for each source. */
export const SOURCES = {
  msk: { usual: 'iam', possible: ['iam', 'scram-512', 'mtls', 'none'] },
  'self-managed': { usual: 'scram-512', possible: ['scram-512', 'scram-256', 'plain', 'mtls', 'none'] },
} as const satisfies Record<string, { usual: Authentication; possible: readonly Authentication[] }>;

/** Parameters whose ARN must be in the Region of the stack. */
const REGIONAL = [
  'mskClusterArn',
  'kafkaSecretArn',
  'kafkaCaSecretArn',
  'kafkaSecretKmsKeyArn',
  'contactsTableArn',
  'contactsTableKmsKeyArn',
  'recipientsTableArn',
  'notificationLogTableArn',
  'notificationLogTableKmsKeyArn',
  'alarmTopicArn',
  'smsPoolArn',
  'fcmSecretArn',
  'fcmSecretKmsKeyArn',
  'preferencesCertificateArn',
  ...REGIONAL_OF_REGISTRY,
] as const satisfies ReadonlyArray<keyof Parameters>;

/** Says in words which values cannot go together. @param isGiven whether a parameter has a value that is not its default */
export function* contradictions(
  given: Parameters,
  region: string,
  isGiven: (name: string) => boolean,
): Generator<string> {
  const { possible } = SOURCES[given.source];
  if (!possible.some((one) => one === given.authentication)) {
    yield `authentication: with source=${given.source}, expected ${possible.join(', ')}, found ${given.authentication}`;
  }
  if (given.source === 'self-managed') {
    if (!given.vpcSubnets !== !given.vpcSecurityGroups) {
      const missing = given.vpcSubnets ? 'vpcSecurityGroups' : 'vpcSubnets';
      yield `${missing}: vpcSubnets and vpcSecurityGroups go together`;
    }
    if (given.authentication === 'none' && !given.vpcSubnets && !given.kafkaCaSecretArn) {
      yield 'authentication: none needs brokers in a VPC: set vpcSubnets and vpcSecurityGroups';
    }
  } else {
    for (const name of ['kafkaCaSecretArn', 'vpcSubnets', 'vpcSecurityGroups'] as const) {
      if (given[name]) yield `${name}: belongs to source=self-managed; MSK knows its own`;
    }
    if (given.authentication === 'scram-512' && !given.kafkaSecretKmsKeyArn) {
      yield 'kafkaSecretKmsKeyArn: MSK takes only secrets under a customer managed key; without it, pollers cannot sign in';
    }
  }
  if (given.kafkaSecretKmsKeyArn && !needsSecret(given.authentication) && !given.kafkaCaSecretArn) {
    yield `kafkaSecretKmsKeyArn: with authentication=${given.authentication} there is no secret`;
  }
  for (const name of REGIONAL) {
    const own = given[name]?.split(':')[3];
    const standsIn = Object.values<string | undefined>(STAND_INS).includes(given[name]);
    if (own && !standsIn && own !== region) {
      yield `${name}: is in ${own}, the stack in ${region}; set --region ${own}, or another`;
    }
  }
  if (given.createSenderIdentity && given.senderIdentity?.includes('@') !== false) {
    yield 'createSenderIdentity: set senderIdentity to the domain to verify';
  }
  const domain = given.senderEmail.split('@')[1] ?? '';
  const identity = given.senderIdentity ?? given.senderEmail;
  const covers = identity.includes('@')
    ? identity === given.senderEmail
    : `.${domain}`.endsWith(`.${identity}`);
  if (!covers) yield `senderIdentity: ${identity} does not cover senderEmail ${given.senderEmail}`;
  for (const name of ['contactsTable', 'notificationLogTable'] as const) {
    if (given[`${name}KmsKeyArn`] && !given[`${name}Arn`]) yield `${name}KmsKeyArn: belongs to ${name}Arn`;
  }
  if (given.recipientsTableArn && given.recipientsTableArn === given.contactsTableArn) {
    yield 'recipientsTableArn: is the table of contacts, which this service only reads; set another, or none';
  }
  yield* channelContradictions(given, isGiven);
  yield* registryContradictions(given, isGiven);
  if (!given.preferencesDomain !== !given.preferencesCertificateArn) {
    const missing = given.preferencesDomain ? 'preferencesCertificateArn' : 'preferencesDomain';
    yield `${missing}: preferencesDomain and preferencesCertificateArn go together`;
  }
  if (given.preferencesDomain && !given.preferencesPage) {
    yield 'preferencesDomain: belongs to preferencesPage=true';
  }
  if (/[*?]/.test(given.senderEmail)) yield 'senderEmail: * and ? would be wildcards in the permissions';
  yield* statusProblems(given);
  const groups = FUNCTIONS.flatMap(({ name }) => given.functions[name]?.ConsumerGroup ?? []);
  if (new Set(groups).size < groups.length) {
    yield 'two functions have one ConsumerGroup: each would get only a part of its topic';
  }
  for (const { name } of FUNCTIONS) {
    const { StartingPosition, StartingPositionTimestamp } = given.functions[name] ?? {};
    const position = StartingPosition ?? given.startingPosition;
    if (position === 'AT_TIMESTAMP' && !(StartingPositionTimestamp ?? given.startingPositionTimestamp)) {
      yield `startingPositionTimestamp: AT_TIMESTAMP needs it (for ${name}, ${name}StartingPositionTimestamp does too)`;
    }
  }
}
