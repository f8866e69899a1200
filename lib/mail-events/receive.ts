import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { connectStore } from '../aws/store';
import { type MailEventsConfig, readMailEventsConfig } from '../config';
import { type MailStatuses, mailStatusesIn } from '../log/mail-status';
import { type BadAddresses, badAddressesIn } from '../recipients/bad-addresses';
import { type Clock, systemClock } from '../runtime/clock';
import { toStdout, type WriteLine } from '../runtime/log-line';
import { TIMING, type Timing } from '../runtime/timing';
import { type MailEvent, mailEventOf } from './event';
import { mailTelemetry } from './telemetry';

/** All that the function reaches outside itself; built once, when it starts. */
export interface MailEventDependencies {
  readonly config: MailEventsConfig;
  readonly statuses: MailStatuses;
  readonly badAddresses: BadAddresses;
  readonly clock: Clock;
  readonly write: WriteLine;
}

/** A request at a time. */
const SOCKETS = 1;

/** Builds the dependencies. Nothing connects before the first event needs it. */
export function connectMailEvents(
  config: MailEventsConfig,
  {
    clock = systemClock,
    timing = TIMING,
    write = toStdout,
    dynamodb,
  }: { clock?: Clock; timing?: Timing; write?: WriteLine; dynamodb?: DynamoDBClientConfig } = {},
): MailEventDependencies {
  const store = connectStore(timing, SOCKETS, dynamodb);
  const { NOTIFICATION_LOG_TABLE, NOTIFICATION_LOG_TTL_DAYS, RECIPIENTS_TABLE } = config;
  return {
    config,
    statuses: mailStatusesIn(store, NOTIFICATION_LOG_TABLE, NOTIFICATION_LOG_TTL_DAYS, clock, timing),
    badAddresses: badAddressesIn(store, RECIPIENTS_TABLE, timing),
    clock,
    write,
  };
}

export type MailEventHandler = (
  event: unknown,
  context: Pick<Context, 'awsRequestId' | 'functionName'>,
) => Promise<void>;

/**
 * The Lambda handler for the events of SES about mails, one by one, as EventBridge delivers them: writes what became of a mail
 * beside its entry in the notification log, and remembers an address that gets no more mail. An event may come twice.
 *
 * The handler throws MailEventError for what is no such event, and StoreUnavailableError; Lambda tries it again, and then puts it
 * into the dead-letter queue.
 * @throws ConfigError here, while the function starts, when its environment is not valid.
 * @example export const handler = receiveMailEvents();
 */
export function receiveMailEvents(
  dependencies: MailEventDependencies = connectMailEvents(readMailEventsConfig(process.env)),
): MailEventHandler {
  const { config, statuses, badAddresses, clock, write } = dependencies;

  return async (given, { awsRequestId: requestId, functionName }) => {
    const telemetry = mailTelemetry(
      {
        requestId,
        functionName,
        namespace: config.METRICS_NAMESPACE,
        version: config.SERVICE_VERSION,
        clock,
      },
      write,
    );
    const event = mailEventOf(given);
    if (event.kind === 'foreign') return telemetry.foreign(event.messageId);
    // Before the status, which tells whether this event is new: when a write fails, both are tried again.
    if (event.bad && (await remember(event, event.bad)) === 'full') telemetry.full(event);
    const { reference, messageId, sentAt, state, happening } = event;
    const isNew = await statuses.add({ ...reference, messageId, sentAt, state, happening });
    if (isNew) telemetry.happened(event);
  };

  function remember(event: MailEvent, { address, why }: NonNullable<MailEvent['bad']>) {
    const { at, sub_type } = event.happening;
    return badAddresses.add(event.reference.userId, address, {
      why,
      at,
      sub_type,
      message_id: event.messageId,
    });
  }
}
