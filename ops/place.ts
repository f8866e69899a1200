import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Message, Notification } from '../lib/notifications/notification';
import { messageOf, Problem, UsageError } from '../tools/command';
import { wrongValue } from '../tools/options';
import { isOpen, nothingListens, ports, urlOf } from '../tools/ports';
import { shellQuoted } from '../tools/text';

// Advice for whoever updates Node.js, and none for whoever is on call: the SDK looks here when a client is made.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** A stage in AWS. */
export interface AwsPlace {
  readonly kind: 'aws';
  readonly stage: string;
  readonly region: string;
  readonly service: string;
}

/** A stage in AWS, or the stack of `npm start`. */
export type Place = AwsPlace | { readonly kind: 'local'; readonly stage: 'dev'; readonly service: string };

/** Of commands that the local stack has nothing for. */
export const AWS_PLACE_OPTIONS = { stage: { type: 'string' }, region: { type: 'string' } } as const;

export const AWS_PLACE_HELP = `  --stage <stage>     the deployment, such as prod
  --region <region>   its AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, otherwise eu-central-1)`;

export const PLACE_OPTIONS = { ...AWS_PLACE_OPTIONS, local: { type: 'boolean' } } as const;

export const PLACE_HELP = `${AWS_PLACE_HELP}
  --local             use the local stack of npm start instead`;

const DEFAULT_REGION = 'eu-central-1';

/** A line of its own, as the Serverless Framework wants it: no reason for a YAML parser. */
function serviceName(): string {
  const source = readFileSync(join(__dirname, '../serverless.yml'), 'utf8');
  const [, service] = /^service: ([\w-]+)$/m.exec(source) ?? [];
  if (service === undefined)
    throw new Problem('serverless.yml: expected a line like "service: notification-service".');
  return service;
}

type Given<Option extends string, Value> = { readonly [O in Option]?: Value | undefined };
type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError when there is no stage, or it cannot be one. */
export function awsPlaceOf(
  { stage, region }: Given<'stage' | 'region', string>,
  environment: Environment,
  missing = 'Say where: add --stage <stage>.',
): AwsPlace {
  if (stage === undefined) throw new UsageError(missing);
  if (!/^[a-zA-Z0-9-]{1,64}$/.test(stage)) throw wrongValue('--stage', 'letters, digits and dashes', stage);
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region))
    throw wrongValue('--region', 'a Region of AWS, such as eu-central-1', region);
  return {
    kind: 'aws',
    stage,
    region: region ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || DEFAULT_REGION),
    service: serviceName(),
  };
}

/** @throws UsageError when it is not said clearly where. */
export function placeOf(
  values: Given<'stage' | 'region', string> & Given<'local', boolean>,
  environment: Environment,
): Place {
  if (!values.local) return awsPlaceOf(values, environment, 'Say where: add --stage <stage>, or --local.');
  if (values.stage === undefined && values.region === undefined)
    return { kind: 'local', stage: 'dev', service: serviceName() };
  throw new UsageError('--local does not go with --stage or --region.');
}

export const stackName = ({ service, stage }: Place): string => `${service}-${stage}`;

/** In messages. */
export const nameOfPlace = (place: Place): string =>
  place.kind === 'local' ? 'the local stack' : `${stackName(place)} (${place.region})`;

/** The options that name a place, for a command that somebody is to run next. */
export const whereOf = (place: Place): string =>
  place.kind === 'local' ? '--local' : `--stage ${place.stage} --region ${place.region}`;

/** The command that shows what is known of a customer. */
export const recipientsCommand = (userId: string, place: Place): string =>
  `npm run recipients -- ${whereOf(place)} --user ${shellQuoted(userId)}`;

const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Of a client of a service that the local stack has; in AWS, region only: the rest is the SDK's default. */
export const clientConfig = (place: Place, service: 'dynamodb' | 'lambda' | 'ses' | 'secrets') =>
  place.kind === 'aws'
    ? { region: place.region }
    : { region: DEFAULT_REGION, endpoint: urlOf(ports[service]), credentials: LOCAL_CREDENTIALS };

/** Names of outputs, by what a table is called behind the name of the stack. */
const TABLE_OUTPUTS = {
  'notification-log': 'NotificationLogTableName',
  contacts: 'ContactsTableName',
  recipients: 'RecipientsTableName',
} as const;
type Table = keyof typeof TABLE_OUTPUTS;

type Output =
  | 'OnFailureBucketName'
  | 'PreferencesPageUrl'
  | 'PreferencesSecretArn'
  | (typeof TABLE_OUTPUTS)[Table];

/** Tells that CloudFormation knows no such stack; throws any other error on. */
export function noStack(place: AwsPlace, error: unknown): never {
  if (!/does not exist/.test(messageOf(error))) throw error;
  throw new Problem(
    `There is no stack ${stackName(place)} in ${place.region}. Check --stage, --region and the account of your credentials.`,
  );
}

/** @throws Problem when there is no such stack */
async function outputsOf(place: AwsPlace): Promise<Map<string, string>> {
  const client = new CloudFormationClient({ region: place.region });
  const { Stacks } = await client
    .send(new DescribeStacksCommand({ StackName: stackName(place) }))
    .catch((error) => noStack(place, error))
    .finally(() => client.destroy());
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/**
 * An output of the stack, which knows how its bucket and table are called.
 *
 * @throws Problem when there is no such stack, or it was deployed before it had this output.
 */
export async function outputOf(place: AwsPlace, name: Output): Promise<string> {
  const value = (await outputsOf(place)).get(name);
  if (value) return value;
  throw new Problem(
    `The stack ${stackName(place)} has no output ${name}. Deploy this version first: npx serverless deploy --stage ${place.stage}`,
  );
}

/** Of a client of SES, which may be in another Region than the stack. @throws Problem when there is no such stack */
export async function sesConfig(place: Place) {
  const config = clientConfig(place, 'ses');
  if (place.kind === 'local') return config;
  return { ...config, region: (await outputsOf(place)).get('SesRegion') ?? place.region };
}

/** Names a table. @throws Problem as `outputOf` does, and when the local stack is not there */
export async function tableOf(place: Place, table: Table): Promise<string> {
  if (place.kind === 'aws') return outputOf(place, TABLE_OUTPUTS[table]);
  if (!(await isOpen(ports.dynamodb.number))) throw new Problem(nothingListens(ports.dynamodb));
  return `${stackName(place)}-${table}`;
}

const NOTIFICATIONS = join(__dirname, '../lib/notifications');

const isNotification = (value: unknown): value is Notification<Message> =>
  typeof value === 'object' &&
  value !== null &&
  'topic' in value &&
  'schema' in value &&
  'discriminator' in value;

/** What each function of a place notifies about, by the full name of the function: it ends with that of the export it handles. */
export async function notificationsIn(place: Place): Promise<Map<string, Notification<Message>>> {
  const found = new Map<string, Notification<Message>>();
  for (const file of readdirSync(NOTIFICATIONS)) {
    if (!file.endsWith('.ts')) continue;
    const exported: Record<string, unknown> = await import(join(NOTIFICATIONS, file));
    for (const [name, value] of Object.entries(exported)) {
      if (isNotification(value)) found.set(`${stackName(place)}-${name}`, value);
    }
  }
  return found;
}
