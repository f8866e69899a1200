import type { Deployment } from './deployment';
import { isEverybody } from './parameters/kinds';
import { isSesElsewhere } from './parameters/places';
import { pageEnvironment } from './preferences-page';
import { instancesOf } from './send-rates';
import { configurationSetOf } from './ses';
import { contactsTableOf, tableNamesOf } from './storage';
import type { Text } from './template';

/** What a channel needs, where the deployment has it. */
function channelVariables({ parameters }: Deployment): Record<string, string | undefined> {
  const { channels } = parameters;
  return {
    ...(channels.includes('sms') && {
      SMS_POOL: parameters.smsPoolArn,
      SMS_MAX_SEND_RATE: String(parameters.smsMaxSendRate),
      SMS_MAX_PRICE: parameters.smsMaxPrice,
      SMS_CONFIGURATION_SET: parameters.smsConfigurationSet,
    }),
    ...(channels.includes('push') && {
      FCM_PROJECT: parameters.fcmProject,
      FCM_CREDENTIALS: parameters.fcmCredentialsFile ?? parameters.fcmSecretArn,
      PUSH_MAX_SEND_RATE: String(parameters.pushMaxSendRate),
    }),
  };
}

/** Says who may get mails: everybody (`*`) on `prod`, elsewhere whoever sends, unless the deployment says otherwise. */
export const allowedRecipientsOf = ({ parameters, stage }: Deployment): string =>
  parameters.allowedRecipients ?? (stage === 'prod' ? '*' : parameters.senderEmail);

export const mailsEverybody = (deployment: Deployment): boolean =>
  isEverybody(allowedRecipientsOf(deployment));

/** Says that customers may be left out, which no alarm does. Whom the parameter names is not shown. */
export const recipientWarnings = (deployment: Deployment): string[] =>
  mailsEverybody(deployment)
    ? []
    : [
        `allowedRecipients: only whom it names (without it, senderEmail) gets mails of stage ${deployment.stage}. The records of all others are skipped, and do not come again; * is everybody.`,
      ];

/** Computes the environment of the functions. lib/config.ts says what each variable is; an undefined one keeps its default. */
export function environmentOf(deployment: Deployment): Record<string, Text | undefined> {
  const { parameters, service, stage, version } = deployment;
  const tables = tableNamesOf(deployment);
  return {
    SENDER_EMAIL: parameters.senderEmail,
    REPLY_TO: parameters.replyTo,
    SES_REGION: isSesElsewhere(parameters, deployment.region) ? parameters.sesRegion : undefined,
    SES_CONFIGURATION_SET: configurationSetOf(deployment),
    SES_MAX_SEND_RATE: String(parameters.sesMaxSendRate),
    SEND_INSTANCES: String(instancesOf(parameters)),
    MAX_CONCURRENT_SENDS: parameters.maxConcurrentSends?.toString(),
    ALLOWED_RECIPIENTS: allowedRecipientsOf(deployment),
    MAX_NOTIFICATION_AGE: String(parameters.maxNotificationAge),
    IGNORED_STATUSES: parameters.ignoredStatuses?.join(','),
    CONTACTS_TABLE: contactsTableOf(deployment),
    RECIPIENTS_TABLE: tables.recipients,
    NOTIFICATION_LOG_TABLE: tables.notificationLog,
    NOTIFICATION_LOG_TTL_DAYS: String(parameters.notificationLogTtlDays),
    ...channelVariables(deployment),
    METRICS_NAMESPACE: `${service}/${stage}`,
    SERVICE_VERSION: version,
    ...pageEnvironment(deployment),
    NODE_OPTIONS: '--enable-source-maps',
  };
}

/** Source: Lambda developer guide, `gettingstarted-limits`. It measures all variables as one JSON text. */
const LARGEST_ENVIRONMENT = 4_096;

/** Checks that Lambda takes the environment. Three variables are as long as their parameters; the others are short. */
export function environmentProblem(deployment: Deployment): string | undefined {
  const size = Buffer.byteLength(JSON.stringify(environmentOf(deployment)));
  if (size <= LARGEST_ENVIRONMENT) return undefined;
  return (
    `allowedRecipients: the environment of a function would have ${size} bytes, of which Lambda takes ${LARGEST_ENVIRONMENT}, with ` +
    'ignoredStatuses and fcmCredentialsFile where they are set. Name whole domains, such as *@shop.example'
  );
}
