import type { Answer, Channel } from '../../lib/channels/channel';
import type { Delivery, Lane } from '../../lib/deliver';
import { runLane } from '../../lib/lane';
import { noClaims } from '../../lib/log/claims';
import { DELIVERY, unansweredOf } from '../../lib/log/entry';
import { type NotificationLog, notificationLog } from '../../lib/log/notification-log';
import type { Refusal, Table } from '../../lib/log/table';
import type { NotificationKey } from '../../lib/notifications/key';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { fail, type Outcome, sent } from '../../lib/runtime/outcome';
import { sendAndRecord, TIMING, wholeAttempt } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { logStore } from '../support/log-store';
import { pacer } from '../support/pacer';
import { playsOf } from '../support/plays';
import { type VirtualClock, virtualClock } from '../support/virtual-clock';

/*
 * The notification log of several instances, on one virtual clock: answers of DynamoDB are lost or late in any order,
 * writes are applied seconds after their client gave up, instances die or are frozen, clocks are up to 12 s apart, and SES
 * takes, refuses, hangs, or takes without saying so.
 */

const PLAYS = playsOf(1_000);
const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [1, 2, 3, 4];

function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

const KEY: NotificationKey = { orderId: '1', notification: '["order_notification","pending"]' };
/** Between two clocks, in milliseconds. */
const MOST_SKEW = 12_000;
const NEVER = new Promise<never>(() => {});

interface World {
  /** How often, in shares of one: an answer is lost though the write is done, it is refused, it is done much later. */
  readonly lost: number;
  readonly refused: number;
  readonly later: number;
  readonly ses: number;
  readonly death: number;
  readonly freeze: number;
}
const WELL: World = { lost: 0, refused: 0, later: 0, ses: 0, death: 0, freeze: 0 };

/** One warm function, which may die or be frozen at any time. */
class Instance {
  dead = false;
  /** Between the start of a send and the end of its delivery. */
  sending = false;
  frozen = 0;
  readonly clock: VirtualClock;
  readonly log: NotificationLog;

  constructor(
    readonly play: Play,
    readonly skew: number,
  ) {
    const { clock } = play;
    this.clock = {
      ...clock,
      now: () => clock.now() - this.frozen,
      wall: () => clock.wall() + skew,
      sleep: (ms) => this.alive(clock.sleep(ms)),
    };
    this.log = notificationLog(this.#table(), 30, this.clock, TIMING);
  }

  /** What comes next, unless it has died by then; frozen, it comes late, and its own clock has not gone on. */
  async alive<T>(awaited: Promise<T>): Promise<T> {
    const value = await awaited.then(
      (good) => ({ good }),
      (error: unknown) => ({ error }),
    );
    const { world } = this.play;
    if (this.play.chance(world.freeze)) {
      const ms = this.play.random() * 60_000;
      if (this.sending) this.play.freezes++;
      await this.play.clock.sleep(ms);
      this.frozen += ms;
    }
    if (this.play.chance(world.death)) this.dead = true;
    if (this.dead) return NEVER;
    if ('error' in value) throw value.error;
    return value.good;
  }

  async #ask(done: () => Refusal | undefined): Promise<Refusal | undefined> {
    const { play } = this;
    const unavailable = new StoreUnavailableError('log_unavailable', 'down');
    const { lost, refused, later } = play.world;
    // There and back, it takes as long as one call may.
    const there = play.random() * 50;
    const slowest = TIMING.storeCall - there;
    await play.clock.sleep(there);
    if (play.chance(later)) {
      play.inBackground(play.clock.sleep(play.random() * 20_000).then(done));
      await play.clock.sleep(slowest);
      throw unavailable;
    }
    if (play.chance(refused)) {
      await play.clock.sleep(play.random() * slowest);
      throw unavailable;
    }
    const refusal = done();
    await play.clock.sleep(play.random() * (play.chance(0.2) ? slowest : 50));
    if (play.chance(lost)) throw unavailable;
    return refusal;
  }

  #table(): Table {
    const { store } = this.play;
    return {
      put: (entry, when) => {
        if (entry.status === 'claimed') this.play.askedAt.set(entry.claimed_by ?? '', this.play.clock.now());
        return this.alive(this.#ask(() => store.put(entry, when)));
      },
      update: (_, change, when) => this.alive(this.#ask(() => store.update(change, when))),
    };
  }
}

/** One notification, delivered again and again to several instances. */
class Play {
  readonly random: () => number;
  readonly clock: VirtualClock;
  #undone = false;
  readonly store = logStore(KEY, (after, before) => {
    if (before?.status === 'sent' && after.status !== 'sent') this.#undone = true;
    // Its owner may live, and only be unable to record what it sent. Another takes the claim over, or gives up its own
    // claim of this entry, which ends the expired one too. Neither may be while its owner could still be sending.
    const { claimed_by: owner } = before ?? {};
    const ended = owner !== undefined && after.claimed_by !== owner && after.unanswered?.has(owner) === true;
    const age = this.clock.now() - (this.askedAt.get(owner ?? '') ?? 0);
    if (ended && age >= TIMING.storeCall + sendAndRecord(TIMING, TIMING.sendAnswer)) this.expired++;
  });
  /** When each claim was asked for. */
  readonly askedAt = new Map<string, number>();
  readonly instances: Instance[];
  world: World;
  mails = 0;
  /** Sends that were never answered, and deaths; and what may make a claim expire while its owner lives. */
  excuses = 0;
  freezes = 0;
  expired = 0;
  #background: Array<Promise<unknown>> = [];

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.clock = virtualClock(this.random);
    this.instances = Array.from({ length: 1 + this.#below(3) }, () => this.#newInstance());
    const often = (most: number) => (this.chance(0.4) ? 0 : most * this.random());
    this.world = {
      lost: often(0.6),
      refused: often(0.6),
      later: often(0.4),
      ses: often(1),
      death: often(0.02),
      freeze: often(0.02),
    };
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  inBackground(work: Promise<unknown>): void {
    this.#background.push(work);
  }

  #newInstance(): Instance {
    return new Instance(this, (this.random() - 0.5) * MOST_SKEW);
  }

  #channel(instance: Instance): Channel {
    return {
      name: 'email',
      places: 1,
      slowestAnswer: TIMING.sendAnswer,
      pace: pacer(1_000, this.clock),
      reach: () => ({ kind: 'address', address: 'a@b.c' }),
      prepare: () => () => {
        instance.sending = true;
        return instance.alive(this.#send());
      },
    };
  }

  async #send(): Promise<Answer> {
    const kind = this.chance(this.world.ses) ? this.#below(4) : 4;
    const taken = kind === 4 || kind === 3;
    await this.clock.sleep(this.random() * 1_000);
    if (taken) this.mails++;
    await this.clock.sleep(this.random() * (kind === 2 || kind === 3 ? 9_000 : 1_000));
    if (kind === 2 || kind === 3) {
      this.excuses++;
      return { kind: 'unknown', outcome: fail('no_answer', '') };
    }
    if (kind === 0) return { kind: 'transient', outcome: fail('provider_error', '') };
    if (kind === 1) return { kind: 'rejected', outcome: fail('rejected', '') };
    return { kind: 'sent', outcome: sent('m') };
  }

  /** One delivery by the mapping. */
  async #deliver(instance: Instance): Promise<Outcome | 'died'> {
    const delivery: Delivery = {
      subject: { key: KEY, userId: '1', position: { topic: 't', partition: 0, offset: 0 } },
      claims: noClaims(),
    };
    const channel = this.#channel(instance);
    // Often there is time for one try only.
    const budget =
      this.world === WELL ? 200_000 : 18_100 + this.random() * (this.chance(0.5) ? 2_000 : 100_000);
    const deadline = instance.clock.now() + budget;
    let outcome: Outcome | undefined;
    const lane: Lane<Delivery> = {
      clock: instance.clock,
      timing: TIMING,
      log: instance.log,
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
        unrecorded: () => {},
        sentAgain: () => {},
        defect: (error) => {
          throw error;
        },
        finish: () => {},
      },
      channel,
      deadline,
      lastStart: deadline - wholeAttempt(TIMING, TIMING.sendAnswer),
      maxAge: 0,
      takeover: DELIVERY,
      waiting: 1,
      halted: undefined,
      reach: async () => ({ kind: 'address', address: 'a@b.c', reader: {} }),
      contentOf: () => 'content',
    };
    let over = false;
    const { frozen } = instance;
    const running = runLane([[delivery]], lane, (_, ended) => {
      outcome = ended;
      instance.sending = false;
    });
    // As `consume` does: what earlier batches owe is tried beside the deliveries, and at the end.
    const payAll = () => instance.log.debts.payAll(deadline - 2 * TIMING.storeCall);
    const work = Promise.all([running, payAll()])
      .then(payAll)
      .finally(() => {
        over = true;
      });
    const died = async () => {
      while (!instance.dead && !over) await this.clock.sleep(1_000);
    };
    await Promise.race([work, died()]);
    must(
      instance.dead || instance.frozen > frozen || instance.clock.now() <= deadline,
      `it ends in time: ${instance.clock.now() - deadline} ms late`,
    );
    return outcome ?? 'died';
  }

  async run(): Promise<void> {
    await this.clock.play(this.#all());
  }

  async #all(): Promise<void> {
    const deliveries = 1 + this.#below(6);
    for (let index = 0; index < deliveries; index++) {
      const chosen = this.instances.filter(() => this.chance(0.6));
      await Promise.all(chosen.map((one) => this.#deliver(one)));
      for (const [place, instance] of this.instances.entries()) {
        if (!instance.dead) continue;
        this.excuses++;
        this.instances[place] = this.#newInstance();
      }
      if (this.chance(0.5)) await this.clock.sleep(this.random() * 60_000);
    }
    await this.#wellAgain();
  }

  /** DynamoDB and SES are well, everything late has come, and the instances have paid what they owe. */
  async #wellAgain(): Promise<void> {
    this.world = WELL;
    await Promise.all(this.#background);
    await this.clock.sleep(60_000);
    for (const { log } of this.instances) {
      await log.debts.payAll(Number.POSITIVE_INFINITY);
      must(log.debts.size === 0, 'debts are paid once DynamoDB is well');
    }
    this.#nothingCountsThatWasNeverBegun();
    const last = await this.#deliver(this.instances[0] as Instance);
    await this.clock.sleep(60_000);
    const { entry } = this.store;

    must(this.mails <= 2, `never three mails: ${this.mails}`);
    must(
      this.mails <= 1 || this.excuses + this.freezes + this.expired > 0,
      'two mails only after a send without an answer, a death or an expired claim',
    );
    must(!this.#undone, '"sent" is never undone');
    must(
      last !== 'died' && last.code !== 'deadline' && last.code !== 'claimed_elsewhere',
      `it ends: ${JSON.stringify(last)}`,
    );
    const spent = last !== 'died' && last.code === 'may_have_been_sent';
    must(!spent || this.excuses > 0, 'none is perhaps sent that was never tried');
    must(spent || entry?.status === 'sent', `mailed once DynamoDB is well: ${JSON.stringify(entry)}`);
    must(spent || this.mails >= 1, 'what is recorded as sent was sent');
    this.#nothingCountsThatWasNeverBegun();
  }

  #nothingCountsThatWasNeverBegun(): void {
    const { entry } = this.store;
    const count = entry && entry.status !== 'sent' ? unansweredOf(entry).size : 0;
    must(count <= this.excuses, `nothing counts that was never begun: ${count} for ${this.excuses}`);
    const { status, claimed_by: holder = '' } = entry ?? {};
    must(
      !holder || status === 'sent' || entry?.unanswered?.has(holder) === true,
      'a claim that was given up holds nobody back',
    );
  }
}

describe.each(SEEDS)('whatever happens to a log, with SEED=%d', (seed) => {
  it(`holds every rule in ${PLAYS} plays`, async () => {
    for (let play = 0; play < PLAYS; play++) {
      const one = seed * 1_000_000 + play;
      await new Play(one).run().catch((error) => {
        throw new Error(`play ${one}: ${error.message}`, { cause: error });
      });
    }
  });
});
