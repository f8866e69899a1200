import { randomUUID } from 'node:crypto';
import type { NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import type { Failure, Skip } from '../runtime/outcome';
import type { Timing } from '../runtime/timing';
import { type Entry, FOR_EARLIER_VERSIONS, judge, type Subject, type Takeover, unansweredOf } from './entry';
import type { Refusal, Table, When } from './table';

/** The right to make one delivery now. */
export interface Claim {
  readonly id: string;
  readonly entry: Entry;
  /** When it was asked for, by the clock that nobody sets and by the other one: milliseconds. */
  readonly askedAt: { readonly now: number; readonly wall: number };
  /** Earlier claims of others whose send may have been made: this one's may be a second message. */
  readonly earlier: number;
}

/** What one delivery has asked of the log in one invocation, and what may still become of it. */
export interface Claims {
  /** Any of these may be in the entry. */
  readonly ids: Set<string>;
  /** What a claim without an answer depends on: DynamoDB may still apply it while the entry is so, or is none. */
  readonly open: When[];
}

export const noClaims = (): Claims => ({ ids: new Set(), open: [] });

/** What becomes of these claims is decided: they are not to be given up any more. */
export function forget({ ids, open }: Claims): void {
  ids.clear();
  open.length = 0;
}

export type ClaimResult =
  | { readonly kind: 'granted'; readonly claim: Claim }
  | { readonly kind: 'sent' }
  /** Another invocation is sending it; `until` in milliseconds since the epoch. */
  | { readonly kind: 'held'; readonly until: number }
  /** The provider never answered as often as is allowed: it may have been sent. */
  | { readonly kind: 'spent' }
  /** Somebody has changed the entry. */
  | { readonly kind: 'unreadable' };

export interface NotificationLog {
  /**
   * Takes the claim, or says what stands in its way; what is owed of it is settled by now.
   *
   * @throws StoreUnavailableError, with nothing sent
   */
  claim(subject: Subject, claims: Claims, takeover: Takeover): Promise<ClaimResult>;
  /** The provider accepted: written unconditionally. Until it is, it is owed. @throws StoreUnavailableError */
  sent(claim: Claim, messageId: string): Promise<void>;
  /**
   * Nothing was sent by these claims: they are taken out of the entry, and none of them can be applied later. Until that
   * is certain, it is owed; where there is no time to ask, that is all. @throws StoreUnavailableError
   */
  giveUp(subject: Subject, claims: Claims, outcome: Skip | Failure, time?: boolean): Promise<void>;
  /** Notes how a delivery ended that was never claimed; a claim or a `sent` is left alone. @throws StoreUnavailableError */
  note(subject: Subject, outcome: Skip | Failure): Promise<void>;
  /**
   * Pays what is owed of this notification, which comes before a claim of it.
   *
   * @returns true where a send is owed: it is sent already. @throws StoreUnavailableError
   */
  settle(key: NotificationKey): Promise<boolean>;
  /** Tries once more to pay all that is owed; begins none after `lastStart`, in milliseconds of `clock.now`. Never throws. */
  settleAll(lastStart: number): Promise<void>;
  readonly owed: readonly Debt[];
}

/** What the log must still be told, by notification; tried again with every batch, and before the next claim. */
export type Debt =
  | { readonly kind: 'sent'; readonly entry: Entry }
  | {
      readonly kind: 'give_up';
      readonly subject: Subject;
      readonly claims: Claims;
      readonly outcome: Skip | Failure;
    };

/** Debts that are paid at the same time, beside the claims of the deliveries: each has one request under way. */
export const DEBTS_AT_ONCE = 4;

const idOf = ({ orderId, notification }: Subject['key']): string => JSON.stringify([orderId, notification]);

export function notificationLog(
  table: Table,
  ttlDays: number,
  clock: Clock,
  timing: Pick<Timing, 'claim'>,
): NotificationLog {
  const owed = new Map<string, Debt>();

  /** What every write changes; it is later than the entries it replaces, whatever the clock says. */
  function stamp(seen: readonly Entry[] = []) {
    const now = clock.wall();
    const updated_at = Math.max(now, ...seen.map((entry) => entry.updated_at + 1));
    return { updated_at, expires_at: Math.floor(now / 1_000) + ttlDays * 86_400 };
  }

  const recordOf = ({ userId, position, traceId }: Subject) => ({
    ...position,
    user_id: userId,
    trace_id: traceId,
  });

  function claimOf(subject: Subject, claims: Claims, seen?: Entry): Claim {
    const id = randomUUID();
    const askedAt = { now: clock.now(), wall: clock.wall() };
    const others = seen ? [...unansweredOf(seen)].filter((other) => !claims.ids.has(other)) : [];
    const entry: Entry = {
      order_id: subject.key.orderId,
      notification: subject.key.notification,
      status: 'claimed',
      claimed_by: id,
      claim_expires_at: askedAt.wall + timing.claim,
      unanswered: new Set([...others, id]),
      attempts: FOR_EARLIER_VERSIONS,
      ...recordOf(subject),
      created_at: seen?.created_at ?? askedAt.wall,
      ...stamp(seen && [seen]),
    };
    return { id, entry, askedAt, earlier: others.length };
  }

  /** Puts a claim. Where DynamoDB does not answer, it may have been applied, or still be. */
  async function ask(claim: Claim, claims: Claims, when: When): Promise<Refusal | undefined> {
    claims.ids.add(claim.id);
    claims.open.push(when);
    const refusal = await table.put(claim.entry, when);
    claims.open.pop();
    if (!refusal) {
      // The entry is this claim's now: no earlier one is in it, and none can be applied any more.
      forget(claims);
      claims.ids.add(claim.id);
    } else if (refusal.kind !== 'entry' || !refusal.entry.unanswered?.has(claim.id)) {
      claims.ids.delete(claim.id);
    }
    return refusal;
  }

  /** A later debt of the same key stays. */
  function strike(key: Subject['key'], debt: Debt): void {
    if (owed.get(idOf(key)) === debt) owed.delete(idOf(key));
  }

  async function pay(debt: Debt): Promise<void> {
    if (debt.kind === 'sent') {
      await table.put(debt.entry);
      strike({ orderId: debt.entry.order_id, notification: debt.entry.notification }, debt);
      return;
    }
    const { subject, claims, outcome } = debt;
    const ids = [...claims.ids];
    const seen = claims.open.flatMap((when) => when.seen ?? []);
    const { kind: status, code, reason } = outcome;
    const refusal = await table.update(
      subject.key,
      {
        set: { status, code, reason, ...recordOf(subject), ...stamp(seen) },
        first: { created_at: clock.wall() },
        release: true,
        without: ids,
      },
      { heldBy: ids, absent: claims.open.some(({ absent }) => absent), seen },
    );
    // What the open claims depend on has passed for good: the entry has changed since.
    const left = refusal?.kind === 'entry' ? ids.filter((id) => refusal.entry.unanswered?.has(id)) : [];
    if (left.length > 0)
      await table.update(subject.key, { set: {}, without: left, later: true }, { awaits: left });
    forget(claims);
    strike(subject.key, debt);
  }

  async function owe(key: Subject['key'], debt: Debt, time = true): Promise<void> {
    owed.set(idOf(key), debt);
    if (time) await pay(debt);
  }

  return {
    async claim(subject, claims, takeover) {
      const fresh = claimOf(subject, claims);
      const refusal = await ask(fresh, claims, { absent: true });
      if (!refusal) return { kind: 'granted', claim: fresh };
      // Removed in between, by its TTL or by hand: look again later.
      if (refusal.kind === 'gone') return { kind: 'held', until: clock.wall() };
      if (refusal.kind === 'unreadable') return { kind: 'unreadable' };
      const { entry: seen } = refusal;
      const allowed = judge(seen, claims.ids, clock.wall(), takeover);
      switch (allowed) {
        case 'sent':
        case 'spent':
          return { kind: allowed };
        case 'held':
          return { kind: 'held', until: seen.claim_expires_at ?? 0 };
        case 'mine':
        case 'free': {
          const claim = claimOf(subject, claims, seen);
          return (await ask(claim, claims, { seen: [seen] }))
            ? { kind: 'held', until: clock.wall() }
            : { kind: 'granted', claim };
        }
      }
    },

    sent({ entry: claimed, earlier }, messageId) {
      const { claim_expires_at: _, unanswered: __, ...rest } = claimed;
      const entry: Entry = {
        ...rest,
        status: 'sent',
        message_id: messageId,
        attempts: earlier + 1,
        ...stamp(),
      };
      return owe({ orderId: entry.order_id, notification: entry.notification }, { kind: 'sent', entry });
    },

    async giveUp(subject, claims, outcome, time) {
      if (claims.ids.size > 0) await owe(subject.key, { kind: 'give_up', subject, claims, outcome }, time);
    },

    async note(subject, { kind: status, code, reason }) {
      const set = { status, code, reason, ...recordOf(subject), ...stamp() };
      const change = { set, first: { created_at: set.updated_at } };
      const refusal = await table.update(subject.key, change, {
        absent: true,
        notHeldBefore: set.updated_at,
      });
      if (refusal?.kind !== 'entry' || refusal.entry.claimed_by !== undefined) return;
      // By a clock that is ahead of this one.
      const { entry: seen } = refusal;
      await table.update(subject.key, { set: { ...set, ...stamp([seen]) } }, { seen: [seen] });
    },

    async settle(key) {
      const debt = owed.get(idOf(key));
      if (debt?.kind === 'give_up') await pay(debt);
      return debt?.kind === 'sent';
    },

    async settleAll(lastStart) {
      const debts = [...owed].values();
      async function payInTurn(): Promise<void> {
        for (const [id, debt] of debts) {
          if (clock.now() > lastStart) return;
          try {
            await pay(debt);
          } catch {
            // DynamoDB is not well. The others are before this one next time.
            if (owed.get(id) === debt && owed.delete(id)) owed.set(id, debt);
            return;
          }
        }
      }
      await Promise.all(Array.from({ length: DEBTS_AT_ONCE }, payInTurn));
    },

    get owed() {
      return [...owed.values()];
    },
  };
}
