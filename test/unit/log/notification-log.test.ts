import { setImmediate } from 'node:timers/promises';
import { noClaims } from '../../../lib/log/claims';
import { DEBTS_AT_ONCE } from '../../../lib/log/debts';
import { DELIVERY, type Entry } from '../../../lib/log/entry';
import { notificationLog } from '../../../lib/log/notification-log';
import type { Table, When } from '../../../lib/log/table';
import { StoreUnavailableError } from '../../../lib/runtime/errors';
import { fail, skip } from '../../../lib/runtime/outcome';
import { TIMING } from '../../../lib/runtime/timing';
import { fakeClock } from '../../support/fake-clock';
import { logStore } from '../../support/log-store';

const key = { orderId: '1', notification: '["order_notification","pending"]' };
const subject = { key, userId: '1', position: { topic: 't', partition: 0, offset: 0 } };
const DOWN = fail('log_unavailable', 'down');

describe('a claim that is given up', () => {
  it('is not applied later, though clock and entry show the same millisecond', async () => {
    const clock = fakeClock();
    const store = logStore(key);
    const late: Array<() => void> = [];
    const table: Table = {
      async put(entry, when) {
        if (when?.absent) return store.put(entry, when);
        late.push(() => store.put(entry, when));
        throw new StoreUnavailableError('log_unavailable', 'down');
      },
      update: async (_, change, when) => store.update(change, when),
    };
    const log = notificationLog(table, 30, clock, TIMING);
    const before: Partial<Entry> = { status: 'failed', updated_at: clock.wall() };
    store.put({ ...before, order_id: key.orderId, notification: key.notification } as Entry);
    const claims = noClaims();
    await expect(log.claim(subject, claims, DELIVERY)).rejects.toThrow(StoreUnavailableError);

    await log.giveUp(subject, claims, DOWN);
    for (const apply of late) apply();

    expect(late).toHaveLength(1);
    expect(store.entry).toMatchObject({ status: 'failed', code: 'log_unavailable' });
    expect(store.entry).not.toHaveProperty('unanswered');
  });
});

describe('what is owed', () => {
  /** A log that owes so many claims, and a DynamoDB whose answers are told by `ask`. */
  async function owing(count: number, ask: (orderId: string) => Promise<void>) {
    const clock = fakeClock();
    let well = false;
    const down = new StoreUnavailableError('log_unavailable', 'down');
    const table: Table = {
      put: () => Promise.reject(down),
      async update({ orderId }) {
        if (!well) throw down;
        await ask(orderId);
        return undefined;
      },
    };
    const log = notificationLog(table, 30, clock, TIMING);
    for (let order = 1; order <= count; order++) {
      const one = { ...subject, key: { ...key, orderId: String(order) } };
      const claims = noClaims();
      await expect(log.claim(one, claims, DELIVERY)).rejects.toThrow(StoreUnavailableError);
      log.giveUpLater(one, claims, DOWN);
    }
    well = true;
    return { clock, log };
  }

  it('is paid a few at once', async () => {
    let [now, most] = [0, 0];
    const { log } = await owing(100, async () => {
      most = Math.max(most, ++now);
      await setImmediate();
      now--;
    });

    await log.debts.payAll(Number.POSITIVE_INFINITY);

    expect(log.debts.size).toBe(0);
    expect(most).toBe(DEBTS_AT_ONCE);
  });

  it('costs a DynamoDB that refuses as many requests as are made at once', async () => {
    let asked = 0;
    const { log } = await owing(100, async () => {
      asked++;
      throw new StoreUnavailableError('log_unavailable', 'down');
    });

    await log.debts.payAll(Number.POSITIVE_INFINITY);

    expect(log.debts.size).toBe(100);
    expect(asked).toBe(DEBTS_AT_ONCE);
  });

  it('goes behind the others where it is refused', async () => {
    const refused = Array.from({ length: 2 * DEBTS_AT_ONCE }, (_, index) => String(index + 1));
    const { log } = await owing(100, async (orderId) => {
      if (refused.includes(orderId)) throw new StoreUnavailableError('log_unavailable', 'down');
    });

    for (let batch = 0; batch < 3; batch++) await log.debts.payAll(Number.POSITIVE_INFINITY);

    expect([...log.debts.values()].map((debt) => debt.subject.key.orderId)).toEqual(
      expect.arrayContaining(refused),
    );
    expect(log.debts.size).toBe(refused.length);
  });

  it('is begun no later than it is told', async () => {
    const asked: string[] = [];
    const { clock, log } = await owing(100, async (orderId) => {
      asked.push(orderId);
      await clock.sleep(10);
    });

    const settling = log.debts.payAll(clock.now() + 15);
    await clock.advance(100);
    await settling;

    expect(asked).toHaveLength(2 * DEBTS_AT_ONCE);
  });
});

describe('a note', () => {
  /** A log on an entry in memory. */
  function logOn(before: Partial<Entry>) {
    const clock = fakeClock();
    const store = logStore(key);
    store.put({ ...before, order_id: key.orderId, notification: key.notification } as Entry);
    const table: Table = {
      put: async (entry, when) => store.put(entry, when),
      update: async (_, change, when) => store.update(change, when),
    };
    return { clock, store, log: notificationLog(table, 30, clock, TIMING) };
  }

  it.each([
    ['behind', -5],
    ['the same', 0],
    ['ahead', 5],
  ])('makes an entry later, whose clock was %s', async (_, ahead) => {
    const { clock, log, store } = logOn({ status: 'failed', updated_at: fakeClock().wall() + ahead });
    const { updated_at: before = 0 } = store.entry ?? {};

    await log.note(subject, skip('opted_out', 'opted out'));

    expect(store.entry).toMatchObject({ status: 'skipped', code: 'opted_out' });
    expect(store.entry?.updated_at).toBe(Math.max(clock.wall(), before + 1));
  });

  it.each<[string, Partial<Entry>]>([
    ['a claim', { status: 'claimed', claimed_by: 'a', updated_at: 1 }],
    ['a send', { status: 'sent', claimed_by: 'a', updated_at: Number.MAX_SAFE_INTEGER - 1 }],
  ])('leaves %s alone', async (_, before) => {
    const { log, store } = logOn(before);

    await log.note(subject, skip('opted_out', 'opted out'));

    expect(store.entry).toMatchObject(before);
  });

  it('is of its own record: no trace of an earlier one stays', async () => {
    const { log, store } = logOn({ status: 'failed', updated_at: 1, trace_id: 'of another record' });

    await log.note(subject, skip('opted_out', 'opted out'));

    expect(store.entry?.trace_id).toBeUndefined();
  });
});

describe('what no late claim can undo', () => {
  /** Two instances on one entry in memory; what is put with a condition is applied when `late` is called. */
  function twoInstances(before?: Partial<Entry>) {
    const store = logStore(key);
    if (before) store.put({ ...before, order_id: key.orderId, notification: key.notification } as Entry);
    const held: Array<() => void> = [];
    const instanceAt = (wall: number, keeps: (when: When | undefined) => boolean = () => false) => {
      const table: Table = {
        async put(entry, when) {
          if (!keeps(when)) return store.put(entry, when);
          held.push(() => store.put(entry, when));
          throw new StoreUnavailableError('log_unavailable', 'down');
        },
        update: async (_, change, when) => store.update(change, when),
      };
      return notificationLog(table, 30, fakeClock(wall), TIMING);
    };
    return { store, instanceAt, late: () => held.forEach((apply) => void apply()) };
  }
  const seenOnly = (when: When | undefined) => when?.seen !== undefined;

  it('ids that were taken out: a claim that saw them is refused', async () => {
    const { store, instanceAt, late } = twoInstances({
      status: 'failed',
      updated_at: 1_000,
      unanswered: new Set(['a']),
    });
    const claims = noClaims();
    await expect(instanceAt(2_000, seenOnly).claim(subject, claims, DELIVERY)).rejects.toThrow(
      StoreUnavailableError,
    );
    const gone = { ids: new Set(['a']), open: [] };

    await instanceAt(1_000).giveUp(subject, gone, DOWN);
    late();

    expect(store.entry).toMatchObject({ status: 'failed' });
    expect(store.entry?.unanswered).toBeUndefined();
  });

  it('a granted claim that was given up by a clock that is behind: the entry does not go back in time', async () => {
    const { store, instanceAt } = twoInstances({ status: 'failed', updated_at: 9_000 });
    const log = instanceAt(1_000);
    const claims = noClaims();
    await log.claim(subject, claims, DELIVERY);
    const { updated_at: claimedAt = 0 } = store.entry ?? {};

    await log.giveUp(subject, claims, DOWN);

    expect(claimedAt).toBeGreaterThan(9_000);
    expect(store.entry?.updated_at).toBeGreaterThan(claimedAt);
  });
});

describe('a debt that two pay at the same time', () => {
  async function owingOne(answers: Array<() => Promise<void>>) {
    let asked = 0;
    const table: Table = {
      put: () => Promise.reject(new StoreUnavailableError('log_unavailable', 'down')),
      async update() {
        await answers[asked++]?.();
        return undefined;
      },
    };
    const log = notificationLog(table, 30, fakeClock(), TIMING);
    const claims = noClaims();
    await expect(log.claim(subject, claims, DELIVERY)).rejects.toThrow(StoreUnavailableError);
    log.giveUpLater(subject, claims, DOWN);
    return log;
  }
  const well = async () => {};

  it('is paid once, and no defect', async () => {
    const log = await owingOne([well, well]);

    const [defects] = await Promise.all([log.debts.payAll(Number.POSITIVE_INFINITY), log.pay(key)]);

    expect(defects).toEqual([]);
    expect(log.debts.size).toBe(0);
  });

  it('stays paid, though the other who pays it is refused later', async () => {
    let refuse = () => {};
    const refused = new Promise<void>((_, reject) => {
      refuse = () => reject(new StoreUnavailableError('log_unavailable', 'down'));
    });
    const log = await owingOne([() => refused, well]);

    const paying = log.debts.payAll(Number.POSITIVE_INFINITY);
    await log.pay(key);
    refuse();

    expect(await paying).toEqual([]);
    expect(log.debts.size).toBe(0);
  });

  it('does not come back in the place of a later one', async () => {
    let refuse = () => {};
    const refused = new Promise<void>((_, reject) => {
      refuse = () => reject(new StoreUnavailableError('log_unavailable', 'down'));
    });
    const log = await owingOne([() => refused]);
    const claim = { id: 'b', entry: {} as Entry, askedAt: { now: 0, wall: 0 }, earlier: 0 };

    const paying = log.debts.payAll(Number.POSITIVE_INFINITY);
    await expect(log.sent(subject, claim, 'm')).rejects.toThrow(StoreUnavailableError);
    refuse();
    await paying;

    expect([...log.debts.values()]).toMatchObject([{ kind: 'sent' }]);
  });
});

describe('a request that cannot be made', () => {
  const broken: Table = {
    put() {
      throw new TypeError('no number');
    },
    update: async () => undefined,
  };

  it('is not owed', async () => {
    const log = notificationLog(broken, 30, fakeClock(), TIMING);
    const claims = noClaims();
    await expect(log.claim(subject, claims, DELIVERY)).rejects.toThrow(TypeError);

    await log.giveUp(subject, claims, DOWN);

    expect(log.debts.size).toBe(0);
  });

  it('is told once and dropped where it pays a debt', async () => {
    const log = notificationLog({ ...broken, update: broken.put as never }, 30, fakeClock(), TIMING);
    log.giveUpLater(subject, { ids: new Set(['a']), open: [] }, DOWN);

    expect(await log.debts.payAll(Number.POSITIVE_INFINITY)).toEqual([
      { error: expect.any(TypeError), subject },
    ]);
    expect(await log.debts.payAll(Number.POSITIVE_INFINITY)).toEqual([]);
    expect(log.debts.size).toBe(0);
  });
});
