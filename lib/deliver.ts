import type { Answer, Channel } from './channels/channel';
import type { Turn } from './channels/pace';
import { type Claim, type Claims, forget } from './log/claims';
import type { Subject, Takeover } from './log/entry';
import type { ClaimResult, NotificationLog } from './log/notification-log';
import { isTooOld, type Recipient } from './recipients/decide';
import { backoff } from './runtime/backoff';
import type { Clock } from './runtime/clock';
import { StoreUnavailableError } from './runtime/errors';
import { type Failure, fail, type Outcome, type Sent, type Skip, skip } from './runtime/outcome';
import type { About, BatchTelemetry } from './runtime/telemetry';
import { sendAndRecord, type Timing } from './runtime/timing';

/** One notification on one channel to one customer. */
export interface Delivery {
  readonly subject: Subject;
  /** Its own claims in this invocation: it knows that nothing was sent by them. */
  readonly claims: Claims;
  /** Of the record, in milliseconds since the epoch. */
  readonly time?: number | undefined;
}

/** What the deliveries of one batch share. */
export interface Batch {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: NotificationLog;
  readonly telemetry: BatchTelemetry;
  /** When everything must have ended: milliseconds of `clock.now`. */
  readonly deadline: number;
  /** In seconds; 0 is off. */
  readonly maxAge: number;
  readonly takeover: Takeover;
}

/** What the deliveries of one batch on one channel share. */
export interface Lane<D extends Delivery> extends Batch {
  readonly channel: Channel;
  /** Where the customer is reached. @throws StoreUnavailableError */
  reach(delivery: D): Promise<Recipient | Skip | Failure>;
  /** What is sent. Pure; throws only for a defect. */
  contentOf(delivery: D, recipient: Recipient): unknown;
  /** The last moment to start an attempt: milliseconds of `clock.now`. */
  readonly lastStart: number;
  /** Deliveries that have not ended. */
  waiting: number;
  /** Set once the provider said that it takes no more: the rest of the batch is not sent on this channel. */
  halted: Failure | undefined;
  /** Set once the provider asked to wait: the last moment that this batch waits for, in milliseconds of `clock.now`. */
  restEnd?: number;
}

/** Not over yet: try again, after a pause, or once another's claim has ended (`until`, milliseconds since the epoch). */
export interface Again {
  readonly kind: 'again';
  readonly until?: number;
  /** How the delivery ends when there is no time for another try. */
  readonly otherwise: Failure;
}

/** Why a granted claim was not used. */
type NotAsked = { readonly kind: 'not_asked' | 'claim_late'; readonly outcome: Failure };

interface Meaning {
  /** What becomes of the claim; `keep`: it is left to expire, and whoever takes it over knows what that means. */
  readonly claim: 'record' | 'release' | 'keep';
  readonly pace?: 'faster' | 'slower';
  readonly again?: true;
  readonly halts?: true;
}

/** What an answer means for claim, pace, delivery and lane. */
export const MEANING: Readonly<Record<(Answer | NotAsked)['kind'], Meaning>> = {
  sent: { claim: 'record', pace: 'faster' },
  throttled: { claim: 'release', pace: 'slower', again: true },
  transient: { claim: 'release', again: true },
  rejected: { claim: 'release' },
  declined: { claim: 'release' },
  halted: { claim: 'release', halts: true },
  unknown: { claim: 'keep' },
  claim_late: { claim: 'release', again: true },
  not_asked: { claim: 'release' },
};

const LATE = fail('deadline', "deadline: the function's time was up before this record's turn");
const CLAIM_LATE = fail('claim_late', 'claim: DynamoDB granted it too late to send');
const CLAIMED_ELSEWHERE = fail('claimed_elsewhere', 'claim: another invocation is sending this notification');
const RESTS = fail(
  'throttled',
  'throttled: the provider asked to wait or does not answer, for longer than mails may be held up',
);
const TOO_OLD = skip('too_old', 'too old');
export const DEFECT = fail('defect', 'a defect of this service; its log line of level ERROR says where');

/** What stands in the way of a claim, but another's claim. */
const IN_THE_WAY: Readonly<Record<Exclude<ClaimResult['kind'], 'granted' | 'held'>, Skip | Failure>> = {
  sent: skip('already_sent', 'already sent'),
  spent: fail(
    'may_have_been_sent',
    'may have been sent: the answer to an earlier send was never recorded; not tried again',
  ),
  unreadable: fail('log_entry_invalid', 'notification log: the entry of this notification cannot be read'),
};

export const aboutOf = ({ key, position, traceId, event }: Subject): About => ({
  position,
  orderId: key.orderId,
  traceId,
  event,
});

/** One attempt at a delivery: recipient, content, turn, claim, send, record. Never throws. */
export async function attempt<D extends Delivery>(delivery: D, lane: Lane<D>): Promise<Outcome | Again> {
  const { channel, clock, log, telemetry } = lane;
  const { subject } = delivery;
  const whyStop = () => lane.halted ?? (clock.now() > lane.lastStart ? LATE : undefined);
  let turn: Turn | undefined;
  let used = false;
  try {
    if (isTooOld(delivery.time, clock.wall(), lane.maxAge)) return await withNote(TOO_OLD, subject, lane);
    const early = whyStop();
    if (early) return early;
    const recipient = await lane.reach(delivery);
    if (recipient.kind !== 'address') return await withNote(recipient, subject, lane);
    const content = lane.contentOf(delivery, recipient);
    const expiresAt =
      delivery.time !== undefined && lane.maxAge > 0 ? delivery.time + lane.maxAge * 1_000 : undefined;
    const send = channel.prepare(content, recipient.address, { ...subject, expiresAt }, (message) =>
      telemetry.error(message, aboutOf(subject)),
    );

    if (await log.pay(subject.key)) return IN_THE_WAY.sent;
    if (!(await waitForRest(lane))) return await withNote(RESTS, subject, lane);
    const queuedAt = clock.now();
    turn = await channel.pace.turn(lane.lastStart, lane.waiting);
    const waited = clock.now() - queuedAt;
    // One that is refused at once has not waited, though that took part of a millisecond.
    if (turn || waited >= 1) telemetry.turnTook(waited, turn?.by === 'share');
    const late = turn ? whyStop() : LATE;
    if (late) return late;
    const result = await log.claim(subject, delivery.claims, lane.takeover);
    if (result.kind === 'held') return { kind: 'again', until: result.until, otherwise: CLAIMED_ELSEWHERE };
    if (result.kind !== 'granted') return IN_THE_WAY[result.kind];

    const { claim } = result;
    const refused = tooLate(claim, lane);
    used = !refused;
    const askedAt = clock.now();
    const answer = refused ?? (await send());
    if (used) telemetry.sendTook(clock.now() - askedAt);
    const meaning = MEANING[answer.kind];
    if (meaning.pace === 'slower') turn?.slower();
    if (meaning.pace === 'faster') channel.pace.faster();
    if (answer.kind === 'sent') {
      await record(claim, answer.outcome, subject, lane);
      return answer.outcome;
    }
    const { outcome } = answer;
    const failure = outcome.kind === 'failed' ? outcome : undefined;
    if (meaning.halts) lane.halted ??= failure;
    if (meaning.claim === 'keep') forget(delivery.claims);
    else if (!(await tell(log.giveUp(subject, delivery.claims, outcome), subject, telemetry))) return DEFECT;
    return meaning.again && failure ? { kind: 'again', otherwise: failure } : outcome;
  } catch (error) {
    if (error instanceof StoreUnavailableError) {
      return { kind: 'again', otherwise: fail(error.code, error.message) };
    }
    telemetry.defect(error, aboutOf(subject));
    // Whether the provider was reached is not known.
    if (used) forget(delivery.claims);
    return await withNote(DEFECT, subject, lane);
  } finally {
    if (!used) turn?.giveBack();
  }
}

/**
 * Waits while the provider wants to be asked nothing. The delivery keeps its place meanwhile: no other could be sent in it, so no order
 * begins. @returns false, at once, where that lasts longer than the batch waits for it
 */
async function waitForRest(lane: Lane<never>): Promise<boolean> {
  const { channel, clock, lastStart, timing } = lane;
  for (;;) {
    const until = channel.restsUntil?.() ?? clock.now();
    if (until <= clock.now()) return true;
    lane.restEnd ??= Math.min(lastStart, clock.now() + timing.restWait);
    if (until > lane.restEnd) return false;
    await clock.sleep(until - clock.now());
  }
}

/**
 * Why a claim that was granted is not used, if there is a reason. A send starts within one call of asking for its claim:
 * then it is over and recorded long before the claim expires, though clocks differ by seconds.
 */
function tooLate(
  { askedAt }: Claim,
  { clock, timing, halted, channel, deadline }: Lane<never>,
): NotAsked | undefined {
  if (halted) return { kind: 'not_asked', outcome: halted };
  const needed = sendAndRecord(timing, channel.slowestAnswer);
  if (clock.now() + needed > deadline) return { kind: 'not_asked', outcome: LATE };
  // By both clocks: one may have been set, the other stands still while Lambda has frozen the function.
  const elapsed = Math.max(clock.now() - askedAt.now, clock.wall() - askedAt.wall);
  return elapsed > timing.storeCall ? { kind: 'claim_late', outcome: CLAIM_LATE } : undefined;
}

/**
 * Records a send before anything else happens to its order. It is tried until the deadline and keeps its place meanwhile,
 * so that an instance that cannot record soon sends nothing more.
 */
async function record(claim: Claim, outcome: Sent, subject: Subject, batch: Batch): Promise<void> {
  const { clock, log, telemetry, timing } = batch;
  if (claim.earlier > 0) telemetry.sentAgain(claim.earlier, aboutOf(subject));
  for (let tries = 1; ; tries++) {
    try {
      return await log.sent(subject, claim, outcome.messageId);
    } catch (error) {
      const isDefect = !(error instanceof StoreUnavailableError);
      if (isDefect) telemetry.defect(error, aboutOf(subject));
      const pause = backoff(tries, { first: timing.backoff, most: timing.recordPause }, clock);
      if (isDefect || clock.now() + pause + timing.storeCall > batch.deadline) {
        return telemetry.unrecorded(outcome.messageId, aboutOf(subject));
      }
      await clock.sleep(pause);
    }
  }
}

/** For "what did we send for this order?". */
async function withNote<O extends Skip | Failure>(
  outcome: O,
  subject: Subject,
  lane: Lane<never>,
): Promise<O> {
  if (lane.clock.now() <= lane.lastStart) {
    await tell(lane.log.note(subject, outcome), subject, lane.telemetry);
  }
  return outcome;
}

/** The end of a delivery: no claim of it may be applied later. Many may end at once, at the last moment: those only owe. */
export async function end<D extends Delivery>(
  { subject, claims }: D,
  outcome: Outcome,
  { clock, lastStart, log, telemetry }: Lane<D>,
): Promise<Outcome> {
  if (outcome.kind === 'sent') return outcome;
  if (clock.now() > lastStart) log.giveUpLater(subject, claims, outcome);
  else await tell(log.giveUp(subject, claims, outcome), subject, telemetry);
  return outcome;
}

/** What the log could not be told changes no outcome; it is owed. @returns false for a defect, which is never tried again */
async function tell(written: Promise<void>, subject: Subject, telemetry: BatchTelemetry): Promise<boolean> {
  try {
    await written;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) {
      telemetry.defect(error, aboutOf(subject));
      return false;
    }
    telemetry.error(error.message, aboutOf(subject));
  }
  return true;
}
