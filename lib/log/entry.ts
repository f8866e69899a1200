import * as z from 'zod/mini';

/**
 * One item of the table. Times in milliseconds since the epoch, `expires_at` (TTL) in seconds. Made when the first
 * entry is read, which few starts get to.
 */
export const entrySchema = z.lazy(() =>
  z.object({
    order_id: z.string(),
    notification: z.string(),
    status: z.enum(['claimed', 'sent', 'failed', 'skipped']),
    /** Owner of the claim; kept once sent, taken away when a claim is released. */
    claimed_by: z.optional(z.string()),
    claim_expires_at: z.optional(z.number()),
    /** Sends whose answer was never recorded, the one under way included; what a `Takeover` allows is the most. */
    attempts: z.number(),
    message_id: z.optional(z.string()),
    /** Of `reason`, for programs; entries written before there were codes have none. */
    code: z.optional(z.string()),
    reason: z.optional(z.string()),
    /** Of the record's `traceparent`. */
    trace_id: z.optional(z.string()),
    topic: z.string(),
    partition: z.number(),
    offset: z.number(),
    user_id: z.string(),
    created_at: z.number(),
    updated_at: z.number(),
    expires_at: z.number(),
  }),
);

export type Entry = z.infer<typeof entrySchema>;

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
 * `free` may be claimed, `mine` was claimed already, only the answer of DynamoDB got lost.
 */
export function judge(
  entry: Entry,
  owner: string,
  now: number,
  takeover: Takeover = DELIVERY,
): 'sent' | 'mine' | 'held' | 'spent' | 'free' {
  if (entry.status === 'sent') return 'sent';
  if (entry.claimed_by === owner) return 'mine';
  if (entry.claimed_by !== undefined && (entry.claim_expires_at ?? 0) > now) return 'held';
  if (entry.attempts >= takeover.attempts) return 'spent';
  return entry.claimed_by !== undefined && entry.updated_at >= takeover.claimedBefore ? 'spent' : 'free';
}
