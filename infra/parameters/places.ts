import { type Parameters, STAND_INS } from './parameters';

/** Parameters whose ARN must be in the Region of the stack. */
const REGIONAL = [
  'mskClusterArn',
  'mskVpcConnectionArn',
  'kafkaSecretArn',
  'kafkaCaSecretArn',
  'kafkaSecretKmsKeyArn',
  'kafkaCaSecretKmsKeyArn',
  'contactsTableArn',
  'contactsTableKmsKeyArn',
  'recipientsTableArn',
  'recipientsTableKmsKeyArn',
  'notificationLogTableArn',
  'notificationLogTableKmsKeyArn',
  'alarmTopicArn',
  'smsPoolArn',
  'fcmSecretArn',
  'fcmSecretKmsKeyArn',
  'preferencesCertificateArn',
] as const satisfies ReadonlyArray<keyof Parameters>;

/** Parameters whose ARN must be in the account of the stack. */
const OWN = [
  'recipientsTableArn',
  'notificationLogTableArn',
  'preferencesCertificateArn',
] as const satisfies ReadonlyArray<keyof Parameters>;

const standsIn = (arn: string) => Object.values<string>(STAND_INS).includes(arn);

/** Says which ARNs are in another Region than the stack. */
export function* foreignRegions(given: Parameters, region: string): Generator<string> {
  for (const name of REGIONAL) {
    const arn = given[name];
    if (arn === undefined || standsIn(arn)) continue;
    const own = arn.split(':')[3];
    if (own !== region)
      yield `${name}: is in ${own}, the stack in ${region}; set --region ${own}, or another`;
  }
}

/** An account, and what shows that it is the stack's. */
export interface KnownAccount {
  readonly by: string;
  readonly id: string;
}

/** The client of a VPC connection is the stack: `arn:…:vpc-connection/<account of the client>/<cluster>/<uuid>`. */
const accountsNamed = (given: Parameters): KnownAccount[] =>
  [
    ...OWN.map((by) => ({ by, id: given[by]?.split(':')[4] })),
    { by: 'mskVpcConnectionArn', id: given.mskVpcConnectionArn?.split('/')[1] },
  ].filter((one): one is KnownAccount => one.id !== undefined);

/**
 * Says which ARNs cannot be in the account that they name. Without `account`, the account of the stack is the one of the first ARN that has to be
 * in it; where there is none, nobody knows before the deployment.
 */
export function foreignAccounts(given: Parameters, account?: KnownAccount): string[] {
  const named = accountsNamed(given);
  const [own = named[0]] = [account];
  if (!own) return [];
  const inStack = `the stack in account ${own.id} (by ${own.by})`;
  const cluster = given.mskClusterArn.split(':')[4];
  const isForeign =
    given.source === 'msk' &&
    !given.mskVpcConnectionArn &&
    !standsIn(given.mskClusterArn) &&
    cluster !== own.id;
  return [
    ...named
      .filter(({ id }) => id !== own.id)
      .map(({ by, id }) => `${by}: names account ${id}, but ${inStack}; it must be the same account`),
    ...(isForeign
      ? [
          `mskClusterArn: the cluster is in account ${cluster}, ${inStack}. Lambda reads a cluster of another account by a managed VPC connection: create one, and set mskVpcConnectionArn beside mskClusterArn (docs/deploy.md)`,
        ]
      : []),
  ];
}
