import { type Deployment, functionNameOf, keeping, nameOf } from './deployment';
import { environmentOf, environmentProblem, recipientWarnings } from './environment';
import { eventsOf, MAXIMUM_RECORD_AGE, mappingExtensions, sharedNames } from './event-source-mappings';
import { executionRole } from './execution-role';
import { ALL_FUNCTIONS, functionsWith } from './functions';
import { mailEvents } from './mail-events';
import { alarmResources } from './monitoring/alarm-resources';
import { dashboard, dashboardOutput } from './monitoring/dashboard';
import { logShipping, loopProblem } from './monitoring/log-shipping';
import { queries } from './monitoring/queries';
import { alarmProblem, alarmWarnings } from './monitoring/who-is-told';
import { newSenderOf } from './new-sender';
import { keyOf } from './parameters/kinds';
import { sesRefusals } from './parameters/places';
import { readParameters } from './parameters/read';
import { pageFunctions, pageOutputs, preferencesPage } from './preferences-page';
import { removalProblems } from './removal';
import { selfDescription } from './self-description';
import { rateProblems } from './send-rates';
import { senderIdentityOutputs, ses, sesOutputs } from './ses';
import {
  contactsTableOf,
  deploymentBucketExtension,
  ON_FAILURE_DAYS,
  storage,
  storageConditions,
  tableNamesOf,
} from './storage';

const SECONDS_OF_A_DAY = 86_400;

/** Checks that the log remembers a mail for as long as its record may come again. */
function memoryProblem({ parameters }: Deployment): string | undefined {
  const { notificationLogTtlDays } = parameters;
  const needed = MAXIMUM_RECORD_AGE / SECONDS_OF_A_DAY + ON_FAILURE_DAYS;
  if (notificationLogTtlDays > needed) return undefined;
  return (
    `notificationLogTtlDays: ${notificationLogTtlDays} days are too few: a record may be retried for ` +
    `${MAXIMUM_RECORD_AGE / SECONDS_OF_A_DAY} days and be redriven for ${ON_FAILURE_DAYS} more, ` +
    `and would then be mailed twice. Expected more than ${needed}`
  );
}

/** Lambda takes 64 characters, and so do an SES configuration set and a rule of EventBridge, whose names are shorter. */
const LONGEST_NAME = 64;

function lengthProblem({ service, stage, parameters }: Deployment): string | undefined {
  const longest = Math.max(
    ...functionsWith(parameters).map((fn) => functionNameOf({ service, stage }, fn).length),
  );
  if (longest <= LONGEST_NAME) return undefined;
  return `stage: ${longest - LONGEST_NAME} character(s) too long: Lambda takes function names of ${LONGEST_NAME}, and ${service}-${stage}-… has up to ${longest}`;
}

/**
 * Gives a deletion policy to the framework's log groups. They hold data too, and the framework gives them none. That of the preference page
 * tells of no mail, and goes with it: it must not be in the way when the page comes back.
 */
const logGroupExtensions = ({ parameters }: Deployment) =>
  parameters.reuseLogGroups
    ? {}
    : Object.fromEntries(ALL_FUNCTIONS.map(({ id }) => [`${id}LogGroup`, keeping(parameters)]));

/** Computes the tags of everything in the stack. Those that are given come first in any case: IAM takes `Stage` and `stage` for one key, and refuses both. */
function tagsOf({ service, stage, parameters }: Deployment): Record<string, string> {
  const given = parameters.tags.map((tag) => [keyOf(tag), tag.slice(keyOf(tag).length + 1)] as const);
  const own = Object.entries({ service, stage }).filter(
    ([key]) => !given.some(([other]) => other.toLowerCase() === key),
  );
  return Object.fromEntries([...own, ...given]);
}

export interface Options {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly version: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Computes everything that serverless.yml takes from here, in its own words. */
export function stackOf({ service, stage, region, version, raw }: Options) {
  const { values: parameters, given, problems, missing } = readParameters(raw, region);
  const deployment: Deployment = { service, stage, region, version, parameters };
  const names = tableNamesOf(deployment);
  return {
    parameters,
    /** The plugin tells `problems` at once, and `missing` and `refusals` before anything is packaged. */
    problems,
    missing,
    refusals: [
      ...[memoryProblem, lengthProblem, environmentProblem, alarmProblem, loopProblem]
        .map((check) => check(deployment))
        .filter((one) => one !== undefined),
      ...sesRefusals(parameters, region),
      ...sharedNames(deployment),
      ...rateProblems(deployment),
    ],
    /** What the plugin says at each deployment. */
    warnings: [...alarmWarnings(deployment), ...recipientWarnings(deployment)],
    /** Why `remove` may not go on. */
    removalProblems: removalProblems(deployment),
    /** The identity that the stack creates, which SES must not know before, and have verified before mails go out. */
    newSender: newSenderOf(deployment),
    environment: environmentOf(deployment),
    events: eventsOf(deployment),
    /** Of the stack itself. Where it is not given, what was set by hand stays. */
    deletionProtection: parameters.deletionProtection ?? null,
    pageFunctions: pageFunctions(deployment),
    /** On the functions alone, which change with their version anyway. A tag of the stack would change everything in it. */
    functionTags: { version },
    tags: tagsOf(deployment),
    resources: {
      Description: `${nameOf(deployment)}: order notifications from Kafka by e-mail`,
      Metadata: selfDescription(deployment, given),
      Conditions: storageConditions(parameters),
      Resources: {
        ...executionRole(deployment),
        ...storage(deployment),
        ...ses(deployment),
        ...mailEvents(deployment),
        ...preferencesPage(deployment),
        ...alarmResources(deployment),
        ...dashboard(deployment),
        ...queries(deployment),
        ...logShipping(deployment),
      },
      Outputs: {
        Version: { Value: version },
        OnFailureBucketName: { Value: { Ref: 'OnFailureBucket' } },
        NotificationLogTableName: { Value: names.notificationLog },
        ContactsTableName: { Value: contactsTableOf(deployment) },
        RecipientsTableName: { Value: names.recipients },
        MailEventsDeadLetterQueueUrl: { Value: { Ref: 'MailEventsDeadLetterQueue' } },
        ...dashboardOutput(deployment),
        ...sesOutputs(deployment),
        ...senderIdentityOutputs(deployment),
        ...pageOutputs(deployment),
      },
      extensions: {
        ...mappingExtensions(deployment),
        ...logGroupExtensions(deployment),
        ...deploymentBucketExtension,
      },
    },
  };
}
