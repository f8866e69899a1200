import { idOf, type NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import { StoreUnavailableError } from '../runtime/errors';
import type { Failure, Skip } from '../runtime/outcome';
import { type Claims, entriesOf, forget } from './claims';
import { type Entry, recordOf, type Subject, stampOf } from './entry';
import type { Table } from './table';

/** What the log must still be told about one notification: that it was sent, or that nothing was sent by these claims. */
export type Debt = { readonly subject: Subject } & (
  | { readonly kind: 'sent'; readonly entry: Entry }
  | { readonly kind: 'give_up'; readonly claims: Claims; readonly outcome: Skip | Failure }
);

/** An error that no later try mends. Its debt is dropped. */
export interface Defect {
  readonly error: unknown;
  readonly subject: Subject;
}

/** Debts that are paid at the same time, beside the claims of the deliveries: each has one request under way. */
export const DEBTS_AT_ONCE = 4;

/** What one instance owes the log, by notification. There are no timers: it is paid with the batches. */
export interface Debts {
  /** What is owed now. */
  values(): Iterable<Debt>;
  readonly size: number;
  of(key: NotificationKey): Debt | undefined;
  /** Takes a debt, in place of an earlier one of its notification. */
  add(debt: Debt): void;
  /** Pays one debt. @throws StoreUnavailableError, and then it is still owed */
  pay(debt: Debt): Promise<void>;
  /** Tries once to pay every debt, and begins none after `lastStart`: milliseconds of `clock.now`. Never throws. */
  payAll(lastStart: number): Promise<Defect[]>;
}

export function openDebts(table: Table, ttlDays: number, clock: Clock): Debts {
  const owed = new Map<string, Debt>();

  /** A later debt of the same notification may have taken its place, or another has paid it meanwhile. */
  const isOwed = (debt: Debt): boolean => owed.get(idOf(debt.subject.key)) === debt;

  /** @returns whether it was owed */
  const drop = (debt: Debt): boolean => isOwed(debt) && owed.delete(idOf(debt.subject.key));

  /** Takes the claims out of the entry, and changes what the open ones depend on, so that none can be applied later. */
  async function giveUp({ subject, claims, outcome }: Debt & { kind: 'give_up' }): Promise<void> {
    const ids = [...claims.ids];
    if (ids.length === 0) return;
    const { kind: status, code, reason } = outcome;
    const stamp = stampOf(clock.wall(), ttlDays, entriesOf(claims));
    const refusal = await table.update(
      subject.key,
      {
        set: { status, code, reason, ...recordOf(subject), ...stamp },
        first: { created_at: clock.wall() },
        release: true,
        without: ids,
      },
      {
        heldBy: ids,
        absent: claims.open.some(({ absent }) => absent),
        seen: claims.open.flatMap(({ seen = [] }) => seen),
      },
    );
    // What the open claims depend on has passed for good: the entry has changed since.
    const left = refusal?.kind === 'entry' ? ids.filter((id) => refusal.entry.unanswered?.has(id)) : [];
    if (left.length > 0)
      await table.update(subject.key, { set: {}, without: left, later: true }, { awaits: left });
    forget(claims);
  }

  async function pay(debt: Debt): Promise<void> {
    if (debt.kind === 'sent') await table.put(debt.entry);
    else await giveUp(debt);
    drop(debt);
  }

  return {
    values: () => owed.values(),
    get size() {
      return owed.size;
    },
    of: (key) => owed.get(idOf(key)),
    add: (debt) => void owed.set(idOf(debt.subject.key), debt),
    pay,

    async payAll(lastStart) {
      const defects: Defect[] = [];
      const debts = [...owed.values()].values();
      async function payInTurn(): Promise<void> {
        for (const debt of debts) {
          if (clock.now() > lastStart) return;
          if (!isOwed(debt)) continue;
          try {
            await pay(debt);
          } catch (error) {
            const wasOwed = drop(debt);
            if (error instanceof StoreUnavailableError) {
              // DynamoDB is not well. The others come before this one next time.
              if (wasOwed) owed.set(idOf(debt.subject.key), debt);
              return;
            }
            if (wasOwed) defects.push({ error, subject: debt.subject });
          }
        }
      }
      await Promise.all(Array.from({ length: DEBTS_AT_ONCE }, payInTurn));
      return defects;
    },
  };
}
