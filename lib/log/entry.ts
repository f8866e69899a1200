import * as z from 'zod/mini';
import type { NotificationKey } from '../notifications/key';
import type { EventName, Position } from '../runtime/outcome';

/**
 * Stands where an earlier version has its number of attempts. It cannot read such an entry and sends nothing, not even when a
 * person told it to: its own claim would drop the ids of `unanswered`.
 */
export const SEE_UNANSWERED = 'see unanswered';

/**
 * One item of the table. Times in milliseconds since the epoch, `expires_at` (TTL) in seconds. Made when the first
 * entry is read, which few starts get to.
 */
export const entrySchema = z.lazy(() =>
  z.object({
    order_id: z.string(),
    notification: z.string(),
    status: z.enum(['claimed', 'sent', 'failed', 'skipped']),
    /** The claim that holds it; taken away when that is given up. */
    claimed_by: z.optional(z.string()),
    claim_expires_at: z.optional(z.int()),
    /** Claims whose send is not known to be over, the one under way included; what a `Takeover` allows is the most. */
    unanswered: z.optional(z.set(z.string())),
    /** Of a `sent`: how many sends there were, or may have been. Earlier versions had the number in place of `unanswered`. */
    attempts: z.optional(z.union([z.int().check(z.minimum(0), z.maximum(1_000)), z.literal(SEE_UNANSWERED)])),
    message_id: z.optional(z.string()),
    /** Of `reason`, for programs; entries written before there were codes have none. */
    code: z.optional(z.string()),
    reason: z.optional(z.string()),
    /** Of the record's `traceparent`. */
    trace_id: z.optional(z.string()),
    topic: z.string(),
    partition: z.int(),
    offset: z.int(),
    user_id: z.string(),
    created_at: z.int(),
    /** Any two states of an entry that a claim could tell apart differ in status, claim or this. */
    updated_at: z.int(),
    expires_at: z.int(),
  }),
);

export type Entry = z.infer<typeof entrySchema>;

/** What a delivery wants to have logged. */
export interface Subject {
  readonly key: NotificationKey;
  readonly userId: string;
  readonly position: Position;
  readonly traceId?: string | undefined;
  readonly event?: EventName | undefined;
}

/** What every write of the log says of the record that it is for. */
export const recordOf = ({ userId, position, traceId }: Subject) => ({
  ...position,
  user_id: userId,
  trace_id: traceId,
});

/** When DynamoDB may remove an item of the table: seconds since the epoch. */
export const expiresAt = (now: number, ttlDays: number): number => Math.floor(now / 1_000) + ttlDays * 86_400;

/** What every write of the log changes. It is later than the entries it replaces, whatever the clock says. */
export function stampOf(now: number, ttlDays: number, replaced: readonly Entry[] = []) {
  const updated_at = Math.max(now, ...replaced.map((entry) => entry.updated_at + 1));
  return { updated_at, expires_at: expiresAt(now, ttlDays) };
}

/** Claims whose send is not known to be over. An earlier version counted them only: nobody knows their ids any more. */
export function unansweredOf({ unanswered, attempts }: Entry): ReadonlySet<string> {
  const length = typeof attempts === 'number' ? attempts : 0;
  return unanswered ?? new Set(Array.from({ length }, (_, index) => `unknown-${index + 1}`));
}

/** Who may send what an earlier send without an answer may have sent already. */
export interface Takeover {
  /** So many sends without an answer are the most; further ones need a person to decide. */
  readonly attempts: number;
  /** Only a claim taken before this moment is taken over; milliseconds since the epoch. */
  readonly claimedBefore: number;
}

/** A delivery by the event source mapping: the first send, and one takeover. Two mails are the most. */
export const DELIVERY: Takeover = { attempts: 2, claimedBefore: Number.POSITIVE_INFINITY };

/** A redrive: what may have been sent is left alone. */
export const REDRIVE: Takeover = { attempts: 1, claimedBefore: Number.POSITIVE_INFINITY };

/** A redrive that was told to resend: once, whatever became of it before that was decided. */
export const resendOf = (decidedAt: number): Takeover => ({
  attempts: Number.POSITIVE_INFINITY,
  claimedBefore: decidedAt,
});

/**
 * What an entry allows its next reader: the state table of docs/architecture.md.
 * `free` may be claimed. `mine`: one of the reader's own claims, whose answer got lost.
 *
 * @param mine the reader's own claims, which count for nothing: it knows that it sent nothing by them
 */
export function judge(
  entry: Entry,
  mine: ReadonlySet<string>,
  now: number,
  takeover: Takeover = DELIVERY,
): 'sent' | 'mine' | 'held' | 'spent' | 'free' {
  const { status, claimed_by: holder, claim_expires_at: expiresAt = 0, updated_at } = entry;
  if (status === 'sent') return 'sent';
  if (holder !== undefined && mine.has(holder)) return 'mine';
  if (holder !== undefined && expiresAt > now) return 'held';
  const others = [...unansweredOf(entry)].filter((id) => !mine.has(id));
  if (others.length >= takeover.attempts) return 'spent';
  return holder !== undefined && updated_at >= takeover.claimedBefore ? 'spent' : 'free';
}
