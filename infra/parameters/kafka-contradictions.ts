import { type Authentication, needsSecret, type Parameters } from './parameters';

/** Ways to sign in, for each source. */
export const SOURCES = {
  msk: { usual: 'iam', possible: ['iam', 'scram-512', 'mtls', 'none'] },
  'self-managed': { usual: 'scram-512', possible: ['scram-512', 'scram-256', 'plain', 'mtls', 'none'] },
} as const satisfies Record<string, { usual: Authentication; possible: readonly Authentication[] }>;

/** Parameters that one source alone has. */
const OF_A_SOURCE = {
  msk: ['mskClusterArn', 'mskVpcConnectionArn'],
  'self-managed': ['bootstrapServers', 'kafkaCaSecretArn', 'vpcSubnets', 'vpcSecurityGroups'],
} as const satisfies Record<string, ReadonlyArray<keyof Parameters>>;

type IsGiven = (name: string) => boolean;

/** `arn:…:<account>:cluster/<name>/<uuid>`; the id of a serverless cluster ends with `-s<n>`, that of any other with `-<n>`. */
function clusterOf(arn: string) {
  const [, , , , account = '', resource = ''] = arn.split(':');
  const [, name = '', uuid = ''] = resource.split('/');
  return { account, name, serverless: /-s\d+$/.test(uuid) };
}

/**
 * Says what is wrong about an MSK cluster, one of another account among them.
 * Source: Lambda developer guide, `msk-cross-account`; Service authorization reference, Amazon MSK: the ARN of a VPC connection has the
 * account of the cluster, and in its path that of the client.
 */
function* ofTheCluster(given: Parameters, isGiven: IsGiven): Generator<string> {
  const cluster = clusterOf(given.mskClusterArn);
  if (cluster.serverless && given.authentication !== 'iam') {
    yield `authentication: MSK Serverless, which mskClusterArn names, takes iam only, found ${given.authentication}`;
  }
  if (!given.mskVpcConnectionArn || !isGiven('mskClusterArn')) return;
  if (cluster.serverless) {
    yield 'mskVpcConnectionArn: Lambda reads MSK Serverless in its own account only, and mskClusterArn names such a cluster';
  }
  const [, , , , account, resource = ''] = given.mskVpcConnectionArn.split(':');
  const name = resource.split('/')[2];
  if (account !== cluster.account || name !== cluster.name) {
    yield `mskVpcConnectionArn: leads to the cluster ${name} of account ${account}, but mskClusterArn names ${cluster.name} of account ${cluster.account}`;
  }
}

/** MSK keeps the secrets of SCRAM to rules of its own. Source: Amazon MSK developer guide, `msk-password-limitations`. */
function* ofScram(given: Parameters, isGiven: IsGiven): Generator<string> {
  // A copy of the secret in the account of the stack is no secret of MSK. Source: Lambda developer guide, `msk-cross-account`.
  if (given.authentication !== 'scram-512' || given.mskVpcConnectionArn) return;
  if (!isGiven('kafkaSecretKmsKeyArn')) {
    yield 'kafkaSecretKmsKeyArn: MSK takes only secrets under a customer managed key; without it, pollers cannot sign in';
  }
  if (isGiven('kafkaSecretArn') && given.kafkaSecretArn.split(':')[6]?.startsWith('AmazonMSK_') === false) {
    yield 'kafkaSecretArn: MSK takes only secrets whose name begins with AmazonMSK_';
  }
}

/** Says in words which values about Kafka cannot go together. */
export function* kafkaContradictions(given: Parameters, isGiven: IsGiven): Generator<string> {
  const { source, authentication } = given;
  const { possible } = SOURCES[source];
  if (!possible.some((one) => one === authentication)) {
    yield `authentication: with source=${source}, expected ${possible.join(', ')}, found ${authentication}`;
  }
  const other = source === 'msk' ? 'self-managed' : 'msk';
  for (const name of OF_A_SOURCE[other]) {
    if (isGiven('source') && isGiven(name))
      yield `${name}: belongs to source=${other}, found source=${source}`;
  }
  if (source === 'msk') {
    yield* ofTheCluster(given, isGiven);
    yield* ofScram(given, isGiven);
  } else {
    if (!given.vpcSubnets !== !given.vpcSecurityGroups) {
      const missing = given.vpcSubnets ? 'vpcSecurityGroups' : 'vpcSubnets';
      yield `${missing}: vpcSubnets and vpcSecurityGroups go together`;
    }
    if (authentication === 'none' && !given.vpcSubnets && !given.kafkaCaSecretArn) {
      yield 'authentication: none needs brokers in a VPC: set vpcSubnets and vpcSecurityGroups';
    }
  }
  if (!needsSecret(authentication)) {
    const noSecret = `with authentication=${authentication} there is no secret`;
    if (isGiven('kafkaSecretArn')) yield `kafkaSecretArn: ${noSecret}`;
    if (given.kafkaSecretKmsKeyArn && !given.kafkaCaSecretArn) yield `kafkaSecretKmsKeyArn: ${noSecret}`;
  }
  if (given.kafkaCaSecretKmsKeyArn && !given.kafkaCaSecretArn) {
    yield 'kafkaCaSecretKmsKeyArn: belongs to kafkaCaSecretArn';
  }
}
