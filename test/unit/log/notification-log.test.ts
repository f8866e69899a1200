import { DELIVERY, type Entry } from '../../../lib/log/entry';
import { noClaims, notificationLog } from '../../../lib/log/notification-log';
import type { Table } from '../../../lib/log/table';
import { StoreUnavailableError } from '../../../lib/runtime/errors';
import { fail } from '../../../lib/runtime/outcome';
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
