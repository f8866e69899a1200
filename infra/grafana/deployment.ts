import type { Deployment } from '../deployment';
import { mappingId } from '../event-source-mappings';
import { FUNCTIONS } from '../functions';
import { STAND_INS } from '../parameters/parameters';
import { readParameters } from '../parameters/read';

/**
 * A deployment whose service, stage and Region are variables of Grafana, with everything that can be watched: what a stack does not
 * have shows no data there.
 */
export const VARIABLE: Deployment = {
  service: '${service}',
  stage: '${stage}',
  region: '${region}',
  version: '',
  parameters: readParameters(
    { ...STAND_INS, channels: 'email,sms,push', preferencesPage: 'true' },
    'eu-central-1',
  ).values,
};

/** A name that only the deployed stack knows. */
interface Physical {
  /** The variable of Grafana. */
  readonly variable: string;
  readonly description: string;
}

/** Ids of the stack's resources, by what the definitions write for them. */
export const PHYSICAL: Readonly<Record<string, Physical>> = {
  ...Object.fromEntries(
    FUNCTIONS.map((fn) => [
      `\${${mappingId(VARIABLE, fn)}}`,
      { variable: `${fn.topic}_mapping`, description: `UUID of the event source mapping of ${fn.name}` },
    ]),
  ),
  '${OnFailureBucket}': { variable: 'on_failure_bucket', description: 'Name of the on-failure bucket' },
  '${MailEventsDeadLetterQueue.QueueName}': {
    variable: 'dead_letter_queue',
    description: 'Name of the dead-letter queue of mail events',
  },
  '${PreferencesApi}': { variable: 'preferences_api', description: 'Id of the API of the preference page' },
};

/** Puts variables of Grafana where CloudFormation would put a name. */
export const withVariables = (text: string): string =>
  Object.entries(PHYSICAL).reduce(
    (changed, [reference, { variable }]) => changed.replaceAll(reference, `\${${variable}}`),
    text,
  );
