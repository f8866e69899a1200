import { createHash } from 'node:crypto';
import { type Deployment, nameOf } from '../deployment';
import { mappingId } from '../event-source-mappings';
import { FUNCTIONS } from '../functions';
import { STAND_INS } from '../parameters/parameters';
import { readParameters } from '../parameters/read';

/** A deployment that Grafana is to look at, with the names that AWS gave. */
export interface NamedDeployment {
  readonly deployment: Deployment;
  /** How the stack calls what only it can name, by what the definitions write for it, such as `${OnFailureBucket}`. */
  readonly names: Readonly<Record<string, string>>;
}

/** A name that only the deployed stack knows. */
interface Physical {
  readonly reference: string;
  /** The variable of Grafana that stands for it where no stack is named. */
  readonly variable: string;
  readonly description: string;
}

const physicalOf = (deployment: Deployment): Physical[] => [
  ...FUNCTIONS.map((fn) => ({
    reference: `\${${mappingId(deployment, fn)}}`,
    variable: `${fn.topic}_mapping`,
    description: `UUID of the event source mapping of ${fn.name}`,
  })),
  {
    reference: '${OnFailureBucket}',
    variable: 'on_failure_bucket',
    description: 'Name of the on-failure bucket',
  },
  {
    reference: '${MailEventsDeadLetterQueue.QueueName}',
    variable: 'dead_letter_queue',
    description: 'Name of the dead-letter queue of mail events',
  },
  {
    reference: '${PreferencesApi}',
    variable: 'preferences_api',
    description: 'Id of the API of the preference page',
  },
];

/**
 * A deployment whose service, stage and Region are variables of Grafana, with everything that can be watched: what a stack does not
 * have shows no data there.
 */
const ANY_DEPLOYMENT: Deployment = {
  service: '${service}',
  stage: '${stage}',
  region: '${region}',
  version: '',
  parameters: readParameters(
    { ...STAND_INS, channels: 'email,sms,push', preferencesPage: 'true', allowedRecipients: '*' },
    'eu-central-1',
  ).values,
};

/** Any stage, by variables. */
export const ANY: NamedDeployment = {
  deployment: ANY_DEPLOYMENT,
  names: Object.fromEntries(
    physicalOf(ANY_DEPLOYMENT).map(({ reference, variable }) => [reference, `\${${variable}}`]),
  ),
};

/** The variables that a dashboard needs, by their names. */
export const VARIABLES: ReadonlyArray<{
  readonly name: string;
  readonly initial: string;
  readonly description?: string;
}> = [
  { name: 'service', initial: 'notification-service' },
  { name: 'stage', initial: 'prod' },
  { name: 'region', initial: 'eu-central-1' },
  ...physicalOf(ANY_DEPLOYMENT).map(({ variable, description }) => ({
    name: variable,
    // CloudWatch refuses a dimension that is empty; of one that is not there it has no data.
    initial: '?',
    description,
  })),
];

/**
 * Finds the names in what the stack lists.
 *
 * @param parameters as the stack describes them
 * @param resources the ids that AWS gave, by those in the template; that of a queue is its URL
 */
export function namedDeploymentOf(
  place: Pick<Deployment, 'service' | 'stage' | 'region'>,
  parameters: Readonly<Record<string, string>>,
  resources: ReadonlyMap<string, string>,
): NamedDeployment {
  const deployment = {
    ...place,
    version: '',
    parameters: readParameters(parameters, place.region).values,
  };
  const names = physicalOf(deployment).flatMap(({ reference }) => {
    const [, id = ''] = /^\$\{(\w+)/.exec(reference) ?? [];
    const name = resources.get(id)?.split('/').at(-1);
    return name === undefined ? [] : [[reference, name] as const];
  });
  return { deployment, names: Object.fromEntries(names) };
}

/** Names a stage: one Grafana may look at stages of the same name in several Regions. */
export const placeOf = ({ deployment }: NamedDeployment): string =>
  `${nameOf(deployment)} (${deployment.region})`;

/** Identifies a thing of a stage in Grafana, which takes 40 characters. Source: Grafana, `pkg/util/shortid_generator.go`. */
export const uidOf = (watched: NamedDeployment, thing: string): string =>
  createHash('sha256')
    .update(`${placeOf(watched)}/${thing}`)
    .digest('hex')
    .slice(0, 20);

/** Puts names where CloudFormation would put them. */
export const withNames = (text: string, { names }: NamedDeployment): string =>
  Object.entries(names).reduce((changed, [reference, name]) => changed.replaceAll(reference, name), text);
