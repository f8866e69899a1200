import { newCountdown } from '../taking';
import { conflict, SmsError } from './protocol';

/** What the local SMS does to a text for one of its own numbers. */
export type Fault =
  /** The answer is this error; the text is not taken. */
  | { readonly kind: 'error'; readonly error: SmsError }
  /** The text is taken, the answer comes late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The text is taken, the connection ends before the answer. */
  | { readonly kind: 'lost' }
  /** The text is taken, the answer never comes. */
  | { readonly kind: 'silent' };

const error = (error: SmsError): Fault => ({ kind: 'error', error });
const refused = (reason: string) =>
  error(new SmsError('ValidationException', 'Invalid request', { Reason: reason }));

/** In the order of their two digits, from 01. */
const FAULTS = {
  optedout: error(conflict('DESTINATION_PHONE_NUMBER_OPTED_OUT')),
  nocountry: error(conflict('NO_ORIGINATION_IDENTITIES_FOUND')),
  blocked: error(conflict('DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION')),
  overridden: error(conflict('DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE')),
  unverified: error(conflict('DESTINATION_PHONE_NUMBER_NOT_VERIFIED')),
  mismatch: error(conflict('MESSAGE_TYPE_MISMATCH')),
  inactive: error(conflict('RESOURCE_NOT_ACTIVE')),
  spend: error(
    new SmsError('ServiceQuotaExceededException', 'Spend limit reached', {
      Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
    }),
  ),
  quota: error(
    new SmsError('ServiceQuotaExceededException', 'Quota reached', { Reason: 'TAGS_PER_RESOURCE' }),
  ),
  denied: error(
    new SmsError('AccessDeniedException', 'Not authorized to perform: sms-voice:SendTextMessage'),
  ),
  paused: error(new SmsError('AccessDeniedException', 'Account disabled', { Reason: 'ACCOUNT_DISABLED' })),
  missing: error(new SmsError('ResourceNotFoundException', 'Pool not found', { ResourceType: 'pool' })),
  throttled: error(new SmsError('ThrottlingException', 'Rate exceeded')),
  toodear: refused('PRICE_OVER_THRESHOLD'),
  notenabled: refused('COUNTRY_NOT_ENABLED'),
  refused: refused('INVALID_PARAMETER'),
  error500: error(new SmsError('InternalServerException', 'Internal error', {}, 500)),
  slow: { kind: 'slow', delayMs: 3_000 },
  lost: { kind: 'lost' },
  silent: { kind: 'silent' },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
const NAMES = Object.keys(FAULTS);

/** Numbers that nobody has: +1 555 010 and the four digits FFNN. FF is the fault, NN how many calls fail; 00: all do. */
const BEGINNING = '+1555010';
const NUMBER = /^\+1555010(\d\d)(\d\d)$/;
const digits = (number: number): string => String(number).padStart(2, '0');

/** Gives the number with this fault. @example numberOf('spend') // '+15550100800' @example numberOf('throttled', 2) // '+15550101302' */
export const numberOf = (name: FaultName, times = 0): string =>
  BEGINNING + digits(NAMES.indexOf(name) + 1) + digits(times);

export function newFaults() {
  const countdown = newCountdown();
  return {
    of(number: string): Fault | undefined {
      const [, fault, times] = NUMBER.exec(number) ?? [];
      const found = Object.values(FAULTS)[Number(fault) - 1];
      if (!found || times === '00') return found;
      return countdown.isAmongFirst(Number(times), number) ? found : undefined;
    },
    reset: countdown.reset,
  };
}
