import type { Entry, Takeover } from '../../lib/log/entry';
import type { LogStore } from './log-store';

/** What one delivery does with a log, whichever version it is of. */
export interface LogVersion {
  /** @returns whether it may send */
  claim(takeover: Takeover): Promise<boolean>;
  sent(): Promise<void>;
  release(): Promise<void>;
  note(): Promise<void>;
}

/**
 * The notification log as it was while an entry had a number of attempts, without faults: what its requests were, and how it
 * read what it met. An entry without the number was unreadable; a claim put the whole entry, as that version knew it.
 */
export function earlierLog(
  store: LogStore,
  base: Pick<Entry, 'order_id' | 'notification' | 'topic' | 'partition' | 'offset' | 'user_id'>,
  owner: string,
  wall: () => number,
  claimMs: number,
): LogVersion {
  let claimed: Entry | undefined;

  const entryOf = (fields: Pick<Entry, 'status' | 'attempts'> & Partial<Entry>): Entry => ({
    ...base,
    created_at: wall(),
    updated_at: wall(),
    expires_at: 0,
    ...fields,
  });

  function put(seen: Entry | undefined): boolean {
    const entry = entryOf({
      status: 'claimed',
      claimed_by: owner,
      claim_expires_at: wall() + claimMs,
      attempts: Number(seen?.attempts ?? 0) + 1,
      updated_at: Math.max(wall(), (seen?.updated_at ?? 0) + 1),
    });
    if (store.put(entry, seen ? { seen: [seen] } : { absent: true })) return false;
    claimed = entry;
    return true;
  }

  return {
    async claim(takeover) {
      const seen = store.entry;
      if (!seen) return put(undefined);
      const { status, claimed_by: holder, claim_expires_at: until = 0, attempts, updated_at } = seen;
      if (typeof attempts !== 'number' || status === 'sent') return false;
      if (holder !== undefined && until > wall()) return false;
      if (attempts >= takeover.attempts) return false;
      return holder !== undefined && updated_at >= takeover.claimedBefore ? false : put(seen);
    },

    async sent() {
      if (claimed) store.put({ ...claimed, status: 'sent', message_id: 'm', updated_at: wall() });
    },

    async release() {
      if (!claimed) return;
      const { claimed_by: _, claim_expires_at: __, attempts, ...entry } = claimed;
      store.put(
        { ...entry, status: 'failed', attempts: Number(attempts) - 1, updated_at: wall() },
        { seen: [claimed] },
      );
    },

    async note() {
      const first = { attempts: 0, created_at: wall() };
      store.update(
        { set: { ...base, status: 'skipped', updated_at: wall() }, first },
        { absent: true, notHeldBefore: Number.POSITIVE_INFINITY },
      );
    },
  };
}
