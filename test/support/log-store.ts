import type { Entry } from '../../lib/log/entry';
import type { Change, Refusal, When } from '../../lib/log/table';
import type { NotificationKey } from '../../lib/notifications/key';

/**
 * One notification in a notification log, in memory. It answers at once, and as DynamoDB does: `log-table.test.ts` compares
 * the two.
 */
export interface LogStore {
  readonly entry: Entry | undefined;
  put(entry: Entry, when?: When): Refusal | undefined;
  update(change: Change, when: When): Refusal | undefined;
}

function holds(when: When, entry: Entry | undefined): boolean {
  if (!entry) return when.absent === true;
  return (
    (when.notHeldBefore !== undefined &&
      entry.claimed_by === undefined &&
      entry.status !== 'sent' &&
      entry.updated_at < when.notHeldBefore) ||
    (when.heldBy ?? []).some((id) => entry.claimed_by === id) ||
    (when.awaits ?? []).some((id) => entry.status !== 'sent' && entry.unanswered?.has(id) === true) ||
    (when.seen ?? []).some(
      (seen) =>
        seen.status === entry.status &&
        seen.updated_at === entry.updated_at &&
        seen.claimed_by === entry.claimed_by,
    )
  );
}

function changed(
  { orderId, notification }: NotificationKey,
  before: Entry | undefined,
  { set, first, release, without = [], later }: Change,
): Entry {
  const { unanswered: ids, claimed_by, claim_expires_at, ...kept } = before ?? ({} as Partial<Entry>);
  const unanswered = new Set([...(ids ?? [])].filter((id) => !without.includes(id)));
  return {
    ...first,
    ...kept,
    ...(!release && { claimed_by, claim_expires_at }),
    ...set,
    ...(unanswered.size > 0 && { unanswered }),
    ...(later && before && { updated_at: before.updated_at + 1 }),
    order_id: orderId,
    notification,
  } as Entry;
}

/** @param became told of every change */
export function logStore(
  key: NotificationKey,
  became: (after: Entry, before: Entry | undefined) => void = () => {},
): LogStore {
  let entry: Entry | undefined;

  function write(when: When | undefined, after: () => Entry): Refusal | undefined {
    if (when && !holds(when, entry)) return entry ? { kind: 'entry', entry } : { kind: 'gone' };
    const before = entry;
    entry = after();
    became(entry, before);
    return undefined;
  }

  return {
    get entry() {
      return entry;
    },
    put: (given, when) => write(when, () => given),
    update(change, when) {
      // As `marshall` does.
      if (change.without?.length === 0) throw new Error('Pass a non-empty set');
      return write(when, () => changed(key, entry, change));
    },
  };
}
