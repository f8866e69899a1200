import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { PinpointSMSVoiceV2ClientConfig } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { SESClientConfig } from '@aws-sdk/client-ses';
import { connectStore } from './aws/store';
import type { Channel } from './channels/channel';
import { emailChannel } from './channels/email/ses';
import { googleTokens, type TokenOverrides } from './channels/push/credentials';
import { pushChannel } from './channels/push/fcm';
import { connectQueues, rateQueue } from './channels/rate/queue';
import { sharedPace } from './channels/rate/shared-pace';
import { smsChannel } from './channels/sms/sms';
import { type Config, requireFor, sendsAtOnce } from './config';
import { DEBTS_AT_ONCE } from './log/debts';
import { type NotificationLog, notificationLog } from './log/notification-log';
import { dynamoTable } from './log/table';
import type { ChannelName } from './notifications/notification';
import { keyRing } from './preferences-page/keys';
import { type PreferenceLinks, preferenceLinks } from './preferences-page/links';
import { type Customers, customersIn } from './recipients/customers';
import { goneDevicesIn } from './recipients/gone-devices';
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
  readonly sms?: PinpointSMSVoiceV2ClientConfig;
  readonly tokens?: TokenOverrides;
  /** Of the channels that the bundle has; all, unless a test wants fewer. */
  readonly only?: readonly ChannelName[];
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
  const { clock = systemClock, timing = TIMING, write = toStdout, only } = overrides;
  const has = (channel: ChannelName): boolean => only?.includes(channel) ?? true;
  // A delivery has one request at a time; beside them a chunk of contacts is fetched, and debts are paid.
  const others = [config.SMS_MAX_SEND_RATE, config.PUSH_MAX_SEND_RATE].map((rate) =>
    rate ? sendsAtOnce(rate) : 0,
  );
  const deliveries = others.reduce((sum, places) => sum + places, config.MAX_CONCURRENT_SENDS);
  const store = connectStore(timing, deliveries + 1 + DEBTS_AT_ONCE, overrides.dynamodb);
  const queues = connectQueues(timing, clock, overrides.dynamodb);
  const paceOf = (channel: ChannelName, rate: number, places = sendsAtOnce(rate)) =>
    sharedPace(
      { rate, instances: config.SEND_INSTANCES, places },
      rateQueue(queues, config.NOTIFICATION_LOG_TABLE, channel),
      clock,
      timing,
    );
  const emailPace = paceOf('email', config.SES_MAX_SEND_RATE, config.MAX_CONCURRENT_SENDS);
  const channels: Channel[] = [emailChannel(config, emailPace, clock, timing, overrides.ses)];
  // Constants in a bundle: what the deployment does not have is not in it.
  if (process.env.CHANNEL_SMS && has('sms')) {
    const own = requireFor('sms', config, 'SMS_POOL', 'SMS_MAX_SEND_RATE');
    const pace = paceOf('sms', own.SMS_MAX_SEND_RATE);
    channels.push(smsChannel(own, pace, clock, timing, overrides.sms));
  }
  if (process.env.CHANNEL_PUSH && has('push')) {
    const own = requireFor('push', config, 'FCM_PROJECT', 'FCM_CREDENTIALS', 'PUSH_MAX_SEND_RATE');
    const pace = paceOf('push', own.PUSH_MAX_SEND_RATE);
    const tokens = googleTokens(own.FCM_CREDENTIALS, clock, timing, overrides.tokens);
    const gone = goneDevicesIn(store, config.RECIPIENTS_TABLE, clock, timing);
    channels.push(pushChannel(own, pace, clock, timing, tokens, gone));
  }
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
    channels,
    preferenceLinks: process.env.PREFERENCES_PAGE
      ? linksOf(config, clock, timing, overrides.secrets)
      : undefined,
    clock,
    timing,
    write,
  };
}
