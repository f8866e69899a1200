import * as fc from 'fast-check';
import { classify } from '../../../../lib/channels/sms/answers';

/** An error as the SDK makes it of an answer. */
const answered = (name: string, Reason?: string, httpStatusCode = 400) =>
  Object.assign(new Error('+4915112345678 is refused'), { name, Reason, $metadata: { httpStatusCode } });

describe('an answer of AWS End User Messaging SMS', () => {
  it.each([
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_OPTED_OUT', 'declined', 'opted_out'],
    [
      'ConflictException',
      'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
      'rejected',
      'country_not_served',
    ],
    [
      'ConflictException',
      'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
      'rejected',
      'country_not_served',
    ],
    ['ConflictException', 'NO_ORIGINATION_IDENTITIES_FOUND', 'rejected', 'country_not_served'],
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED', 'halted', 'not_set_up'],
    ['ConflictException', 'MESSAGE_TYPE_MISMATCH', 'halted', 'not_set_up'],
    ['ConflictException', 'RESOURCE_NOT_ACTIVE', 'halted', 'not_set_up'],
    ['ConflictException', undefined, 'halted', 'not_set_up'],
    [
      'ServiceQuotaExceededException',
      'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
      'halted',
      'spend_limit_reached',
    ],
    ['ServiceQuotaExceededException', undefined, 'halted', 'account_paused'],
    ['AccessDeniedException', 'ACCOUNT_DISABLED', 'halted', 'account_paused'],
    ['AccessDeniedException', 'INSUFFICIENT_ACCOUNT_REPUTATION', 'halted', 'account_paused'],
    ['AccessDeniedException', undefined, 'halted', 'not_permitted'],
    ['UnrecognizedClientException', undefined, 'halted', 'not_permitted'],
    ['ResourceNotFoundException', undefined, 'halted', 'not_set_up'],
    ['ThrottlingException', undefined, 'throttled', 'throttled'],
    ['ValidationException', 'PRICE_OVER_THRESHOLD', 'rejected', 'country_not_served'],
    ['ValidationException', 'COUNTRY_NOT_ENABLED', 'rejected', 'country_not_served'],
    ['ValidationException', 'DESTINATION_COUNTRY_BLOCKED', 'rejected', 'country_not_served'],
    ['ValidationException', 'FIELD_VALIDATION_FAILED', 'rejected', 'parameter_refused'],
    ['ValidationException', undefined, 'rejected', 'parameter_refused'],
    ['InternalServerException', undefined, 'transient', 'provider_error'],
    ['SomethingNewException', undefined, 'transient', 'provider_error'],
  ])('%s %s means %s, %s', (name, reason, kind, code) => {
    expect(classify(answered(name, reason))).toMatchObject({
      kind,
      outcome: { code, reason: expect.stringMatching(/^SMS: [a-zA-Z]/) },
    });
  });

  it.each([
    ['SOMETHING_NEW', 'SMS: refused (ConflictException, SOMETHING_NEW)'],
    ['RESOURCE_NOT_ACTIVE', 'SMS: the pool or its number is not active'],
    ['call +4915112345678', 'SMS: the pool or its number cannot send'],
    [undefined, 'SMS: the pool or its number cannot send'],
  ])('names a reason of a conflict that is new, and nothing else: %s', (reason, told) => {
    expect(classify(answered('ConflictException', reason))).toMatchObject({
      kind: 'halted',
      outcome: { code: 'not_set_up', reason: told },
    });
  });

  it('is unknown where there is none', () => {
    expect(classify(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))).toMatchObject({
      kind: 'unknown',
      outcome: { code: 'no_answer', reason: 'SMS: no answer; the text may have been sent' },
    });
  });

  it('never quotes what AWS says, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.option(fc.integer({ min: 100, max: 599 })),
        (name, reason, status) => {
          const told = JSON.stringify(classify(answered(name, reason, status ?? undefined)));

          expect(told).not.toContain('4915112345678');
        },
      ),
    );
  });
});
