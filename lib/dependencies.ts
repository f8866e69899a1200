import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { SESClientConfig } from '@aws-sdk/client-ses';
import type { Config } from './config';
import { type Contacts, contactsIn } from './contacts';
import { type Mailer, mailer } from './mailer';
import { type NotificationLog, notificationLog } from './notification-log';
import { type Pacer, pacer } from './pace';
import { connectStore } from './store';
import { toStdout, type WriteLine } from './telemetry';
import { type Clock, systemClock, TIMING, type Timing } from './timing';

/** All that the consumer reaches outside itself; built once, when the function starts, and kept while it is warm. */
export interface Dependencies {
  readonly config: Config;
  readonly contacts: Contacts;
  readonly log: NotificationLog;
  readonly mailer: Mailer;
  readonly pacer: Pacer;
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
}

/** Nothing connects before the first record needs it. */
export function connect(config: Config, overrides: Overrides = {}): Dependencies {
  const { clock = systemClock, timing = TIMING, write = toStdout } = overrides;
  // Beside the sends there are claims that run ahead of them, and marks.
  const store = connectStore(timing, 2 * config.MAX_CONCURRENT_SENDS, overrides.dynamodb);
  return {
    config,
    contacts: contactsIn(store, config.CONTACTS_TABLE, clock, timing),
    log: notificationLog(
      store,
      { table: config.NOTIFICATION_LOG_TABLE, ttlDays: config.NOTIFICATION_LOG_TTL_DAYS },
      clock,
      timing,
    ),
    mailer: mailer(config, clock, timing, overrides.ses),
    pacer: pacer(config.SES_MAX_SEND_RATE, clock),
    clock,
    timing,
    write,
  };
}
