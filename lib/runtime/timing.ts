/** Every duration the promise rests on, in milliseconds. They must agree; a test holds how. */
export const TIMING = {
  /**
   * Time kept free at the end of an invocation to return the response. At least 100: a batch of 10,000 failures is
   * 1 MB of JSON. Without it the function times out and its whole batch counts as failed.
   */
  margin: 500,
  /**
   * How long a connection to a provider may take; a send that fails here reached nobody. At least 300, a TLS handshake across
   * Regions. As long as `sendAnswer` or longer, a connection that is never made would count as a mail perhaps sent.
   */
  sendConnect: 2_000,
  /**
   * One send, from the call to the last byte of the answer; then its outcome is unknown. At least 2,000, a provider on a bad
   * day: below, good mails would end as perhaps sent. With two of `storeCall` it must be less than `claim`.
   */
  sendAnswer: 10_000,
  /**
   * How long a token of access to FCM may take; without one, nothing is sent. At least 1,000: two requests to Google and two new
   * connections. Two of them, `sendAnswer` and three of `storeCall` are the longest attempt at a push, and must be less than `claim`.
   */
  token: 3_000,
  /**
   * How long a connection to SES may be idle and still be used. At least 1,000, or every batch makes new ones. SES may close
   * an idle one while Lambda has frozen the function; beyond that time a send on it fails as if its answer were lost.
   */
  idleConnection: 4_000,
  /** One attempt at a DynamoDB request. At least 200. Three of them and two `storePause` must fit into `storeCall`. */
  storeAttempt: 1_000,
  /** Pause between two attempts at a DynamoDB request. At least 1; the SDK's own pauses are seconds when throttled. */
  storePause: 100,
  /**
   * One DynamoDB call with all its attempts; then it is no longer waited for. At least three of `storeAttempt`, or an
   * attempt would begin after its caller gave up. Claim, send and record in turn must take less than `claim`.
   */
  storeCall: 4_000,
  /**
   * How long a claim holds others back. At least `storeCall` + `sendAnswer` + `storeCall`, or another instance takes over
   * while the first still sends. Longer, a mail whose function died waits longer for its second try.
   */
  claim: 30_000,
  /** How many times a delivery is tried within one invocation. At least 1; the mapping's own retries come after that. */
  tries: 5,
  /**
   * Pause after the first try, give or take a quarter; it doubles with each. At least 1; beyond a dozen seconds in all, an
   * outage eats the time-out.
   */
  backoff: 700,
  /**
   * Longest pause between two tries to record a send, give or take a quarter. At least `backoff`. The claim must not expire meanwhile, or another
   * instance sends again.
   */
  recordPause: 2_800,
  /**
   * How long a batch waits in all for a provider that asked to wait; what is not sent then ends as throttled. At least 1,000: FCM counts by
   * the second. About as long as the tries of a delivery: longer, the next batch of the partition, with its mails, waits for pushes.
   */
  restWait: 10_000,
  /** First pause before a live claim of another invocation is looked at again. At least 1; it doubles up to `claimPollMax`. */
  claimPoll: 200,
  /** Longest such pause. At least `claimPoll`; beyond a few seconds a mail waits for a claim that has long ended. */
  claimPollMax: 2_000,
  /** Pause before keys that DynamoDB left unprocessed are asked for again; it doubles. At least 1. */
  contactPause: 70,
  /**
   * One call to Secrets Manager with its two attempts, once in the life of an instance; then mails go without the link to the
   * preference page. At least two of `storeAttempt` and one `storePause`.
   */
  secretCall: 2_500,
  /**
   * How old the keys of the preference page are at least before a link that they did not sign has them read anew. At least
   * 60,000: whoever makes links up would have Secrets Manager asked each time. Longer, links signed by a new key wait so long.
   */
  keysAgain: 300_000,
  /**
   * How long after the credentials of push were made anew they are not made anew once more. At least 10,000: while Google refuses tokens, each
   * push would have the secret read. Longer, a key that was replaced twice meanwhile is found so late.
   */
  credentialsAgain: 60_000,
  /** How long a contact is remembered between batches; 0 is not at all. Longer, a customer who opted out still gets mail. */
  contactCache: 60_000,
  /**
   * Answers of a provider that throttles mean one thing when they come within this time. At least the time an answer takes:
   * below, one burst halves the rate many times.
   */
  burst: 1_000,
  /**
   * How long each answer of a reservation of slots is waited for; then the static share is used. At least 50, a DynamoDB on a bad day. Much
   * longer, every mail waits so long while DynamoDB is away.
   */
  reserveAnswer: 250,
  /**
   * The same until an instance has had its first answer: its connection is not made yet. At least `reserveAnswer`, or instances that
   * start together send by their static shares beside the queue. Longer, a first mail waits so long while DynamoDB is away.
   */
  reserveFirstAnswer: 1_000,
  /**
   * How long before its end the block that follows is asked for. At least 20, one DynamoDB request, or slots are lost. Longer,
   * an instance holds two blocks and others wait for it.
   */
  reserveAhead: 60,
  /** Pause before a queue that could not be used is asked again. At least 100; shorter, a DynamoDB that throttles is asked by all. */
  reserveAgain: 1_000,
  /** How late a turn may come without the next one being later for it. At least 1: timers know whole milliseconds. */
  tick: 1,
};

export type Timing = Readonly<typeof TIMING>;

/** Computes the longest answer of FCM: a token, the requests, another token where the first is refused, and what was learned of devices. */
export const pushAnswer = (timing: Timing): number => timing.sendAnswer + 2 * timing.token + timing.storeCall;

/** Computes the longest time from the start of a send until it is recorded. `answer`: the slowest answer of the channel. */
export const sendAndRecord = (timing: Timing, answer: number): number => answer + timing.storeCall;

/**
 * Computes the longest time from the start of an attempt to its end. A claim that takes longer than one call leaves no time to send, but
 * enough to be given up: two calls for the claim and one to release it.
 */
export const wholeAttempt = (timing: Timing, answer: number): number =>
  Math.max(timing.storeCall + sendAndRecord(timing, answer), 3 * timing.storeCall);
