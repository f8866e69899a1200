import { type Parameters, STAND_INS } from './parameters';
import { REGIONAL_OF_REGISTRY } from './registry-parameters';

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
  'logDestinationArn',
  'smsPoolArn',
  'fcmSecretArn',
  'fcmSecretKmsKeyArn',
  'preferencesCertificateArn',
  ...REGIONAL_OF_REGISTRY,
] as const satisfies ReadonlyArray<keyof Parameters>;

/** Parameters whose ARN must be in the account of the stack. */
const OWN = [
  'recipientsTableArn',
  'notificationLogTableArn',
  'preferencesCertificateArn',
  'logDestinationArn',
] as const satisfies ReadonlyArray<keyof Parameters>;

const standsIn = (arn: string) => Object.values<string>(STAND_INS).includes(arn);

/** Source: AWS General Reference, `ses`; the schemas of CloudFormation that cfn-lint has for each Region (2026-10). */
const SES_REGIONS: readonly string[] = [
  ...['af-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-5', 'ca-central-1', 'ca-west-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['il-central-1', 'me-central-1', 'me-south-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1'],
  ...['us-west-2', 'us-gov-east-1', 'us-gov-west-1'],
];

/** Source: AWS General Reference, `aws-arns-and-namespaces`; AWS European Sovereign Cloud user guide. Nobody outside sees the isolated ones. */
function partitionOf(region: string): string {
  const [, named] = /^(cn|us-gov|eusc)-/.exec(region) ?? [];
  return named ? `aws-${named}` : 'aws';
}

/** Where SES is another's: a stack makes resources in its own Region only. */
export const isSesElsewhere = ({ sesRegion }: Pick<Parameters, 'sesRegion'>, region: string): boolean =>
  sesRegion !== undefined && sesRegion !== region;

/** Says why nothing can be mailed from this Region. A laptop has no SES to miss, so only a deployment is refused for it. */
export function sesRefusals(given: Parameters, region: string): string[] {
  const partition = partitionOf(region);
  const { sesRegion = region } = given;
  if (partition === 'aws-eusc') {
    return [
      `region: ${region} is in the partition aws-eusc. The framework cannot deploy there: it tells CloudFormation to read templates from s3.amazonaws.com, which is in aws`,
    ];
  }
  if (!SES_REGIONS.some((one) => partitionOf(one) === partition)) {
    return [
      `region: ${region} is in the partition ${partition}, which has no SES. Nothing can be mailed from there`,
    ];
  }
  if (partitionOf(sesRegion) !== partition) {
    return [`sesRegion: is in the partition ${partitionOf(sesRegion)}, the stack in ${partition}`];
  }
  if (SES_REGIONS.includes(sesRegion)) return [];
  return [
    `${given.sesRegion ? 'sesRegion' : 'region'}: AWS has no SES in ${sesRegion}. Set sesRegion to one of ${SES_REGIONS.filter((one) => partitionOf(one) === partition).join(', ')} (if it has one by now, add it to infra/parameters/places.ts)`,
  ];
}

/** Says which ARNs are in another Region than the stack, or not even in its partition. A registry may be a URL, which is anywhere. */
export function* foreignRegions(given: Parameters, region: string): Generator<string> {
  const partition = partitionOf(region);
  for (const name of [...REGIONAL, 'permissionsBoundaryArn'] as const) {
    const [arn, own] = given[name]?.split(':') ?? [];
    if (arn === 'arn' && own !== partition && !standsIn(given[name] ?? '')) {
      yield `${name}: is in the partition ${own}, the stack (${region}) in ${partition}`;
    }
  }
  for (const name of REGIONAL) {
    const [arn, , , own] = given[name]?.split(':') ?? [];
    if (arn === 'arn' && own !== region && !standsIn(given[name] ?? '')) {
      yield `${name}: is in ${own}, the stack in ${region}; set --region ${own}, or another`;
    }
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
  const own = account ?? named[0];
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
