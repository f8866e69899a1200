/**
 * Every duration the promise rests on, in milliseconds, in one place because they must agree:
 * a claim outlives the slowest way through claim, send and mark, and no send starts later than
 * the deadline minus one send and one mark.
 */
export interface Timing {
  /** Establishing a connection to SES; a send that fails here reached nobody. */
  readonly sesConnect: number;
  /** One send, from the call to the last byte of the answer; then it is aborted and its outcome is unknown. */
  readonly sesAnswer: number;
  /** One attempt at a DynamoDB request. */
  readonly storeAttempt: number;
  /** One DynamoDB call with all its attempts and pauses; then it is no longer waited for. */
  readonly storeCall: number;
  /** How long the log may wait for further mails that SES accepted, to record them in one request. */
  readonly mark: number;
  /** How long a claim holds others back. */
  readonly claim: number;
  /** How many times a record is tried within one invocation. */
  readonly tries: number;
  /** Pause after the first try; it doubles with each: about ten seconds over five tries. */
  readonly backoff: number;
  /** First pause before a live claim of another invocation is looked at again; it doubles up to `claimPollMax`. */
  readonly claimPoll: number;
  readonly claimPollMax: number;
  /** How long a contact is remembered between batches. */
  readonly contactCache: number;
}

export const TIMING: Timing = {
  sesConnect: 2_000,
  sesAnswer: 10_000,
  storeAttempt: 1_000,
  storeCall: 4_000,
  mark: 50,
  claim: 30_000,
  tries: 5,
  backoff: 700,
  claimPoll: 200,
  claimPollMax: 2_000,
  contactCache: 60_000,
};

/**
 * Between starting a send and having its outcome recorded, at worst. `mark` is left out: it is less than clocks differ.
 */
export const sendAndMark = (timing: Timing): number => timing.sesAnswer + timing.storeCall;

/**
 * Between starting on a record and having its outcome recorded. A claim that takes longer than one call leaves no
 * time to send, but enough to be given up: at worst three calls and one to release it.
 */
export const wholeRecord = (timing: Timing): number =>
  Math.max(timing.storeCall + sendAndMark(timing), 4 * timing.storeCall);
