import { type Invocation, openBatch, payDebts, payEarlierDebts } from './batch';
import type { Channel } from './channels/channel';
import type { MailOf } from './channels/email/template';
import type { PushOf } from './channels/push/text';
import type { SmsOf } from './channels/sms/text';
import { type Config, readConfig } from './config';
import { aboutOf as aboutSubject, type Batch, DEFECT, type Delivery, type Lane } from './deliver';
import { connect, type Dependencies } from './dependencies';
import { eventOf } from './kafka/cloud-event';
import { type BatchRecord, type KafkaEvent, recordsOf } from './kafka/event';
import { type Redrive, redriveOf } from './kafka/redrive';
import { type KafkaBatchResponse, responseOf } from './kafka/response';
import { type RecordTime, timeOf } from './kafka/timestamp';
import { traceIdOf } from './kafka/trace';
import { runLane } from './lane';
import { noClaims } from './log/claims';
import { keyOf, keyOn, type NotificationKey } from './notifications/key';
import type { ChannelName, Message, Notification } from './notifications/notification';
import { messageOf } from './notifications/record';
import { decide, isOwnAddress } from './recipients/decide';
import { type EventName, fold, type Outcome } from './runtime/outcome';
import type { About } from './runtime/telemetry';
import { wholeAttempt } from './runtime/timing';

/**
 * What a notification says on each channel that it speaks on; undefined on one that this deployment does not have. Pure; what it is
 * given comes from outside.
 */
export interface Says<M> {
  readonly email: MailOf<M>;
  readonly sms?: SmsOf<M> | undefined;
  readonly push?: PushOf<M> | undefined;
}

export type KafkaHandler = (
  event: KafkaEvent & { readonly redrive?: Redrive },
  context: Invocation,
) => Promise<KafkaBatchResponse>;

/** A record whose message is good, and how its deliveries have ended so far. */
interface Item<M> {
  readonly kind: 'item';
  readonly record: BatchRecord;
  /** Of a CloudEvent in structured mode. */
  readonly event: EventName | undefined;
  readonly message: M;
  readonly key: NotificationKey;
  readonly time: RecordTime;
  readonly ends: Map<ChannelName, Outcome>;
}

/** What is known of a record beside its place, once it was read. */
type Known = Pick<About, 'orderId' | 'event'>;

/** A record that has ended. */
interface Ended extends Known {
  readonly kind: 'ended';
  readonly record: BatchRecord;
  readonly outcome: Outcome;
}

type ItemDelivery<M> = Delivery & { readonly item: Item<M> };

/**
 * The Lambda handler for one notification: takes a batch of Kafka records, tells the customers, and reports the records
 * that failed. Every record ends in exactly one outcome, and one never costs another its mail.
 *
 * @throws ConfigError here, while the function starts, when its environment is not valid.
 * The handler throws NotKafkaEventError for an event that is none, RedriveOptionsError for a redrive that is not
 * understood, and nothing else.
 * @example export const handler = consume(orderNotification, { email: orderMail, sms: orderSms, push: orderPush });
 */
export function consume<M extends Message>(
  notification: Notification<M>,
  says: Says<M>,
  dependencies: Dependencies = connect(readConfig(process.env)),
): KafkaHandler {
  const channels = dependencies.channels.filter(({ name }) => says[name]);

  return async (event, context) => {
    const records = recordsOf(event);
    const redrive = redriveOf(event);
    const batch = openBatch(notification.topic, redrive, context, dependencies);
    const earlierDebts = new Set(batch.log.debts.values());
    const outcomes = new Map<BatchRecord, Outcome>();
    const conclude = ({ record, outcome, ...known }: Ended): void => {
      // Of ten thousand that were sent there is nothing to say.
      if (redrive || outcome.kind === 'failed') outcomes.set(record, outcome);
      batch.telemetry.ended(aboutOf(record, known), outcome);
    };

    const readAt = batch.clock.wall();
    const orders = new Map<string, Item<M>[]>();
    let waiting = 0;
    for (const record of records) {
      const read = readRecord(notification, record, dependencies.config, batch);
      if (read.kind !== 'item') {
        conclude(read);
        continue;
      }
      const { ms: madeAt } = read.time;
      // What a person sends again is old, and no mail is late by it.
      if (madeAt !== undefined && !redrive) batch.telemetry.recordAge(readAt - madeAt);
      const order = orders.get(read.message.order_id);
      if (order) order.push(read);
      else orders.set(read.message.order_id, [read]);
      waiting++;
    }
    const lookup = dependencies.customers.lookup(userIdsOf(orders));

    const mail = channels.find(({ name }) => name === 'email')?.reach;
    const linkFor = dependencies.preferenceLinks?.open(batch.telemetry);

    // Each lane empties a queue of its own, so that what has ended is forgotten.
    const queues = channels.map(
      (channel, index) => [channel, index === 0 ? orders : new Map(orders)] as const,
    );
    const running = queues.map(async ([channel, queue]) => {
      // A deployment with e-mail alone has the metrics of its records, and no others.
      const own = channels.length > 1 ? batch.telemetry.ofChannel(channel.name) : undefined;
      const lane: Lane<ItemDelivery<M>> = {
        ...batch,
        telemetry: own ?? batch.telemetry,
        channel,
        async reach({ item: { message }, subject }) {
          const customer = await lookup(message.user_id);
          const recipient = decide(notification, message, customer, channel, mail);
          if (!process.env.PREFERENCES_PAGE || channel.name !== 'email') return recipient;
          if (!linkFor || recipient.kind !== 'address' || !isOwnAddress(message, customer)) return recipient;
          const preferencesUrl = await linkFor(message.user_id, aboutSubject(subject));
          return { ...recipient, reader: { ...recipient.reader, preferencesUrl } };
        },
        contentOf: ({ item: { message } }, { reader }) => says[channel.name]?.(message, reader),
        lastStart: batch.deadline - wholeAttempt(batch.timing, channel.slowestAnswer),
        waiting,
        halted: undefined,
      };
      const deliveries = deliveriesOf(queue, (item) => deliveryOf(item, channel));
      await runLane(deliveries, lane, ({ item, subject }, outcome) => {
        item.ends.set(channel.name, outcome);
        own?.delivered(aboutSubject(subject), outcome);
        if (item.ends.size < channels.length) return;
        const { record, event, message, ends } = item;
        conclude({ kind: 'ended', record, event, orderId: message.order_id, outcome: fold(ends) });
      });
      if (lane.halted) own?.halted(lane.halted);
      own?.finish();
    });
    await Promise.all([...running, payEarlierDebts(batch)]);
    await payDebts(batch, earlierDebts);
    batch.telemetry.finish();
    return responseOf(outcomes, redrive !== undefined);
  };
}

/** A record as an item to be delivered, or as one that has already ended. Never throws. */
function readRecord<M extends Message>(
  notification: Notification<M>,
  record: BatchRecord,
  { IGNORED_STATUSES }: Pick<Config, 'IGNORED_STATUSES'>,
  { clock, telemetry }: Pick<Batch, 'clock' | 'telemetry'>,
): Item<M> | Ended {
  let known: Known = {};
  try {
    const { read, event } = messageOf(notification, record.record, IGNORED_STATUSES);
    known = { event };
    if (read.kind !== 'message') return { kind: 'ended', record, outcome: read, event };
    const { message } = read;
    known = { event, orderId: message.order_id };
    const time = timeOf(record.record.timestamp, clock.wall());
    const ignored = time.problem ? [...read.ignored, time.problem] : read.ignored;
    // Of most messages there is nothing to say, and what a record is about takes reading its headers.
    if (ignored.length > 0 || read.normalised.length > 0) {
      telemetry.fields(aboutOf(record, known), ignored, read.normalised);
    }
    return { kind: 'item', record, event, message, key: keyOf(notification, message), time, ends: new Map() };
  } catch (error) {
    telemetry.defect(error, aboutOf(record, known));
    return { kind: 'ended', record, outcome: DEFECT, ...known };
  }
}

function* userIdsOf<M extends Message>(orders: ReadonlyMap<string, readonly Item<M>[]>): Iterable<string> {
  for (const items of orders.values()) for (const { message } of items) yield message.user_id;
}

/** The deliveries of one order after the other, made when their turn comes: ten thousand would fill the memory. */
function* deliveriesOf<I, D>(queue: Map<string, readonly I[]>, make: (item: I) => D): Iterable<Iterable<D>> {
  function* ofOrder(items: readonly I[]): Iterable<D> {
    for (const item of items) yield make(item);
  }
  for (const [orderId, items] of queue) {
    queue.delete(orderId);
    yield ofOrder(items);
  }
}

function deliveryOf<M extends Message>(item: Item<M>, { name }: Channel): ItemDelivery<M> {
  const { message, record, key, time } = item;
  const { orderId: _, ...about } = aboutOf(record, item);
  return {
    item,
    subject: { key: keyOn(name, key), userId: message.user_id, ...about },
    claims: noClaims(),
    time: time.ms,
  };
}

const aboutOf = ({ record }: BatchRecord, { orderId, event }: Known): About => ({
  position: { topic: record.topic, partition: record.partition, offset: record.offset },
  orderId,
  traceId: traceIdOf(record.headers),
  event: event ?? eventOf(record.headers),
});
