import type { Answer, Channel } from '../../lib/channels/channel';
import type { Delivery, Lane } from '../../lib/deliver';
import { runLane } from '../../lib/lane';
import { type Claim, type Claims, forget, noClaims } from '../../lib/log/claims';
import { DELIVERY } from '../../lib/log/entry';
import type { ClaimResult, NotificationLog } from '../../lib/log/notification-log';
import type { Recipient } from '../../lib/recipients/decide';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { type Failure, fail, type Outcome, type Skip, sent, skip } from '../../lib/runtime/outcome';
import { TIMING, wholeAttempt } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { pacer } from '../support/pacer';
import { playsOf } from '../support/plays';
import { type VirtualClock, virtualClock } from '../support/virtual-clock';

/*
 * The core of the service, `runLane` and everything below it, with its real pace, on a virtual clock: recipients, log and
 * provider answer at random, late, or not at all, and every rule is held at every step.
 */

const PLAYS = playsOf(2_500);
const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [1, 2, 3, 4];

/** Cheaper than `expect`, in the millions. */
function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

interface ModelDelivery extends Delivery {
  readonly order: number;
  readonly index: number;
}

/** What has happened to one delivery. */
interface History {
  attempts: number;
  sends: number;
  defects: number;
  open: boolean;
  /** Tries that ended in something that may pass. */
  failures: number;
  lastAnswer?: Answer;
  outcome?: Outcome;
}

/** `lost`: DynamoDB was told to record or to release it, and has not answered yet. `replaced`: by the next of its delivery. */
type ClaimEnd = 'open' | 'recorded' | 'released' | 'lost' | 'kept' | 'replaced';

/** A claim that was asked for; `granted` unless DynamoDB has not answered. */
interface Asked {
  readonly of: ModelDelivery;
  granted?: Claim;
  end: ClaimEnd;
  demanded?: ClaimEnd;
}

const DEMANDS: Readonly<Record<Answer['kind'], ClaimEnd>> = {
  sent: 'recorded',
  throttled: 'released',
  transient: 'released',
  rejected: 'released',
  declined: 'released',
  halted: 'released',
  unknown: 'kept',
};

const ANSWERS: readonly Answer[] = [
  { kind: 'throttled', outcome: fail('throttled', '') },
  { kind: 'transient', outcome: fail('provider_error', '') },
  { kind: 'rejected', outcome: fail('rejected', '') },
  { kind: 'declined', outcome: skip('opted_out', '') },
  { kind: 'unknown', outcome: fail('no_answer', '') },
  { kind: 'halted', outcome: fail('daily_quota_used', '') },
];

const unavailable = () => new StoreUnavailableError('log_unavailable', 'down');

/** A batch of its own making: orders, capacities, budget, and how unkind the world is. */
class Play {
  readonly #random: () => number;
  readonly #clock: VirtualClock;
  readonly #history = new Map<ModelDelivery, History>();
  /** By id; none that was refused. */
  readonly #claims = new Map<string, Asked>();
  /** By delivery: what was to be given up, and DynamoDB has not answered. */
  readonly #owed = new Map<ModelDelivery, Claims>();
  readonly #orders: ModelDelivery[][];
  readonly #places: number;
  readonly #deadline: number;
  readonly #lastStart: number;
  /** How often, in shares of one, the world is unkind. */
  readonly #faults: {
    readonly store: number;
    readonly record: number;
    readonly answer: number;
    readonly defect: number;
    readonly halt: number;
  };
  #turns = { granted: 0, used: 0, givenBack: 0 };
  #begun = 0;
  #running = 0;
  #resting = 0;
  #unrecorded = 0;
  #again = 0;
  #sending = 0;
  #haltedAt = Number.POSITIVE_INFINITY;
  #brokenAt: string | undefined;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#clock = virtualClock(this.#random);
    this.#places = 1 + this.#below(4);
    // Often hardly more than one attempt may take.
    const budget = 18_600 + this.#below(this.#chance(0.5) ? 8_000 : 100_000);
    this.#deadline = this.#clock.now() + budget;
    this.#lastStart = this.#deadline - wholeAttempt(TIMING, TIMING.sendAnswer);
    const unkind = this.#random();
    this.#faults = {
      store: this.#random() < 0.5 ? 0 : 0.4 * this.#random(),
      record: this.#random() < 0.8 ? 0.1 : 0.9,
      answer: unkind,
      defect: this.#random() < 0.7 ? 0 : 0.1,
      halt: this.#random() < 0.7 ? 0 : 0.1,
    };
    this.#orders = Array.from({ length: this.#below(9) }, (_, order) =>
      Array.from({ length: 1 + this.#below(4) }, (__, index) => this.#delivery(order, index)),
    );
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #delivery(order: number, index: number): ModelDelivery {
    const delivery: ModelDelivery = {
      order,
      index,
      subject: {
        key: { orderId: String(order), notification: String(index) },
        userId: '1',
        position: { topic: 't', partition: order, offset: index },
      },
      claims: noClaims(),
      time: this.#chance(0.05) ? this.#clock.wall() - 2 * 86_400_000 : this.#clock.wall(),
    };
    this.#history.set(delivery, { attempts: 0, sends: 0, defects: 0, failures: 0, open: false });
    return delivery;
  }

  #historyOf(delivery: ModelDelivery): History {
    const history = this.#history.get(delivery);
    if (!history) throw new Error('a delivery that is none');
    return history;
  }

  /** Rules broken inside the core would be caught there as defects: kept, and told at the end. */
  #must(holds: boolean, rule: string): void {
    if (!holds) this.#brokenAt ??= rule;
  }

  /** The world takes its time, and now and then somebody sets the wall clock. */
  async #wait(most: number): Promise<void> {
    if (this.#chance(0.02)) this.#clock.setBack((this.#random() - 0.5) * 1_200_000);
    await this.#clock.sleep(this.#chance(0.8) ? this.#random() * 100 : this.#random() * most);
  }

  async #store<T>(answer: () => T, fault = this.#faults.store): Promise<T> {
    await this.#wait(TIMING.storeCall);
    if (this.#chance(fault)) throw unavailable();
    return answer();
  }

  /** A call to a table that fails its attempt when it fails. */
  async #needed<T>(delivery: ModelDelivery, answer: () => T): Promise<T> {
    return this.#store(answer).catch((error) => {
      this.#historyOf(delivery).failures++;
      throw error;
    });
  }

  async #reach(delivery: ModelDelivery): Promise<Recipient | Skip | Failure> {
    const history = this.#historyOf(delivery);
    this.#must(this.#clock.now() <= this.#lastStart, 'no attempt after the last start');
    this.#must(history.defects === 0, 'a defect is tried once');
    this.#must(history.outcome === undefined, 'nothing that has ended is tried again');
    for (const before of this.#orders[delivery.order]?.slice(0, delivery.index) ?? []) {
      this.#must(this.#historyOf(before).outcome !== undefined, 'an order in turn');
    }
    history.attempts++;
    await this.#needed(delivery, () => {});
    if (this.#chance(this.#faults.defect)) this.#defect(delivery);
    if (this.#chance(0.05)) return skip('opted_out', '');
    if (this.#chance(0.05)) return fail('contact_missing', '');
    return { kind: 'address', address: 'a@b.c', reader: {} };
  }

  #defect(delivery: ModelDelivery): never {
    this.#historyOf(delivery).defects++;
    throw new TypeError('a defect');
  }

  #claimResult(delivery: ModelDelivery, id: string): ClaimResult {
    const history = this.#historyOf(delivery);
    if (history.attempts === 1 || this.#chance(0.3)) {
      if (this.#chance(0.05)) return { kind: 'sent' };
      if (this.#chance(0.05)) return { kind: 'spent' };
      if (this.#chance(0.02)) return { kind: 'unreadable' };
      if (this.#chance(0.1)) return { kind: 'held', until: this.#clock.wall() + this.#random() * 30_000 };
    }
    // Now and then Lambda has frozen the function since it was asked for, or somebody has set the wall clock.
    const ago = () => this.#random() * (this.#chance(0.1) ? TIMING.claim : TIMING.storeCall);
    const askedAt = { now: this.#clock.now() - ago(), wall: this.#clock.wall() - ago() };
    const earlier = this.#chance(0.2) ? 1 : 0;
    // Its entry is not read by the core.
    return { kind: 'granted', claim: { id, askedAt, earlier, entry: {} as Claim['entry'] } };
  }

  #asked(id: string): Asked {
    const known = this.#claims.get(id);
    if (!known) throw new Error('a claim that was never asked for');
    return known;
  }

  /** One request for a claim. Where it is not answered, it may have been done. */
  async #ask(
    delivery: ModelDelivery,
    claims: Claims,
    answer: (id: string) => ClaimResult,
  ): Promise<ClaimResult> {
    const id = `claim-${this.#claims.size}-${this.#clock.now()}`;
    this.#claims.set(id, { of: delivery, end: 'open' });
    claims.ids.add(id);
    const result = await this.#needed(delivery, () => answer(id));
    if (result.kind === 'granted') {
      for (const other of claims.ids) if (other !== id) this.#asked(other).end = 'replaced';
      forget(claims);
      claims.ids.add(id);
      this.#asked(id).granted = result.claim;
    } else {
      claims.ids.delete(id);
      this.#claims.delete(id);
    }
    return result;
  }

  #owe(delivery: ModelDelivery, claims: Claims): void {
    for (const id of claims.ids) {
      const { of, end } = this.#asked(id);
      this.#must(of === delivery, 'only own claims are given up');
      this.#must(end === 'open' || end === 'lost', `what is over is not given up: ${end}`);
      this.#asked(id).end = 'lost';
    }
    this.#owed.set(delivery, claims);
  }

  #givenUp(claims: Claims): void {
    for (const id of claims.ids) this.#asked(id).end = 'released';
    forget(claims);
  }

  #deliveryOf({ key }: Delivery['subject']): ModelDelivery {
    const delivery = this.#orders[Number(key.orderId)]?.[Number(key.notification)];
    if (!delivery) throw new Error('a subject that is none');
    return delivery;
  }

  #log(): NotificationLog {
    return {
      claim: async (subject, claims) => {
        const delivery = this.#deliveryOf(subject);
        this.#must(this.#clock.now() <= this.#lastStart, 'no claim after the last start');
        this.#must(this.#clock.now() <= this.#haltedAt, 'no claim after a halt');
        this.#must(claims === delivery.claims, 'a delivery asks with its own claims');
        for (const { of, granted, end } of this.#claims.values()) {
          this.#must(
            of !== delivery || !granted || end !== 'open',
            'a claim is given up before the next try',
          );
        }
        const debt = this.#owed.get(delivery);
        if (debt) {
          await this.#needed(delivery, () => this.#givenUp(debt));
          this.#owed.delete(delivery);
        }
        // The first call meets an entry, the second takes over.
        const entry: ClaimResult = { kind: 'held', until: 0 };
        if (this.#chance(0.1)) await this.#ask(delivery, claims, () => entry);
        return this.#ask(delivery, claims, (id) => this.#claimResult(delivery, id));
      },
      sent: async (_, { id }) => {
        this.#asked(id).end = 'lost';
        await this.#store(() => {
          this.#asked(id).end = 'recorded';
        }, this.#faults.record);
      },
      giveUp: async (subject, claims) => {
        const delivery = this.#deliveryOf(subject);
        if (claims.ids.size === 0) return;
        this.#owe(delivery, claims);
        await this.#store(() => this.#givenUp(claims));
        this.#owed.delete(delivery);
      },
      giveUpLater: (subject, claims) => {
        if (claims.ids.size > 0) this.#owe(this.#deliveryOf(subject), claims);
      },
      note: (subject) => {
        this.#must(this.#clock.now() <= this.#lastStart, 'no note after the last start');
        return this.#store(() => void subject);
      },
      pay: async () => false,
      debts: { payAll: async () => [], size: 0, values: () => [] },
    };
  }

  /** The real pace, and an account of its turns. */
  #channel(): Channel<ModelDelivery> {
    const pace = pacer(this.#chance(0.5) ? 0.5 + this.#random() * 5 : 1_000, this.#clock);
    return {
      name: 'email',
      places: this.#places,
      slowestAnswer: TIMING.sendAnswer,
      reach: () => skip('opted_out', ''),
      pace: {
        ...pace,
        turn: async (until, waiting) => {
          const open = [...this.#history.values()].filter(({ outcome }) => !outcome).length;
          this.#must(waiting === open, 'the pace is told how many have not ended');
          const turn = await pace.turn(until, waiting);
          if (!turn) return undefined;
          this.#turns.granted++;
          let back = false;
          return {
            by: turn.by,
            slower: turn.slower,
            giveBack: () => {
              this.#must(!back, 'a turn is given back once');
              back = true;
              this.#turns.givenBack++;
              turn.giveBack();
            },
          };
        },
      },
      prepare: (delivery) => async () => {
        const history = this.#historyOf(delivery);
        const claim = [...this.#claims.values()].findLast(({ of, granted }) => of === delivery && granted);
        const { now: askedAt = 0, wall: askedAtWall = 0 } = claim?.granted?.askedAt ?? {};
        this.#turns.used++;
        this.#sending++;
        history.sends++;
        const needed = TIMING.sendAnswer + TIMING.storeCall;
        const now = this.#clock.now();
        this.#must(this.#sending <= this.#places, 'no more in flight than there are places');
        this.#must(now <= this.#haltedAt, 'no send after a halt');
        this.#must(claim?.end === 'open', 'no send without a claim');
        this.#must(now + needed <= this.#deadline, 'no send too late for the deadline');
        this.#must(now - askedAt <= TIMING.storeCall, 'no send too late for its claim');
        this.#must(
          this.#clock.wall() - askedAtWall <= TIMING.storeCall,
          'no send too late by the wall clock',
        );
        this.#must(!history.open, 'one send at a time');
        history.open = true;
        await this.#wait(TIMING.sendAnswer);
        this.#sending--;
        history.open = false;
        if (claim) claim.demanded = 'kept';
        if (this.#chance(this.#faults.defect / 2)) this.#defect(delivery);
        const answer = this.#answer();
        history.lastAnswer = answer;
        if (answer.kind === 'throttled' || answer.kind === 'transient') history.failures++;
        if (answer.kind === 'halted') this.#haltedAt = Math.min(this.#haltedAt, this.#clock.now());
        if (claim) claim.demanded = DEMANDS[answer.kind];
        return answer;
      },
    };
  }

  #answer(): Answer {
    if (!this.#chance(this.#faults.answer)) return { kind: 'sent', outcome: sent('m') };
    const answer = ANSWERS[this.#below(ANSWERS.length)] as Answer;
    return answer.kind === 'halted' && !this.#chance(this.#faults.halt) ? (ANSWERS[0] as Answer) : answer;
  }

  /** The clock of the core: its own pauses are rests, but for those between two tries to record a send. */
  #coreClock(): VirtualClock {
    return {
      ...this.#clock,
      sleep: async (ms) => {
        const lost = [...this.#claims.values()].some(
          ({ end, demanded, of }) =>
            end === 'lost' && demanded === 'recorded' && !this.#historyOf(of).outcome,
        );
        if (!lost) {
          this.#must(this.#clock.now() + ms <= this.#lastStart, 'no rest beyond the last start');
          this.#resting++;
        }
        await this.#clock.sleep(ms);
        if (!lost) this.#resting--;
      },
    };
  }

  *#begin(): Iterable<ModelDelivery[]> {
    for (const order of this.#orders) {
      this.#begun++;
      this.#running++;
      yield order;
    }
  }

  async run(): Promise<void> {
    const defects: unknown[] = [];
    const lane: Lane<ModelDelivery> = {
      clock: this.#coreClock(),
      timing: TIMING,
      log: this.#log(),
      telemetry: {
        ended: () => {},
        fields: () => {},
        recordAge: () => undefined,
        sendTook: () => {},
        turnTook: () => {},
        ofChannel: () => {
          throw new Error('One channel alone has none of its own');
        },
        wrongClock: () => {},
        unreadableQueue: () => {},
        error: () => {},
        unrecorded: () => void this.#unrecorded++,
        sentAgain: (earlier) => {
          this.#must(earlier === 1, 'a second mail is told with how many came before');
          this.#again++;
        },
        defect: (error) => void defects.push(error),
        finish: () => {},
      },
      channel: this.#channel(),
      deadline: this.#deadline,
      lastStart: this.#lastStart,
      maxAge: 86_400,
      takeover: DELIVERY,
      waiting: this.#history.size,
      halted: undefined,
      reach: (delivery) => this.#reach(delivery),
      contentOf: (delivery) => (this.#chance(this.#faults.defect) ? this.#defect(delivery) : delivery),
    };
    const work = runLane(this.#begin(), lane, (delivery, outcome) => this.#ended(delivery, outcome));
    await this.#clock.play(work, () => this.#idle());
    this.#atTheEnd(defects);
  }

  #ended(delivery: ModelDelivery, outcome: Outcome): void {
    const history = this.#historyOf(delivery);
    this.#must(history.outcome === undefined, 'every delivery ends once');
    history.outcome = outcome;
    this.#must(history.failures <= TIMING.tries, 'no more tries than allowed');
    if (this.#orders[delivery.order]?.length === delivery.index + 1) this.#running--;
  }

  /** Everybody waits: then either all places are taken, or nobody waits for one. */
  #idle(): void {
    const waiting = this.#begun < this.#orders.length;
    this.#must(
      !waiting || this.#running - this.#resting >= this.#places,
      'no rest in a place that others wait for',
    );
  }

  #atTheEnd(defects: readonly unknown[]): void {
    must(this.#brokenAt === undefined, this.#brokenAt ?? '');
    must(
      this.#turns.granted === this.#turns.used + this.#turns.givenBack,
      `every turn is used or given back: ${JSON.stringify(this.#turns)}`,
    );
    must(this.#clock.now() <= this.#deadline, 'it ends within the budget');
    let broken = 0;
    for (const { outcome, sends, defects: own, lastAnswer } of this.#history.values()) {
      broken += own;
      must(outcome !== undefined, 'every delivery ends');
      must(own === 0 || (outcome?.kind === 'failed' && outcome.code === 'defect'), 'a defect is told');
      must(
        (outcome?.kind === 'sent') === (own === 0 && lastAnswer?.kind === 'sent'),
        'sent is what the provider took',
      );
      const final = lastAnswer && !['throttled', 'transient'].includes(lastAnswer.kind);
      must(own > 0 || !final || outcome?.code === lastAnswer.outcome.code, 'the answer decides');
      must(sends <= TIMING.tries, 'no more sends than tries');
    }
    must(broken === defects.length, 'every defect is logged');
    let unrecorded = 0;
    let again = 0;
    for (const { of, granted, end, demanded = 'released' } of this.#claims.values()) {
      if (demanded === 'kept') must(end === 'open', 'an unanswered claim is left to expire');
      else if (granted)
        must(end === demanded || end === 'lost', `a claim ends as its answer demands: ${demanded}`);
      else must(end !== 'open', 'a claim without an answer is given up');
      must(demanded === 'recorded' || end !== 'lost' || this.#owed.has(of), 'what is not given up is owed');
      if (demanded === 'recorded' && end === 'lost') unrecorded++;
      if (demanded === 'recorded' && granted && granted.earlier > 0) again++;
    }
    must(unrecorded === this.#unrecorded, 'a send that could not be recorded is told');
    must(again === this.#again, 'a second mail is told');
    const lastTry = this.#deadline - TIMING.storeCall - 1.25 * TIMING.recordPause;
    must(
      unrecorded === 0 || this.#clock.now() > lastTry,
      'a send is tried to be recorded until the deadline',
    );
  }
}

describe.each(SEEDS)('whatever happens to a batch, with SEED=%d', (seed) => {
  it(`holds every rule in ${PLAYS} plays`, async () => {
    for (let play = 0; play < PLAYS; play++) {
      const one = seed * 1_000_000 + play;
      await new Play(one).run().catch((error) => {
        throw new Error(`play ${one}: ${error.message}`, { cause: error });
      });
    }
  });
});
