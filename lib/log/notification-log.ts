import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { call } from '../aws/store';
import type { NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import type { Failure, Position, Skip } from '../runtime/outcome';
import type { Timing } from '../runtime/timing';
import { ABSENT, type Condition, type Refusal, refusalOf, unchanged } from './condition';
import { type Entry, entrySchema, judge, type Takeover } from './entry';

/** What a delivery wants to have logged. */
export interface Subject {
  readonly key: NotificationKey;
  readonly userId: string;
  readonly position: Position;
  readonly traceId?: string | undefined;
}

/** The right to make one delivery now. */
export interface Claim {
  readonly entry: Entry;
  /** Milliseconds since the epoch; from then on another may take over. */
  readonly expiresAt: number;
  /** The same moment on this instance's clock that nobody sets. */
  readonly until: number;
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
  /** Takes the claim, or says what stands in its way. @throws StoreUnavailableError, with nothing sent */
  claim(subject: Subject, owner: string, takeover: Takeover): Promise<ClaimResult>;
  /**
   * The provider accepted: written unconditionally, and from now on known in this instance, also where it could not be
   * written; then it is owed. @throws StoreUnavailableError
   */
  sent(claim: Claim, messageId: string): Promise<void>;
  /** Nothing was sent: the claim is given up, unless something has happened to it since. @throws StoreUnavailableError */
  release(claim: Claim, outcome: Failure): Promise<void>;
  /** Notes how a delivery ended that was never claimed; a claim or a `sent` is left alone. @throws StoreUnavailableError */
  note(subject: Subject, outcome: Skip | Failure): Promise<void>;
  /** One more try to write what earlier batches owe. Never throws. */
  settle(): Promise<void>;
  /** Sent, and not written yet. */
  readonly owed: readonly Entry[];
}

const idOf = (orderId: string, notification: string): string => JSON.stringify([orderId, notification]);

export function notificationLog(
  client: DynamoDBClient,
  { table, ttlDays }: { readonly table: string; readonly ttlDays: number },
  clock: Clock,
  timing: Timing,
): NotificationLog {
  const owed = new Map<string, Entry>();

  /** What every write changes. */
  function touched() {
    const now = clock.wall();
    return { updated_at: now, expires_at: Math.floor(now / 1_000) + ttlDays * 86_400 };
  }

  /**
   * Puts the whole entry, where a condition holds if one is given; a refusal where it does not. One request: DynamoDB
   * returns the entry that it met. Source: DynamoDB API reference, `PutItem`, `ReturnValuesOnConditionCheckFailure`.
   */
  function put(entry: Entry, condition?: Condition): Promise<Refusal | undefined> {
    const request = new PutItemCommand({
      TableName: table,
      Item: marshall(entry, { removeUndefinedValues: true }),
      ...condition,
      ...(condition && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    });
    return refusalOf(call('notification log', timing, client.send(request)));
  }

  const { claim: claimMs } = timing;
  function claimOf({ key, userId, position, traceId }: Subject, owner: string, seen?: Entry): Claim {
    const now = clock.wall();
    const entry: Entry = {
      order_id: key.orderId,
      notification: key.notification,
      status: 'claimed',
      claimed_by: owner,
      claim_expires_at: now + claimMs,
      attempts: (seen?.attempts ?? 0) + 1,
      ...position,
      user_id: userId,
      trace_id: traceId,
      created_at: seen?.created_at ?? now,
      ...touched(),
      updated_at: Math.max(now, (seen?.updated_at ?? 0) + 1),
    };
    return { entry, expiresAt: now + claimMs, until: clock.now() + claimMs };
  }

  async function writeSent(entry: Entry): Promise<void> {
    await put(entry);
    owed.delete(idOf(entry.order_id, entry.notification));
  }

  return {
    async claim(subject, owner, takeover) {
      const { orderId, notification } = subject.key;
      if (owed.has(idOf(orderId, notification))) return { kind: 'sent' };
      const fresh = claimOf(subject, owner);
      const refusal = await put(fresh.entry, ABSENT);
      if (!refusal) return { kind: 'granted', claim: fresh };
      // Removed in between, by its TTL or by hand: look again later.
      if (!refusal.item) return { kind: 'held', until: clock.wall() };
      const { data: seen } = entrySchema.safeParse(refusal.item);
      if (!seen) return { kind: 'unreadable' };
      const allowed = judge(seen, owner, clock.wall(), takeover);
      switch (allowed) {
        case 'sent':
        case 'spent':
          return { kind: allowed };
        case 'held':
          return { kind: 'held', until: seen.claim_expires_at ?? 0 };
        case 'mine':
        case 'free': {
          // My own claim is not counted twice; but it is written anew, so that a release of it that DynamoDB gets
          // late meets another entry.
          const attempts = allowed === 'mine' ? seen.attempts - 1 : seen.attempts;
          const claim = claimOf(subject, owner, { ...seen, attempts });
          return (await put(claim.entry, unchanged(seen)))
            ? { kind: 'held', until: clock.wall() }
            : { kind: 'granted', claim };
        }
      }
    },

    async sent({ entry }, messageId) {
      const { claim_expires_at: _, ...claimed } = entry;
      const sent = { ...claimed, status: 'sent' as const, message_id: messageId, ...touched() };
      owed.set(idOf(sent.order_id, sent.notification), sent);
      await writeSent(sent);
    },

    async release({ entry: claimed }, { code, reason }) {
      const { claimed_by: _, claim_expires_at: __, ...entry } = claimed;
      const released = {
        ...entry,
        status: 'failed' as const,
        code,
        reason,
        attempts: entry.attempts - 1,
        ...touched(),
      };
      // Of this very claim: a release that DynamoDB gets late must not touch the owner's next one.
      await put(released, unchanged(claimed));
    },

    async note({ key, userId, position, traceId }, { kind, code, reason }) {
      const values = {
        ...position,
        status: kind,
        code,
        reason,
        user_id: userId,
        ...(traceId && { trace_id: traceId }),
        ...touched(),
      };
      const first = { attempts: 0, created_at: values.updated_at };
      const all = Object.entries({ ...values, ...first });
      const assigned = all.map(([name]) =>
        name in first ? `#${name} = if_not_exists(#${name}, :${name})` : `#${name} = :${name}`,
      );
      const request = new UpdateItemCommand({
        TableName: table,
        Key: marshall({ order_id: key.orderId, notification: key.notification }),
        UpdateExpression: `SET ${assigned.join(', ')}`,
        ConditionExpression: 'attribute_not_exists(claimed_by)',
        ExpressionAttributeNames: Object.fromEntries(all.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(all.map(([name, value]) => [`:${name}`, value])),
        ),
      });
      await refusalOf(call('notification log', timing, client.send(request)));
    },

    async settle() {
      await Promise.allSettled([...owed.values()].map(writeSent));
    },

    get owed() {
      return [...owed.values()];
    },
  };
}
