import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { SESClientConfig } from '@aws-sdk/client-ses';
import { connectStore } from './aws/store';
import type { Channel } from './channels/channel';
import { emailChannel } from './channels/email/ses';
import { connectQueues, rateQueue } from './channels/rate/queue';
import { sharedPace } from './channels/rate/shared-pace';
import type { Config } from './config';
import { DEBTS_AT_ONCE } from './log/debts';
import { type NotificationLog, notificationLog } from './log/notification-log';
import { dynamoTable } from './log/table';
import type { ChannelName } from './notifications/notification';
import { keyRing } from './preferences-page/keys';
import { type PreferenceLinks, preferenceLinks } from './preferences-page/links';
import { type Customers, customersIn } from './recipients/customers';
import { type Clock, systemClock } from './runtime/clock';
import { toStdout, type WriteLine } from './runtime/log-line';
import { TIMING, type Timing } from './runtime/timing';

/** All that the consumer reaches outside itself; built once, when the function starts, and kept while it is warm. */
export interface Dependencies {
  readonly config: Config;
  readonly customers: Customers;
  readonly log: NotificationLog;
  readonly channels: readonly Channel[];
  /** Only in a deployment that has the preference page. */
  readonly preferenceLinks?: PreferenceLinks | undefined;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly write: WriteLine;
}

export interface Overrides {
  readonly clock?: Clock;
  readonly timing?: Timing;
  readonly write?: WriteLine;
  readonly ses?: SESClientConfig;
  readonly dynamodb?: DynamoDBClientConfig;
  readonly secrets?: SecretsManagerClientConfig;
}

/** Makes what writes links to the preference page. A build without the page has none of this: `build/bundling.ts` says which it is. */
function linksOf(
  { PREFERENCES_URL: url, PREFERENCES_SECRET: secret }: Config,
  clock: Clock,
  timing: Timing,
  secrets: SecretsManagerClientConfig | undefined,
): PreferenceLinks | undefined {
  return url && secret ? preferenceLinks(url, keyRing(secret, clock, timing, secrets), clock) : undefined;
}

/** Builds the dependencies. Nothing connects before the first record needs it. */
export function connect(config: Config, overrides: Overrides = {}): Dependencies {
  const { clock = systemClock, timing = TIMING, write = toStdout } = overrides;
  // A delivery has one request at a time; beside them a chunk of contacts is fetched, and debts are paid.
  const store = connectStore(timing, config.MAX_CONCURRENT_SENDS + 1 + DEBTS_AT_ONCE, overrides.dynamodb);
  const queues = connectQueues(timing, clock, overrides.dynamodb);
  const queueOf = (channel: ChannelName) => rateQueue(queues, config.NOTIFICATION_LOG_TABLE, channel);
  const emailPace = sharedPace(
    {
      rate: config.SES_MAX_SEND_RATE,
      instances: config.SEND_INSTANCES,
      places: config.MAX_CONCURRENT_SENDS,
    },
    queueOf('email'),
    clock,
    timing,
  );
  return {
    config,
    customers: customersIn(
      store,
      { contacts: config.CONTACTS_TABLE, recipients: config.RECIPIENTS_TABLE },
      clock,
      timing,
    ),
    log: notificationLog(
      dynamoTable(store, config.NOTIFICATION_LOG_TABLE, timing),
      config.NOTIFICATION_LOG_TTL_DAYS,
      clock,
      timing,
    ),
    channels: [emailChannel(config, emailPace, clock, timing, overrides.ses)],
    preferenceLinks: process.env.PREFERENCES_PAGE
      ? linksOf(config, clock, timing, overrides.secrets)
      : undefined,
    clock,
    timing,
    write,
  };
}
