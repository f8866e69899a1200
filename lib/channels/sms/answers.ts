import { skip } from '../../runtime/outcome';
import { classifier, failureOf, type Row, rowsOf, shapeOf } from '../answers';
import type { Answer } from '../channel';

const { halted, throttled, rejected } = rowsOf<void>('SMS');

/** Fits an error by the fixed word that it gives as its reason. */
const because =
  (reason: RegExp): NonNullable<Row<void>['when']> =>
  ({ Reason }) =>
    reason.test(String(Reason));

const OPTED_OUT: Row<void> = {
  error: /^ConflictException$/,
  when: because(/^DESTINATION_PHONE_NUMBER_OPTED_OUT$/),
  answer: { kind: 'declined', outcome: skip('opted_out', 'SMS: this number has opted out of texts') },
};

/** Of all other reasons: AWS adds some now and then. */
const CONFLICT = halted(/^ConflictException$/, 'not_set_up', 'the pool or its number cannot send');

/**
 * The answers of AWS End User Messaging SMS; the first row that fits counts. Source: API reference, `SendTextMessage`, its errors and
 * their reasons. What depends on the country of the number is about this recipient; everything else that is missing is about all.
 */
const ANSWERS: readonly Row<void>[] = [
  OPTED_OUT,
  rejected(
    /^ConflictException$/,
    'country_not_served',
    'texts to this country or number are blocked (protect configuration)',
    because(/^DESTINATION_(?:COUNTRY|PHONE_NUMBER)_BLOCKED_BY_PROTECT_/),
  ),
  rejected(
    /^ConflictException$/,
    'country_not_served',
    'the pool has no origination identity for this country',
    because(/^NO_ORIGINATION_IDENTITIES_FOUND$/),
  ),
  halted(
    /^ConflictException$/,
    'not_set_up',
    'the account is in the sandbox, where only verified numbers get texts',
    because(/^DESTINATION_PHONE_NUMBER_NOT_VERIFIED$/),
  ),
  halted(
    /^ConflictException$/,
    'not_set_up',
    'the pool is not for transactional texts',
    because(/^MESSAGE_TYPE_MISMATCH$/),
  ),
  halted(
    /^ConflictException$/,
    'not_set_up',
    'the pool or its number is not active',
    because(/^RESOURCE_NOT_ACTIVE$/),
  ),
  CONFLICT,
  halted(
    /^ServiceQuotaExceeded/,
    'spend_limit_reached',
    'the monthly spend limit is reached',
    because(/^MONTHLY_SPEND_LIMIT_REACHED_/),
  ),
  halted(/^ServiceQuotaExceeded/, 'account_paused', 'a quota of the account is used up'),
  halted(
    /^AccessDeniedException$/,
    'account_paused',
    'AWS has stopped the texts of this account',
    because(/^(?:ACCOUNT_DISABLED|INSUFFICIENT_ACCOUNT_REPUTATION)$/),
  ),
  halted(/^ResourceNotFound/, 'not_set_up', 'the pool or the configuration set does not exist'),
  throttled(/^Throttling|^TooManyRequests/, 'throttled', 'the sending rate was exceeded'),
  rejected(
    /^ValidationException$/,
    'country_not_served',
    'a text to this country costs more than SMS_MAX_PRICE',
    because(/^PRICE_OVER_THRESHOLD$/),
  ),
  rejected(
    /^ValidationException$/,
    'country_not_served',
    'the pool cannot send to this country',
    because(/COUNTRY|^INTERNATIONAL_SENDING_NOT_SUPPORTED$|^SENDER_ID_/),
  ),
  rejected(/^ValidationException$/, 'parameter_refused', 'a parameter was refused (ValidationException)'),
];

const byTable = classifier('SMS', 'the text', ANSWERS);

/** Reads the error of one text as an answer; a reason that the table does not have is named. Pure; what it returns is safe to log. */
export function classify(thrown: unknown): Answer {
  const answer = byTable(thrown);
  const reason = String(shapeOf(thrown).Reason);
  const isNew = answer === CONFLICT.answer && /^[A-Z][A-Z_]{0,79}$/.test(reason);
  return isNew ? failureOf('SMS')('halted', 'not_set_up', `refused (ConflictException, ${reason})`) : answer;
}
