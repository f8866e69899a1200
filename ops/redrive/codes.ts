import { CODES, type FailureKind, type ReasonCode } from '../../lib/runtime/outcome';
import { failureOf, isReasonCode } from '../reasons';

/** A code that no function knows: only a redrive can say it. */
interface OwnReason {
  /** In words; a more exact sentence may take its place. */
  readonly reason: string;
  /** What to do about it. Commands stand in backticks. */
  readonly next: string;
}

/** Why a record is in the bucket, where the log cannot say. */
const UNTOLD = {
  not_in_log: {
    reason: 'not in the log',
    next: 'No try got as far as the log: the function failed, its time was up, SES had just refused all mail, or DynamoDB did not answer. See the queries *errors of the functions* and *failures by reason*. When that is mended, send it.',
  },
  code_unknown: {
    reason: 'the entry has no code that this version knows',
    next: 'Read the reason beside it. The entry was written before there were codes, or by a newer version.',
  },
} as const satisfies Record<string, OwnReason>;

/** Why a record is kept, or left, that no function has told about. */
const UNTRIED = {
  stopped: { reason: 'not tried: stopped before its turn', next: 'Run the command again.' },
  function_given_up: {
    reason: 'not tried: the function did not answer several times in a row',
    next: 'Look at the reason of the other records of this function. Mend that, and run the command again.',
  },
  function_failed: {
    reason: 'the function failed',
    next: 'See the query *errors of the functions*. Some of the records may have been sent. The next run finds out from the log.',
  },
  function_outdated: {
    reason: 'the deployed function does not know redrives; deploy this version first',
    next: 'Deploy the version of this checkout, or check out the version that is deployed.',
  },
  invoke_failed: {
    reason: 'the function could not be invoked, or its answer was lost',
    next: 'Look at the name of the error: `AccessDeniedException` means that you may not invoke the function. Run the command again.',
  },
  invoke_throttled: {
    reason: 'Lambda throttled the function for minutes',
    next: 'See the alarm Throttles. Run the command again.',
  },
  record_too_large: {
    reason: 'the record alone is more than the 6 MB that Lambda takes',
    next: 'It cannot be sent by a redrive. Its producer must publish a smaller one.',
  },
  not_in_document: {
    reason: 'no longer in its document: another redrive was there first',
    next: 'Nothing.',
  },
  not_told: {
    reason: 'the function did not say how it ended',
    next: '`npm run explain` shows what the log knows. Run the command again.',
  },
} as const satisfies Record<string, OwnReason>;

export const OWN_REASONS = { ...UNTOLD, ...UNTRIED };

export type OwnCode = keyof typeof OWN_REASONS;
export type RedriveCode = ReasonCode | OwnCode;

/** Why a record is where it is: a code for programs, and a sentence for people. */
export interface Why<Code extends string = string> {
  readonly code: Code;
  readonly reason: string;
}

export const whyOf = <Code extends OwnCode>(
  code: Code,
  reason: string = OWN_REASONS[code].reason,
): Why<Code> => ({ code, reason });

/** As tables show a code, with the kind of failure in front. @example labelOf('rejected') // 'permanent: rejected' */
export function labelOf(code: string): string {
  const failure = isReasonCode(code) ? failureOf(code) : undefined;
  return failure === undefined || failure === code ? code : `${failure}: ${code}`;
}

const REASON_CODES = Object.keys(CODES).filter(isReasonCode);
const codesOf = (kind: FailureKind): string[] => REASON_CODES.filter((code) => failureOf(code) === kind);

/** What the log says of a send without an answer is `may_have_been_sent`, whatever kind the next try makes of it. */
const CODES_OF_KIND: Readonly<Record<FailureKind, readonly string[]>> = {
  invalid: codesOf('invalid'),
  transient: codesOf('transient'),
  permanent: codesOf('permanent'),
  unknown: [...codesOf('unknown'), 'may_have_been_sent'],
  defect: codesOf('defect'),
};
export const FAILURE_KINDS = Object.keys(CODES_OF_KIND);

const isUntold = (code: string): code is keyof typeof UNTOLD => Object.hasOwn(UNTOLD, code);

/** The codes that a record in the bucket may have. */
export const FILTER_CODES: readonly RedriveCode[] = [
  ...REASON_CODES,
  ...Object.keys(UNTOLD).filter(isUntold),
];

/** The words that `--reason` takes, and the codes that each means. */
export const REASON_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(CODES_OF_KIND),
  ...FILTER_CODES.map((code): [string, string[]] => [code, [code]]),
]);
