/** Where a record stands in Kafka. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export type SkipReason = 'already sent' | 'opted out' | 'too old' | 'tombstone' | 'recipient not allowed';

/**
 * - `invalid`: the message is malformed; only its producer can mend it.
 * - `transient`: worth another try (throttled, refused, claim held elsewhere, deadline, DynamoDB trouble).
 * - `permanent`: another try ends the same (no contact, rejected by SES).
 * - `unknown`: SES gave no answer; the mail may or may not be on its way.
 */
export type FailureKind = 'invalid' | 'transient' | 'permanent' | 'unknown';

/** How a record ended. Every record ends in exactly one of these; only `failed` is reported to Lambda. */
export type Outcome =
  | { readonly status: 'sent'; readonly messageId: string }
  | { readonly status: 'skipped'; readonly reason: SkipReason }
  | { readonly status: 'failed'; readonly kind: FailureKind; readonly reason: string };

export type Skipped = Extract<Outcome, { status: 'skipped' }>;
export type Failed = Extract<Outcome, { status: 'failed' }>;

export const skipped = (reason: SkipReason): Skipped => ({ status: 'skipped', reason });
export const failed = (kind: FailureKind, reason: string): Failed => ({ status: 'failed', kind, reason });

/** The one failure that says nothing about its record: a further invocation may well get to it. */
export const LATE = failed('transient', "deadline: the function's time was up before this record's turn");
