import { randomUUID } from 'node:crypto';
import type { Channel } from '../../lib/channels/channel';
import { orderMail } from '../../lib/channels/email/order';
import { readConfig } from '../../lib/config';
import { consume, type KafkaHandler, type Says } from '../../lib/consume';
import { connect, type Dependencies, type Overrides } from '../../lib/dependencies';
import type { KafkaEvent } from '../../lib/kafka/event';
import type { KafkaBatchResponse } from '../../lib/kafka/response';
import type { ChannelName, Message, Notification } from '../../lib/notifications/notification';
import { orderNotification } from '../../lib/notifications/order';
import { type Clock, systemClock } from '../../lib/runtime/clock';
import { TIMING, type Timing } from '../../lib/runtime/timing';
import { TABLES } from '../../local/dynamodb';
import { kafkaEvent } from '../../local/event';
import { checkedLines, type Line } from './ecs';
import type { Stack } from './stack';

export const ENVIRONMENT = {
  SENDER_EMAIL: 'shop@example.com',
  SES_MAX_SEND_RATE: '10000',
  SEND_INSTANCES: '1',
  ALLOWED_RECIPIENTS: '*',
  CONTACTS_TABLE: TABLES.contacts,
  RECIPIENTS_TABLE: TABLES.recipients,
  NOTIFICATION_LOG_TABLE: TABLES.notificationLog,
};

/** The real order of things, only quicker; and patient with a DynamoDB that shares a busy processor with the test. */
export const QUICK: Timing = {
  ...TIMING,
  storeAttempt: 3_000,
  storeCall: 9_000,
  backoff: 20,
  recordPause: 80,
  contactPause: 2,
  claimPoll: 20,
  claimPollMax: 200,
  contactCache: 0,
};

/** For hundreds of records at once on a machine that has much else to do: the SDK must neither give up nor ask again. */
export const PATIENT = { storeAttempt: 19_000, storeCall: 60_000, claim: 180_000 } satisfies Partial<Timing>;

/** Real time that a test can move, both clocks together. */
export interface MovableClock extends Clock {
  move(ms: number): void;
}

export function movableClock(): MovableClock {
  let moved = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + moved,
    wall: () => systemClock.wall() + moved,
    move(ms) {
      moved += ms;
    },
  };
}

export interface Service {
  readonly dependencies: Dependencies;
  /** Every line that the function wrote to its log, parsed; all are as `ecs.ts` has it. */
  readonly lines: Line[];
  invoke(event: Parameters<KafkaHandler>[0], remainingMs?: number): Promise<KafkaBatchResponse>;
}

export interface ServiceOptions<M extends Message> {
  readonly ses: string;
  readonly dynamodb: string;
  /** Secrets Manager, where the page of preferences is tested. */
  readonly secrets?: string;
  /** What the function is about and what it says; order mails by default. */
  readonly about?: readonly [Notification<M>, Says<M>];
  /** Where SMS is, for an instance that has it. */
  readonly sms?: string;
  /** Of the channels that the service has; e-mail by default. */
  readonly only?: readonly ChannelName[];
  /** Beside those. */
  readonly channels?: readonly Channel[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly timing?: Partial<Timing>;
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'eu-central-1';

/** One warm instance of a function, against servers of this test. */
function service<M extends Message>(options: ServiceOptions<M>): Service {
  const lines: Line[] = [];
  /** By invocation; what belongs to none that is under way is a mistake. */
  const strays: string[] = [];
  const written = new Map<string, string[]>();
  const overrides: Overrides = {
    only: options.only ?? ['email'],
    clock: options.clock ?? systemClock,
    timing: { ...QUICK, ...options.timing },
    write: (line) => written.get(JSON.parse(line)['faas.execution'])?.push(line) ?? strays.push(line),
    ses: { endpoint: options.ses, region, credentials },
    dynamodb: { endpoint: options.dynamodb, region, credentials },
    sms: { endpoint: options.sms ?? 'http://127.0.0.1:9', region, credentials },
    ...(options.secrets && { secrets: { endpoint: options.secrets, region, credentials } }),
  };
  const connected = connect(readConfig({ ...ENVIRONMENT, ...options.environment }), overrides);
  const dependencies = { ...connected, channels: [...connected.channels, ...(options.channels ?? [])] };
  const handler = options.about
    ? consume(...options.about, dependencies)
    : consume(orderNotification, { email: orderMail }, dependencies);
  return {
    dependencies,
    lines,
    async invoke(event, remainingMs = 240_000) {
      const end = performance.now() + remainingMs;
      const awsRequestId = randomUUID();
      const mine: string[] = [];
      written.set(awsRequestId, mine);
      const response = await handler(event, {
        awsRequestId,
        functionName: 'notification-service-test-orderNotification',
        getRemainingTimeInMillis: () => end - performance.now(),
      });
      written.delete(awsRequestId);
      lines.push(...checkedLines(mine, event));
      if (strays.length > 0) throw new Error(`Written by no invocation under way:\n${strays.join('\n')}`);
      return response;
    },
  };
}

/** Instances against one stack, each as warm as it gets. */
export const instancesOn =
  (stack: Stack) =>
  <M extends Message>(options: Partial<ServiceOptions<M>> = {}): Service =>
    service({ ses: stack.ses.url, dynamodb: stack.proxy.url, ...options });

let nextOrder = 1;

/** An order id that no other test of this run uses. */
export const newOrder = (): string => `${process.pid}-${nextOrder++}`;

/** Order messages, each for a new order unless it says otherwise, in one partition from offset 0. */
export function orders(...messages: ReadonlyArray<Record<string, unknown>>): KafkaEvent {
  const json = messages.map((message) =>
    JSON.stringify({ order_id: newOrder(), user_id: '1', status: 'pending', message: 'Hello.', ...message }),
  );
  return kafkaEvent('order_notification', json);
}

export const many = (count: number, message: Record<string, unknown> = {}): Array<Record<string, unknown>> =>
  Array.from({ length: count }, () => message);

/** The offsets that a response reports, in order. */
export const failedOffsets = (response: KafkaBatchResponse): number[] =>
  response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier.offset).sort((a, b) => a - b);
