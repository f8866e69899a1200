import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { call } from '../aws/store';
import type { NotificationKey } from '../notifications/key';
import type { Clock } from '../runtime/clock';
import { nameOf } from '../runtime/errors';
import type { Failed, Position, Skipped } from '../runtime/outcome';
import type { Timing } from '../runtime/timing';
import { DELIVERY, type Entry, entrySchema, judge, type Takeover } from './entry';
import { marksIn } from './marks';

/** The right to send one notification now. */
export interface Claim {
  /** Milliseconds since the epoch; from then on another may take over. */
  readonly expiresAt: number;
  readonly entry: Entry;
}

export type Claimed =
  | { readonly state: 'granted'; readonly claim: Claim }
  | { readonly state: 'sent' }
  /** Another invocation is sending it; `until` in milliseconds since the epoch. */
  | { readonly state: 'held'; readonly until: number }
  /** SES never answered as often as is allowed: it may have been sent. */
  | { readonly state: 'spent' };

/** What a record wants to have logged. */
export interface Subject {
  readonly key: NotificationKey;
  readonly userId: string;
  readonly position: Position;
}

export interface NotificationLog {
  /** Takes the claim, or says what stands in its way. @throws StoreUnavailableError, with nothing sent */
  claim(subject: Subject, owner: string, takeover?: Takeover): Promise<Claimed>;
  /**
   * SES accepted. Written soon and unconditionally, together with others (`marks.ts`); it counts as sent in this
   * instance from now on.
   */
  sent(claim: Claim, messageId: string): void;
  /** Nothing was sent: the claim is given up, unless something has happened to it since. @throws StoreUnavailableError */
  release(claim: Claim, reason: string): Promise<void>;
  /** Notes how a record ended that was never claimed; a claim or a `sent` is left alone. @throws StoreUnavailableError */
  note(subject: Subject, outcome: Skipped | Failed): Promise<void>;
  /** Until few mails that are sent wait to be written; not for one that is. @throws StoreUnavailableError where they cannot be */
  caughtUp(subject: Subject): Promise<void>;
  /** Writes what is sent and not written yet. Never throws. */
  settle(): Promise<void>;
  /** Sent, and not written yet. */
  readonly unwritten: readonly Entry[];
}

export function notificationLog(
  client: DynamoDBClient,
  options: { readonly table: string; readonly ttlDays: number },
  clock: Clock,
  timing: Timing,
): NotificationLog {
  const { table } = options;
  const marks = marksIn(client, table, clock, timing);
  /** What every write changes. */
  function touched() {
    const now = clock.now();
    return { updated_at: now, expires_at: Math.floor(now / 1_000) + options.ttlDays * 86_400 };
  }

  /** A write that may have a condition; false when that did not hold. */
  async function written(answer: Promise<unknown>): Promise<boolean> {
    try {
      await call('notification log', timing, answer);
      return true;
    } catch (error) {
      if (nameOf(error) === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  /** Puts the whole entry; false when the condition did not hold. */
  function put(entry: Entry, condition: { expression: string; values?: Partial<Entry> }): Promise<boolean> {
    // `status` is a reserved word in DynamoDB.
    const names = condition.expression.includes('#status') ? { '#status': 'status' } : undefined;
    const values = Object.entries(condition.values ?? {}).map(([name, value]) => [`:${name}`, value]);
    const request = new PutItemCommand({
      TableName: table,
      Item: marshall(entry, { removeUndefinedValues: true }),
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values.length > 0 ? marshall(Object.fromEntries(values)) : undefined,
    });
    return written(client.send(request));
  }

  async function read(key: NotificationKey): Promise<Entry | undefined> {
    const request = new GetItemCommand({
      TableName: table,
      Key: marshall({ order_id: key.orderId, notification: key.notification }),
      ConsistentRead: true,
    });
    const { Item } = await call('notification log', timing, client.send(request));
    return Item && entrySchema.parse(unmarshall(Item));
  }

  const { claim: claimMs } = timing;
  function claimOf({ key, userId, position }: Subject, owner: string, seen?: Entry): Claim {
    const now = clock.now();
    const expiresAt = now + claimMs;
    const entry: Entry = {
      order_id: key.orderId,
      notification: key.notification,
      status: 'claimed',
      claimed_by: owner,
      claim_expires_at: expiresAt,
      attempts: (seen?.attempts ?? 0) + 1,
      ...position,
      user_id: userId,
      created_at: seen?.created_at ?? now,
      ...touched(),
      updated_at: Math.max(now, (seen?.updated_at ?? 0) + 1),
    };
    return { expiresAt, entry };
  }

  /** Nothing has happened to the entry since it was read. */
  const unchanged = (seen: Entry) => ({
    expression: `#status = :status AND updated_at = :updated_at AND attempts = :attempts AND ${
      seen.claimed_by === undefined ? 'attribute_not_exists(claimed_by)' : 'claimed_by = :claimed_by'
    }`,
    values: {
      status: seen.status,
      updated_at: seen.updated_at,
      attempts: seen.attempts,
      ...(seen.claimed_by !== undefined && { claimed_by: seen.claimed_by }),
    },
  });

  return {
    async claim(subject, owner, takeover = DELIVERY) {
      if (marks.has(subject.key)) return { state: 'sent' };
      const fresh = claimOf(subject, owner);
      if (await put(fresh.entry, { expression: 'attribute_not_exists(order_id)' })) {
        return { state: 'granted', claim: fresh };
      }
      const seen = await read(subject.key);
      // Removed in between, by its TTL or by hand: look again later.
      if (!seen) return { state: 'held', until: clock.now() };
      const state = judge(seen, owner, clock.now(), takeover);
      switch (state) {
        case 'sent':
        case 'spent':
          return { state };
        case 'held':
          return { state, until: seen.claim_expires_at ?? 0 };
        case 'mine':
        case 'free': {
          // My own claim is not counted twice; but it is written anew, so that a release of it that DynamoDB gets
          // late meets another entry.
          const attempts = state === 'mine' ? seen.attempts - 1 : seen.attempts;
          const claim = claimOf(subject, owner, { ...seen, attempts });
          return (await put(claim.entry, unchanged(seen)))
            ? { state: 'granted', claim }
            : { state: 'held', until: clock.now() };
        }
      }
    },

    sent({ entry }, messageId) {
      const { claim_expires_at: _, ...claimed } = entry;
      marks.add({ ...claimed, status: 'sent', message_id: messageId, ...touched() });
    },

    async release({ entry: claimed }, reason) {
      const { claimed_by: _, claim_expires_at: __, ...entry } = claimed;
      const released = {
        ...entry,
        status: 'failed' as const,
        reason,
        attempts: entry.attempts - 1,
        ...touched(),
      };
      // Of this very claim: a release that DynamoDB gets late must not touch the owner's next one.
      await put(released, unchanged(claimed));
    },

    async note({ key, userId, position }, outcome) {
      const values = {
        ...position,
        status: outcome.status,
        reason: outcome.reason,
        user_id: userId,
        ...touched(),
      };
      const first = { attempts: 0, created_at: values.updated_at };
      const set = Object.keys(values).map((name) => `#${name} = :${name}`);
      const keep = Object.keys(first).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
      const all = Object.entries({ ...values, ...first });
      const request = new UpdateItemCommand({
        TableName: table,
        Key: marshall({ order_id: key.orderId, notification: key.notification }),
        UpdateExpression: `SET ${[...set, ...keep].join(', ')}`,
        ConditionExpression: 'attribute_not_exists(claimed_by)',
        ExpressionAttributeNames: Object.fromEntries(all.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(all.map(([name, value]) => [`:${name}`, value])),
        ),
      });
      await written(client.send(request));
    },

    async caughtUp({ key }) {
      if (!marks.has(key)) await marks.caughtUp();
    },

    settle: marks.flush,

    get unwritten() {
      return marks.unwritten;
    },
  };
}
