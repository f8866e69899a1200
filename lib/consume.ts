import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import pLimit from 'p-limit';
import type { Answer } from './channels/email/answers';
import type { Envelope } from './channels/email/ses';
import type { Mail, MailOf } from './channels/email/template';
import type { Turn } from './channels/pace';
import { readConfig } from './config';
import { connect, type Dependencies } from './dependencies';
import { type BatchRecord, type KafkaEvent, recordsOf } from './kafka/event';
import { type Redrive, redriveOf } from './kafka/redrive';
import { traceparentOf } from './kafka/trace';
import { decodeValue } from './kafka/value';
import { DELIVERY, REDRIVE, resendOf, type Takeover } from './log/entry';
import type { Claim, Subject } from './log/notification-log';
import { keyOf } from './notifications/key';
import { type Message, type Notification, parseMessage } from './notifications/notification';
import type { Reader } from './recipients/contact';
import type { Lookup } from './recipients/contacts';
import { decide, isTooOld } from './recipients/decide';
import { nameOf, StoreUnavailableError } from './runtime/errors';
import {
  type Failed,
  failed,
  LATE,
  type Outcome,
  type Position,
  type Skipped,
  skipped,
} from './runtime/outcome';
import { type BatchTelemetry, batchTelemetry } from './runtime/telemetry';
import { sendAndMark, wholeRecord } from './runtime/timing';

/**
 * The partial batch response of a Kafka event source mapping; `@types/aws-lambda` has none. `partition` is a key
 * of `event.records`: one that is not makes Lambda treat the whole batch as failed.
 * Source: Lambda developer guide, `kafka-retry-configurations`.
 */
export interface KafkaBatchResponse {
  batchItemFailures: Array<{ itemIdentifier: { partition: string; offset: number } }>;
  /** How every record ended: for a redrive only, which also learns from it that its options were understood. */
  outcomes?: Array<{ partition: string; offset: number } & Outcome>;
}

export type KafkaHandler = (
  event: KafkaEvent & { readonly redrive?: Redrive },
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
) => Promise<KafkaBatchResponse>;

/** What a notification says on each channel. */
export interface Says<M> {
  readonly email: MailOf<M>;
}

/** A record whose message is good. */
interface Item<M> {
  readonly from: BatchRecord;
  readonly message: M;
}

/** An item whose turn has come. */
interface Work<M> extends Item<M> {
  readonly subject: Subject;
  /** Of its claims. One a record and invocation, so that a claim whose answer was lost is known as its own. */
  readonly owner: string;
}

/** Not over yet: try again, after a pause or once another invocation's claim has ended. */
type Again =
  | { readonly status: 'retry'; readonly reason: string }
  | { readonly status: 'claimed elsewhere'; readonly until: number };

/** What decides about a record beside the record itself. */
interface Rules {
  /** In seconds; 0 is off. */
  readonly maxAge: number;
  readonly takeover: Takeover;
}

/** A redrive brings its own. A decision counts from now at the latest, whatever the clock says that it was made by. */
const rulesOf = (redrive: Redrive | undefined, maxAge: number, now: number): Rules => {
  if (!redrive) return { maxAge, takeover: DELIVERY };
  const { maxAgeSeconds, resendUnknownBefore: decidedAt } = redrive;
  return {
    maxAge: maxAgeSeconds,
    takeover: decidedAt === undefined ? REDRIVE : resendOf(Math.min(decidedAt, now)),
  };
};

/** Left of the invocation's time for answering Lambda, in milliseconds. */
const MARGIN = 500;

/** One claim for so many sends is made while all sends are taken: DynamoDB answers several times as fast as SES. */
const AHEAD = 2;

const GRANTED_LATE = { status: 'retry', reason: 'claim: DynamoDB granted it too late to send' } as const;
const CLAIMED_ELSEWHERE = failed('transient', 'claim: another invocation is sending this notification');
const SPENT = failed(
  'permanent',
  'may have been sent: the answer to an earlier send was never recorded; not tried again',
);

const positionOf = ({ record: { topic, partition, offset } }: BatchRecord): Position => ({
  topic,
  partition,
  offset,
});

/**
 * The Lambda handler for one notification: takes a batch of Kafka records, mails what is to be mailed, and reports
 * the records that failed. Every record ends in exactly one outcome, and one never costs another its mail.
 *
 * @throws ConfigError here, while the function starts, when its environment is not valid.
 * The handler throws NotKafkaEventError for an event that is none, RedriveOptionsError for a redrive that is not
 * understood, and nothing else.
 */
export function consume<M extends Message>(
  notification: Notification<M>,
  says: Says<M>,
  dependencies: Dependencies = connect(readConfig(process.env)),
): KafkaHandler {
  const { config, clock, write } = dependencies;

  return async (event, context) => {
    const startedAt = clock.now();
    const telemetry = batchTelemetry(
      {
        topic: notification.topic,
        requestId: context.awsRequestId,
        namespace: config.METRICS_NAMESPACE,
        now: clock.now,
      },
      write,
    );
    const records = recordsOf(event);
    const redrive = redriveOf(event);
    const rules = rulesOf(redrive, config.MAX_NOTIFICATION_AGE, startedAt);
    const response: KafkaBatchResponse = { batchItemFailures: [], ...(redrive && { outcomes: [] }) };

    function conclude(from: BatchRecord, outcome: Outcome, orderId?: string): void {
      response.outcomes?.push({ partition: from.partitionKey, offset: from.record.offset, ...outcome });
      if (outcome.status === 'failed') {
        const itemIdentifier = { partition: from.partitionKey, offset: from.record.offset };
        response.batchItemFailures.push({ itemIdentifier });
      }
      telemetry.ended({
        position: positionOf(from),
        orderId,
        outcome,
        durationMs: clock.now() - startedAt,
        traceparent: outcome.status === 'failed' ? traceparentOf(from.record.headers) : undefined,
      });
    }

    const orders = new Map<string, Item<M>[]>();
    for (const from of records) {
      const read = readItem(notification, from);
      if ('status' in read) {
        conclude(from, read);
        continue;
      }
      const order = orders.get(read.message.order_id);
      if (order) order.push(read);
      else orders.set(read.message.order_id, [read]);
    }

    const deadline = clock.now() + context.getRemainingTimeInMillis() - MARGIN;
    const batch = new Batch(
      notification,
      says,
      dependencies,
      telemetry,
      context.awsRequestId,
      rules,
      deadline,
      userIdsOf(orders),
    );
    // Orders side by side, the records of one order one after the other.
    const underWay = new Set<Promise<void>>();
    const errors: unknown[] = [];
    for (const [orderId, items] of orders) {
      await batch.room();
      orders.delete(orderId);
      const order = (async () => {
        for (const item of items) conclude(item.from, await batch.run(item), orderId);
      })()
        .catch((error) => void errors.push(error))
        .finally(() => underWay.delete(order));
      underWay.add(order);
    }
    await Promise.all(underWay);
    await batch.settle();
    if (errors.length > 0) throw errors[0];
    telemetry.finish(clock.now() - startedAt);
    return response;
  };
}

function* userIdsOf<M extends Message>(orders: ReadonlyMap<string, readonly Item<M>[]>): Iterable<string> {
  for (const items of orders.values()) for (const { message } of items) yield message.user_id;
}

/** A record as an item to be mailed, or the outcome it has already come to. */
function readItem<M extends Message>(
  notification: Notification<M>,
  from: BatchRecord,
): Item<M> | Skipped | Failed {
  const decoded = decodeValue(from.record.value);
  if (decoded.kind === 'tombstone') return skipped('tombstone');
  if (decoded.kind === 'invalid') return failed('invalid', decoded.reason);
  const parsed = parseMessage(notification, decoded.value);
  if (!parsed.ok) return failed('invalid', parsed.reason);
  return { from, message: parsed.message };
}

/** One invocation: its deadline, its lookups, and whether SES still takes mail at all. */
class Batch<M extends Message> {
  /** Records at work: those that are being sent, and the next ones, whose claims are made meanwhile. */
  readonly #slots;
  readonly #sends;
  readonly #lookup: Lookup;
  /** The last moment to start on a record, in milliseconds since the epoch. */
  readonly #lastStart: number;
  /** Set once SES said that it takes no more: the rest of the batch is not sent. */
  #halted: Failed | undefined;

  constructor(
    readonly notification: Notification<M>,
    readonly says: Says<M>,
    readonly dependencies: Dependencies,
    readonly telemetry: BatchTelemetry,
    readonly requestId: string,
    readonly rules: Rules,
    readonly deadline: number,
    userIds: Iterable<string>,
  ) {
    const { MAX_CONCURRENT_SENDS } = dependencies.config;
    this.#slots = pLimit(MAX_CONCURRENT_SENDS + Math.ceil(MAX_CONCURRENT_SENDS / AHEAD));
    this.#sends = pLimit(MAX_CONCURRENT_SENDS);
    this.#lookup = dependencies.contacts.lookup(userIds);
    this.#lastStart = deadline - wholeRecord(dependencies.timing);
  }

  /** Until a slot is free: ten thousand orders that all wait for one would fill the memory. */
  async room(): Promise<void> {
    await this.#slots(() => {});
  }

  /** Tries a record until it has ended; pauses outside its slot, so that others go on. */
  async run(item: Item<M>): Promise<Outcome> {
    const { clock, timing } = this.dependencies;
    const work = this.#workOf(item);
    let poll = timing.claimPoll;
    for (let tries = 1; ; ) {
      const result = await this.#slots(() => this.#attempt(work));
      if (result.status !== 'retry' && result.status !== 'claimed elsewhere') return result;
      let pause: number;
      let over: Failed;
      if (result.status === 'retry') {
        pause = timing.backoff * 2 ** (tries - 1) * (0.75 + clock.random() / 2);
        over = failed('transient', result.reason);
        if (tries++ === timing.tries) return over;
      } else {
        pause = Math.min(poll, Math.max(0, result.until - clock.now()));
        over = CLAIMED_ELSEWHERE;
        poll = Math.min(poll * 2, timing.claimPollMax);
      }
      if (clock.now() + pause > this.#lastStart) return over;
      await clock.sleep(pause);
    }
  }

  /** What was sent is recorded before Lambda is answered, in several tries as long as there is time. */
  async settle(): Promise<void> {
    const { clock, log, timing } = this.dependencies;
    await this.#settleInTime();
    for (let tries = 1; tries < timing.tries && log.unwritten.length > 0; tries++) {
      const pause = timing.backoff * 2 ** (tries - 1);
      if (clock.now() + pause + timing.storeCall > this.deadline) break;
      await clock.sleep(pause);
      await this.#settleInTime();
    }
    for (const { topic, partition, offset } of log.unwritten) {
      this.telemetry.error('sent, but could not be recorded as sent', { topic, partition, offset });
    }
  }

  /** The last record may have used all the time there was, and a write may hang. */
  async #settleInTime(): Promise<void> {
    const { clock, log } = this.dependencies;
    const inTime = new AbortController();
    const left = Math.max(MARGIN / 2, this.deadline - clock.now());
    await Promise.race([log.settle(), clock.sleep(left, inTime.signal)]);
    inTime.abort();
  }

  #workOf(item: Item<M>): Work<M> {
    const { from, message } = item;
    const key = keyOf(this.notification, message);
    const subject = { key, userId: message.user_id, position: positionOf(from) };
    return { ...item, subject, owner: `${this.requestId}/${randomUUID()}` };
  }

  async #attempt(work: Work<M>): Promise<Outcome | Again> {
    try {
      return await this.#notify(work);
    } catch (error) {
      // Whatever throws does so before SES is asked: nothing was sent.
      if (error instanceof StoreUnavailableError) return { status: 'retry', reason: error.message };
      return failed('transient', `internal error (${nameOf(error)})`);
    }
  }

  /** decide → pace → claim → render → send → mark */
  async #notify(work: Work<M>): Promise<Outcome | Again> {
    const { config, clock, log, pacer } = this.dependencies;
    const { maxAge, takeover } = this.rules;
    const { message, subject } = work;
    if (isTooOld(work.from.record.timestamp, clock.now(), maxAge)) {
      return this.#noted(work, skipped('too old'));
    }
    if (this.#halted) return this.#halted;
    if (clock.now() > this.#lastStart) return LATE;
    const found = await this.#lookup(message.user_id);
    const decision = decide(this.notification.topic, message, found, config.ALLOWED_RECIPIENTS);
    if (decision.status !== 'send') return this.#noted(work, decision);

    await log.caughtUp(subject);
    const turn = await pacer.turn(this.#lastStart);
    if (!turn) return LATE;
    if (this.#halted || clock.now() > this.#lastStart) {
      turn.giveBack();
      return this.#halted ?? LATE;
    }
    const claimed = await log.claim(subject, work.owner, takeover).catch((error) => {
      turn.giveBack();
      throw error;
    });
    if (claimed.state !== 'granted') {
      turn.giveBack();
      if (claimed.state === 'held') return { status: 'claimed elsewhere', until: claimed.until };
      return claimed.state === 'sent' ? skipped('already sent') : SPENT;
    }
    const { claim } = claimed;
    const mail = this.#render(message, decision.reader);
    if ('status' in mail) {
      turn.giveBack();
      await this.#release(claim, mail.reason);
      return mail;
    }
    const { topic } = this.notification;
    const envelope = {
      recipient: decision.recipient,
      tags: { topic, status: message.status, order_id: message.order_id },
    };
    const answer = await this.#send(mail, envelope, claim, turn);
    if (!('status' in answer)) return this.#mark(claim, answer);
    await this.#release(claim, answer.reason);
    return answer;
  }

  /** Sends as soon as one of the sends under way has ended, unless it is too late by then. */
  async #send(
    mail: Mail,
    envelope: Envelope,
    claim: Claim,
    turn: Turn,
  ): Promise<Answer | Failed | typeof GRANTED_LATE> {
    const { clock, mailer, pacer, timing } = this.dependencies;
    const latest = Math.min(this.deadline, claim.expiresAt) - sendAndMark(timing);
    const late = claim.expiresAt < this.deadline ? GRANTED_LATE : LATE;
    const waits = this.#sends.activeCount === this.#sends.concurrency;
    // Those that waited take a new turn, or they would all go in the moment in which SES answers.
    if (waits) turn.giveBack();
    return this.#sends(async () => {
      const mine = waits ? await pacer.turn(latest) : turn;
      if (!mine) return late;
      const sentAt = clock.now();
      if (this.#halted || sentAt > latest) {
        mine.giveBack();
        return this.#halted ?? late;
      }
      const answer = await mailer.send(mail, envelope);
      this.telemetry.sendTook(clock.now() - sentAt);
      return answer;
    });
  }

  #render(message: M, reader: Reader): Mail | Failed {
    try {
      return this.says.email(message, reader);
    } catch (error) {
      return failed('permanent', `the mail could not be rendered (${nameOf(error)})`);
    }
  }

  async #mark(claim: Claim, answer: Answer): Promise<Outcome | Again> {
    const { log, pacer } = this.dependencies;
    switch (answer.kind) {
      case 'sent':
        pacer.speedUp();
        log.sent(claim, answer.messageId);
        return { status: 'sent', messageId: answer.messageId };
      case 'unknown':
        // The claim is left to expire: whoever takes it over knows what that means.
        return failed('unknown', answer.reason);
      case 'rejected':
        await this.#release(claim, answer.reason);
        return failed('permanent', answer.reason);
      case 'halted':
        this.#halted ??= failed('transient', answer.reason);
        await this.#release(claim, answer.reason);
        return this.#halted;
      case 'throttled':
        pacer.slowDown();
        await this.#release(claim, answer.reason);
        return { status: 'retry', reason: answer.reason };
      case 'transient':
        await this.#release(claim, answer.reason);
        return { status: 'retry', reason: answer.reason };
    }
  }

  /** A claim that cannot be released expires by itself; the record's outcome stands. */
  async #release(claim: Claim, reason: string): Promise<void> {
    await this.dependencies.log.release(claim, reason).catch((error) => this.#unlogged(error));
  }

  /** For "what did we send for this order?"; the outcome stands whether or not it can be noted. */
  async #noted({ subject }: Work<M>, outcome: Skipped | Failed): Promise<Outcome> {
    const { clock, log } = this.dependencies;
    if (clock.now() <= this.#lastStart) {
      await log.note(subject, outcome).catch((error) => this.#unlogged(error));
    }
    return outcome;
  }

  #unlogged(error: unknown): void {
    this.telemetry.error(
      error instanceof StoreUnavailableError
        ? error.message
        : `notification log: internal error (${nameOf(error)})`,
    );
  }
}
