/** Where a record stands in Kafka. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Names an event as its producer does, where it is a CloudEvent; only what is safe to log. */
export interface EventName {
  readonly id?: string | undefined;
  readonly source?: string | undefined;
}

/**
 * - `invalid`: the message is malformed; only its producer can mend it.
 * - `transient`: worth another try (throttled, refused, claim held elsewhere, deadline, DynamoDB trouble).
 * - `permanent`: another try ends the same (no contact, rejected by SES).
 * - `unknown`: the provider gave no answer; the message may or may not be on its way.
 * - `defect`: an error of our own code.
 */
export type FailureKind = 'invalid' | 'transient' | 'permanent' | 'unknown' | 'defect';

/**
 * Why an outcome is what it is: fixed words, which programs compare. The sentence beside a code is for people and may be
 * reworded. `ops/reasons.ts` says what each code means for the person on call.
 */
export const CODES = {
  sent: 'sent',

  already_sent: 'skipped',
  opted_out: 'skipped',
  not_reachable: 'skipped',
  quiet_hours: 'skipped',
  address_complained: 'skipped',
  too_old: 'skipped',
  tombstone: 'skipped',
  status_ignored: 'skipped',
  recipient_not_allowed: 'skipped',

  value_invalid: 'invalid',
  message_invalid: 'invalid',

  contact_missing: 'permanent',
  contact_invalid: 'permanent',
  address_missing: 'permanent',
  address_invalid: 'permanent',
  address_bounced: 'permanent',
  recipient_invalid: 'permanent',
  country_not_served: 'permanent',
  rejected: 'permanent',
  parameter_refused: 'permanent',
  may_have_been_sent: 'permanent',
  log_entry_invalid: 'permanent',

  deadline: 'transient',
  claimed_elsewhere: 'transient',
  claim_late: 'transient',
  contacts_unavailable: 'transient',
  log_unavailable: 'transient',
  throttled: 'transient',
  provider_error: 'transient',
  no_connection: 'transient',
  daily_quota_used: 'transient',
  sender_not_verified: 'transient',
  mail_from_not_verified: 'transient',
  configuration_set_missing: 'transient',
  configuration_set_paused: 'transient',
  account_paused: 'transient',
  spend_limit_reached: 'transient',
  not_set_up: 'transient',
  not_permitted: 'transient',
  no_credentials: 'transient',

  no_answer: 'unknown',

  defect: 'defect',
} as const satisfies Record<string, 'sent' | 'skipped' | FailureKind>;

export type ReasonCode = keyof typeof CODES;
type CodeOf<Kind> = { [Code in ReasonCode]: (typeof CODES)[Code] extends Kind ? Code : never }[ReasonCode];
export type SkipCode = CodeOf<'skipped'>;
export type FailureCode = CodeOf<FailureKind>;

/** How a record or one of its deliveries ended; exactly one of these. Only `failed` is reported to Lambda. */
export type Outcome =
  | { readonly kind: 'sent'; readonly code: 'sent'; readonly messageId: string }
  | { readonly kind: 'skipped'; readonly code: SkipCode; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly failure: FailureKind;
      readonly code: FailureCode;
      readonly reason: string;
    };

export type Sent = Extract<Outcome, { kind: 'sent' }>;
export type Skip = Extract<Outcome, { kind: 'skipped' }>;
export type Failure = Extract<Outcome, { kind: 'failed' }>;

export const sent = (messageId: string): Sent => ({ kind: 'sent', code: 'sent', messageId });
export const skip = (code: SkipCode, reason: string): Skip => ({ kind: 'skipped', code, reason });
export const fail = (code: FailureCode, reason: string): Failure => ({
  kind: 'failed',
  failure: CODES[code],
  code,
  reason,
});

/**
 * Folds the outcomes of the deliveries of a record, by channel, into one. The mail decides. If the customer gets no
 * mail (opted out, not allowed), the others decide: sent if one was sent now or before, else failed if one failed, else skipped. Pure.
 *
 * @example fold(new Map([['email', skip('opted_out', 'opted out')], ['sms', sent('sms-1')]])) // sent
 */
export function fold(ends: ReadonlyMap<string, Outcome>): Outcome {
  const mail = ends.get('email');
  const others = [...ends.values()].filter((outcome) => outcome !== mail);
  const withoutMail = mail === undefined || (mail.kind === 'skipped' && mail.code !== 'already_sent');
  if (!withoutMail) return mail;
  const outcome =
    others.find(({ kind }) => kind === 'sent') ??
    others.find(({ code }) => code === 'already_sent') ??
    others.find(({ kind }) => kind === 'failed') ??
    mail;
  return outcome ?? others[0] ?? skip('opted_out', 'opted out');
}
