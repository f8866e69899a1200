import { randomUUID } from 'node:crypto';
import type { NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import type { Failure, Skip } from '../runtime/outcome';
import type { Timing } from '../runtime/timing';
import { type Claim, type Claims, grant } from './claims';
import { type Debts, openDebts } from './debts';
import {
  type Entry,
  judge,
  recordOf,
  SEE_UNANSWERED,
  type Subject,
  stampOf,
  type Takeover,
  unansweredOf,
} from './entry';
import type { Refusal, Table, When } from './table';

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
   * Takes the claim, or says what stands in its way. What is owed of it is paid before.
   *
   * @throws StoreUnavailableError, with nothing sent
   */
  claim(subject: Subject, claims: Claims, takeover: Takeover): Promise<ClaimResult>;
  /** Writes, without a condition, that the provider accepted. Until that is done, it is owed. @throws StoreUnavailableError */
  sent(subject: Subject, claim: Claim, messageId: string): Promise<void>;
  /**
   * Takes claims by which nothing was sent out of the entry, so that none of them can be applied later. Until that is certain,
   * it is owed. @throws StoreUnavailableError
   */
  giveUp(subject: Subject, claims: Claims, outcome: Skip | Failure): Promise<void>;
  /** Owes the same, where there is no time to ask. */
  giveUpLater(subject: Subject, claims: Claims, outcome: Skip | Failure): void;
  /** Notes how a delivery ended that was never claimed; a claim or a `sent` is left alone. @throws StoreUnavailableError */
  note(subject: Subject, outcome: Skip | Failure): Promise<void>;
  /**
   * Pays what is owed of this notification.
   *
   * @returns true where a send is owed: it is sent already. @throws StoreUnavailableError
   */
  pay(key: NotificationKey): Promise<boolean>;
  readonly debts: Pick<Debts, 'payAll' | 'size' | 'values'>;
}

export function notificationLog(
  table: Table,
  ttlDays: number,
  clock: Clock,
  timing: Pick<Timing, 'claim'>,
): NotificationLog {
  const debts = openDebts(table, ttlDays, clock);
  const stamp = (replaced?: Entry[]) => stampOf(clock.wall(), ttlDays, replaced);

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
      attempts: SEE_UNANSWERED,
      ...recordOf(subject),
      created_at: seen?.created_at ?? askedAt.wall,
      ...stamp(seen && [seen]),
    };
    return { id, entry, askedAt, earlier: others.length };
  }

  /** Puts a claim. Where DynamoDB does not answer, it may have been applied, or still be. */
  async function ask(claim: Claim, claims: Claims, when: When): Promise<Refusal | undefined> {
    // A request that cannot be made throws here, with nothing asked.
    const asked = table.put(claim.entry, when);
    claims.ids.add(claim.id);
    claims.open.push(when);
    const refusal = await asked;
    claims.open.pop();
    if (!refusal) grant(claims, claim);
    else if (refusal.kind !== 'entry' || !refusal.entry.unanswered?.has(claim.id))
      claims.ids.delete(claim.id);
    return refusal;
  }

  return {
    debts,

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

    sent(subject, { entry: claimed, earlier }, messageId) {
      const { claim_expires_at: _, unanswered: __, ...kept } = claimed;
      const attempts = earlier + 1;
      const entry: Entry = { ...kept, status: 'sent', message_id: messageId, attempts, ...stamp([claimed]) };
      const debt = { kind: 'sent', subject, entry } as const;
      debts.add(debt);
      return debts.pay(debt);
    },

    async giveUp(subject, claims, outcome) {
      if (claims.ids.size === 0) return;
      const debt = { kind: 'give_up', subject, claims, outcome } as const;
      debts.add(debt);
      await debts.pay(debt);
    },

    giveUpLater(subject, claims, outcome) {
      if (claims.ids.size > 0) debts.add({ kind: 'give_up', subject, claims, outcome });
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
      if (seen.status !== 'sent')
        await table.update(subject.key, { set: { ...set, ...stamp([seen]) } }, { seen: [seen] });
    },

    async pay(key) {
      const debt = debts.of(key);
      if (debt?.kind === 'give_up') await debts.pay(debt);
      return debt?.kind === 'sent';
    },
  };
}
