import { type Claim, noClaims } from '../../lib/log/claims';
import { DELIVERY, type Entry, resendOf, SEE_UNANSWERED, unansweredOf } from '../../lib/log/entry';
import { notificationLog } from '../../lib/log/notification-log';
import { fail, skip } from '../../lib/runtime/outcome';
import { TIMING } from '../../lib/runtime/timing';
import { seededRandom } from '../../local/ses/faults';
import { earlierLog, type LogVersion } from '../support/earlier-log';
import { fakeClock } from '../support/fake-clock';
import { type LogStore, logStore } from '../support/log-store';

/*
 * A deployment replaces one version by another while deliveries are under way. What both do with one notification, in any
 * order, is played here: versions of now, and of when an entry had a number of attempts.
 */

const KEY = { orderId: '1', notification: '["order_notification","pending"]' };
const RECORD = { topic: 't', partition: 0, offset: 0 };
const PLAYS = 4_000;

/** What becomes of one delivery: the provider takes it (seldom), refuses it, takes it and never answers; or it is not sent at all. */
const ENDS = [
  ...['rejected', 'rejected', 'rejected'],
  ...['unanswered', 'unanswered', 'unanswered'],
  ...['skipped', 'skipped', 'skipped', 'sent'],
] as const;

function thisLog(store: LogStore, clock: ReturnType<typeof fakeClock>): LogVersion {
  const table = {
    put: async (...given: Parameters<LogStore['put']>) => store.put(...given),
    update: async (_: unknown, ...given: Parameters<LogStore['update']>) => store.update(...given),
  };
  const log = notificationLog(table, 30, clock, TIMING);
  const subject = { key: KEY, userId: '1', position: RECORD };
  const claims = noClaims();
  let claim: Claim | undefined;
  return {
    async claim(takeover) {
      const result = await log.claim(subject, claims, takeover);
      claim = result.kind === 'granted' ? result.claim : undefined;
      return claim !== undefined;
    },
    sent: async () => claim && log.sent(subject, claim, 'm'),
    release: () => log.giveUp(subject, claims, fail('rejected', '')),
    note: () => log.note(subject, skip('opted_out', '')),
  };
}

/** @returns what happened, in words, and how many mails there were */
async function play(seed: number): Promise<{ readonly told: string; readonly mails: number }> {
  const random = seededRandom(seed);
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const clock = fakeClock();
  const store = logStore(KEY);
  const base = { order_id: KEY.orderId, notification: KEY.notification, ...RECORD, user_id: '1' };
  const told: string[] = [];
  let mails = 0;
  for (let delivery = 0; delivery < 8; delivery++) {
    const version = oneOf(['earlier', 'this'] as const);
    const end = oneOf(ENDS);
    const log =
      version === 'this'
        ? thisLog(store, clock)
        : earlierLog(store, base, `owner-${delivery}`, clock.wall, TIMING.claim);
    told.push(`${version}: ${end}`);
    if (end === 'skipped') await log.note();
    else if (await log.claim(DELIVERY)) {
      if (end !== 'rejected') mails++;
      if (end === 'sent') await log.sent();
      if (end === 'rejected') await log.release();
    }
    await clock.advance(random() < 0.8 ? TIMING.claim + 1 : random() * TIMING.claim);
  }
  return { told: told.join(', '), mails };
}

describe('this version and the one before sets of claims, on one log', () => {
  it(`send two mails at most, in ${PLAYS} plays`, async () => {
    const counts = new Map<number, number>();
    for (let seed = 1; seed <= PLAYS; seed++) {
      const { told, mails } = await play(seed);
      counts.set(mails, (counts.get(mails) ?? 0) + 1);
      if (mails > 2) throw new Error(`${mails} mails: ${told}`);
    }
    // It was worth playing: most were mailed, and many twice.
    expect(counts.get(1)).toBeGreaterThan(PLAYS / 10);
    expect(counts.get(2)).toBeGreaterThan(PLAYS / 10);
  });

  it('leave what this one has claimed to this one, also where a person tells the earlier one to send once more', async () => {
    const clock = fakeClock();
    const store = logStore(KEY);
    await thisLog(store, clock).claim(DELIVERY);
    await clock.advance(TIMING.claim + 1);
    const base = { order_id: KEY.orderId, notification: KEY.notification, ...RECORD, user_id: '1' };
    const earlier = earlierLog(store, base, 'owner', clock.wall, TIMING.claim);

    expect(await earlier.claim(resendOf(clock.wall()))).toBe(false);
    await earlier.note();
    expect(await earlier.claim(resendOf(clock.wall()))).toBe(false);
  });

  it.each([
    [{ attempts: SEE_UNANSWERED }, 0],
    [{ attempts: 2 }, 2],
    [{}, 0],
  ] as const)('agree on how many sends an entry counts: %o', (fields, count) => {
    const entry = { ...RECORD, ...fields } as unknown as Entry;

    expect(unansweredOf(entry).size).toBe(count);
  });
});
