import type { Channel } from '../../lib/channels/channel';
import type { Pace } from '../../lib/channels/pace';
import type { Delivery, Lane } from '../../lib/deliver';
import { runLane } from '../../lib/lane';
import { noClaims } from '../../lib/log/claims';
import { DELIVERY, type Entry } from '../../lib/log/entry';
import { type NotificationLog, notificationLog } from '../../lib/log/notification-log';
import type { Refusal, Table } from '../../lib/log/table';
import { StoreUnavailableError } from '../../lib/runtime/errors';
import { fail, type Outcome, sent } from '../../lib/runtime/outcome';
import { TIMING, wholeAttempt } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { pacer } from '../support/pacer';
import { type VirtualClock, virtualClock } from '../support/virtual-clock';

const PLACES = 12;
/** Milliseconds from the start of the batch. */
const DEADLINE = 239_500;
const REFUSES_FROM = 180_000;
const HANGS_FROM = 195_000;

const nothing = () => {};

/** A lane of deliveries by e-mail, on this clock and log; what goes wrong in it is told to `defects`. */
function laneOn(clock: VirtualClock, log: NotificationLog, but: Partial<Channel> = {}) {
  const defects: unknown[] = [];
  const channel: Channel = {
    name: 'email',
    places: PLACES,
    slowestAnswer: TIMING.sendAnswer,
    pace: pacer(0.7, clock),
    reach: () => ({ kind: 'address', address: 'a@b.c' }),
    prepare: () => async () => ({ kind: 'sent', outcome: sent('m') }),
    ...but,
  };
  const lane: Lane<Delivery> = {
    clock,
    timing: TIMING,
    log,
    telemetry: {
      ended: nothing,
      fields: nothing,
      recordAge: nothing,
      sendTook: nothing,
      turnTook: nothing,
      ofChannel: () => {
        throw new Error('One channel alone has none of its own');
      },
      wrongClock: nothing,
      unreadableQueue: nothing,
      error: nothing,
      unrecorded: nothing,
      sentAgain: nothing,
      defect: (error) => void defects.push(error),
      finish: nothing,
    },
    channel,
    deadline: DEADLINE,
    lastStart: DEADLINE - wholeAttempt(TIMING, TIMING.sendAnswer),
    maxAge: 0,
    takeover: DELIVERY,
    waiting: 1,
    halted: undefined,
    reach: async () => ({ kind: 'address', address: 'a@b.c', reader: {} }),
    contentOf: () => 'content',
  };
  return { lane, defects };
}

const deliveryOf = (offset: number): Delivery => ({
  subject: {
    key: { orderId: String(offset), notification: '["order_notification","pending"]' },
    userId: '1',
    position: { topic: 't', partition: 0, offset },
  },
  claims: noClaims(),
});

/** A batch whose DynamoDB refuses at first, so that many deliveries wait for another try, and then does not answer. */
async function batchWithoutDynamoDb(orders: number) {
  const clock = virtualClock(seededRandom(1));
  async function ask(): Promise<undefined> {
    if (clock.now() < REFUSES_FROM) return clock.sleep(5) as Promise<undefined>;
    await clock.sleep(clock.now() < HANGS_FROM ? 30 : 3 * TIMING.storeAttempt);
    throw new StoreUnavailableError('log_unavailable', 'down');
  }
  const log = notificationLog({ put: ask, update: ask }, 30, clock, TIMING);
  const { lane } = laneOn(clock, log);
  lane.waiting = orders;
  const deliveries = Array.from({ length: orders }, (_, offset): Delivery[] => [deliveryOf(offset)]);
  const failed: Delivery[] = [];
  await clock.play(
    runLane(deliveries, lane, (delivery, { kind }) => void (kind === 'failed' && failed.push(delivery))),
  );
  return { clock, log, failed };
}

describe('a batch whose deliveries wait for DynamoDB until its time is up', () => {
  it('ends by its deadline, and still owes every claim that was not answered', async () => {
    const { clock, log, failed } = await batchWithoutDynamoDb(1_000);

    const claimed = failed.filter(({ claims }) => claims.ids.size > 0);
    expect(claimed.length).toBeGreaterThan(5 * PLACES);
    expect([...log.debts.values()].filter(({ kind }) => kind === 'give_up')).toHaveLength(claimed.length);
    expect(clock.now()).toBeLessThanOrEqual(DEADLINE);
  });
});

describe('a delivery that starts at the last moment', () => {
  it('ends by the deadline, though a debt of its key comes first and every call is as slow as it may be', async () => {
    const clock = virtualClock(seededRandom(1));
    let owes = true;
    const ask = async (refused: boolean, unanswered: readonly string[]): Promise<Refusal | undefined> => {
      if (owes) throw new StoreUnavailableError('log_unavailable', 'down');
      await clock.sleep(TIMING.storeCall - 1);
      const entry = { status: 'failed', updated_at: 1, unanswered: new Set(unanswered) } as unknown as Entry;
      return refused ? { kind: 'entry', entry } : undefined;
    };
    // Each claim and each giving up takes two requests.
    const table: Table = {
      put: (_, when) => ask(when?.absent === true, []),
      update: (_, { release, without = [] }) => ask(release === true, without),
    };
    const log = notificationLog(table, 30, clock, TIMING);
    const { lane } = laneOn(clock, log);
    const late = deliveryOf(0);
    await expect(log.claim(late.subject, late.claims, DELIVERY)).rejects.toThrow(StoreUnavailableError);
    log.giveUpLater(late.subject, late.claims, fail('log_unavailable', 'down'));
    owes = false;
    const ends: Outcome[] = [];

    await clock.play(
      clock
        .sleep(lane.lastStart)
        .then(() => runLane([[deliveryOf(0)]], lane, (_, outcome) => void ends.push(outcome))),
    );

    expect(log.debts.size).toBe(0);
    expect(clock.now()).toBeLessThanOrEqual(DEADLINE);
    expect(ends).toMatchObject([{ kind: 'failed', code: 'deadline' }]);
  });
});

describe('the pace of a lane', () => {
  /** What it was told by a lane with so many deliveries. */
  async function toldBy(orders: number, { wrongClock = false, unreadable = false, vain = -1 } = {}) {
    const clock = virtualClock(seededRandom(1));
    const told: unknown[] = [];
    const pace: Pace = {
      ...pacer(1_000, clock),
      open: (...given) => void told.push(['open', ...given]),
      close: async (...given) => {
        told.push(['close', ...given]);
        return { wrongClock, unreadable };
      },
      ...(vain >= 0 && { turn: () => clock.sleep(vain).then(() => undefined) }),
    };
    const table: Table = { put: async () => undefined, update: async () => undefined };
    const { lane, defects } = laneOn(clock, notificationLog(table, 30, clock, TIMING), { pace });
    const telemetry = { wrongClock: jest.fn(), unreadableQueue: jest.fn(), turnTook: jest.fn() };
    const deliveries = Array.from({ length: orders }, (_, offset) => [deliveryOf(offset)]);
    const telling = {
      ...lane,
      waiting: orders,
      telemetry: { ...lane.telemetry, ...telemetry },
    };
    await clock.play(runLane(deliveries, telling, (_, { kind }) => void told.push(kind)));
    expect(defects).toEqual([]);
    return { told, lane, telemetry };
  }

  it('is opened before its first delivery and closed after its last', async () => {
    const { told, lane } = await toldBy(2);

    expect(told).toEqual([['open', 2, lane.lastStart], 'sent', 'sent', ['close', lane.deadline]]);
  });

  it('is not opened for nothing', async () => {
    expect((await toldBy(0)).told).not.toContainEqual(expect.arrayContaining(['open']));
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('tells whether the clock was found wrong: %s', async (wrong, times) => {
    expect((await toldBy(1, { wrongClock: wrong })).telemetry.wrongClock).toHaveBeenCalledTimes(times);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('tells whether the queue could not be read: %s', async (unreadable, times) => {
    expect((await toldBy(1, { unreadable })).telemetry.unreadableQueue).toHaveBeenCalledTimes(times);
  });

  it('tells how long a delivery waited in vain', async () => {
    expect((await toldBy(1, { vain: 500 })).telemetry.turnTook).toHaveBeenCalledWith(500, false);
  });

  it('tells no wait of a delivery that is refused at once', async () => {
    expect((await toldBy(1, { vain: 0.2 })).telemetry.turnTook).not.toHaveBeenCalled();
  });
});

describe('a request that cannot be made', () => {
  it('is a defect that takes no claim', async () => {
    const clock = virtualClock(seededRandom(1));
    const asked: string[] = [];
    const table: Table = {
      put: async () => void asked.push('put') as undefined,
      update: async () => void asked.push('update') as undefined,
    };
    const prepare = () => {
      throw new TypeError('no request');
    };
    const { lane, defects } = laneOn(clock, notificationLog(table, 30, clock, TIMING), { prepare });
    const ends: Outcome[] = [];

    await clock.play(runLane([[deliveryOf(0)]], lane, (_, outcome) => void ends.push(outcome)));

    expect(defects).toEqual([expect.any(TypeError)]);
    expect(ends).toMatchObject([{ kind: 'failed', code: 'defect' }]);
    // It is noted, and that is all.
    expect(asked).toEqual(['update']);
  });
});

describe('a provider that asks to wait', () => {
  const ORDERS = 3 * PLACES;

  /** Plays a batch while the provider wants nothing until `until`. @returns how it ended, and when what was asked for first */
  async function batchUntil(until: number | ((now: number) => number), lastStart?: number) {
    const clock = virtualClock(seededRandom(1));
    const first: Record<string, number> = {};
    const note = (what: string) => {
      first[what] ??= clock.now();
    };
    const table: Table = { put: async () => note('claim') as undefined, update: async () => undefined };
    let prepared = 0;
    const { lane } = laneOn(clock, notificationLog(table, 30, clock, TIMING), {
      pace: pacer(1_000, clock),
      restsUntil: () => (typeof until === 'number' ? until : until(clock.now())),
      prepare: () => {
        if (++prepared > PLACES) note('more orders than places');
        return async () => {
          note('send');
          return { kind: 'sent', outcome: sent('m') };
        };
      },
    });
    lane.waiting = ORDERS;
    const batch = { ...lane, lastStart: lastStart ?? lane.lastStart };
    const deliveries = Array.from({ length: ORDERS }, (_, offset) => [deliveryOf(offset)]);
    const ends = new Set<string>();
    await clock.play(runLane(deliveries, batch, (_, { kind, code }) => void ends.add(`${kind} ${code}`)));
    return { first, ends: [...ends], at: clock.now() };
  }

  it('is asked afterwards, and no claim is held and no further order begun meanwhile', async () => {
    const { first, ends } = await batchUntil(TIMING.restWait);

    expect(ends).toEqual(['sent sent']);
    expect(first).toEqual({
      claim: TIMING.restWait,
      send: TIMING.restWait,
      'more orders than places': expect.any(Number),
    });
    expect(first['more orders than places']).toBeGreaterThanOrEqual(TIMING.restWait);
  });

  it('is asked at the last moment to start', async () => {
    expect((await batchUntil(5_000, 5_000)).ends).toContain('sent sent');
  });

  it.each([
    ['the last moment to start', 5_001, 5_000],
    ['what the mails of the next batch may be held up by', TIMING.restWait + 1, undefined],
  ])('is not waited for beyond %s: the batch ends at once', async (_, until, lastStart) => {
    const { first, ends, at } = await batchUntil(until, lastStart);

    expect(ends).toEqual(['failed throttled']);
    expect([first.claim, first.send, at]).toEqual([undefined, undefined, 0]);
  });

  it('again and again is waited for no longer than one that does so once', async () => {
    const untilNextSecond = (now: number) => (Math.floor(now / 1_000) + 1) * 1_000;

    const { ends, at } = await batchUntil(untilNextSecond);

    expect(ends).toEqual(['failed throttled']);
    expect(at).toBe(TIMING.restWait);
  });
});
