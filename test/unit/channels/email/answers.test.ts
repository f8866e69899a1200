import * as fc from 'fast-check';
import { classify } from '../../../../lib/channels/email/answers';

const SENDER = 'no-reply@shop.example';

/** An error as the SDK makes it of an answer. */
const answered = (name: string, message = '', httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

const without = (fields: object, message = '') => Object.assign(new Error(message), fields);

/** The answer, with code and reason of its outcome beside its kind. */
function answerTo(error: unknown, sender: string) {
  const { kind, outcome } = classify(error, sender);
  if (outcome.kind !== 'failed') throw new Error('an error that is no failure');
  return { kind, code: outcome.code, reason: outcome.reason };
}

describe('an answer of SES', () => {
  it.each([
    ['Throttling', 'Maximum sending rate exceeded.', 'throttled', 'throttled'],
    ['ThrottlingException', 'Rate exceeded', 'throttled', 'throttled'],
    ['TooManyRequestsException', '', 'throttled', 'throttled'],
    ['Throttling', 'Daily message quota exceeded.', 'halted', 'daily_quota_used'],
    ['ThrottlingException', 'Daily message quota exceeded', 'halted', 'daily_quota_used'],
    [
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${SENDER}`,
      'halted',
      'sender_not_verified',
    ],
    [
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region EU-WEST-1: ada@example.com',
      'rejected',
      'rejected',
    ],
    ['MessageRejected', 'Address is on the suppression list', 'rejected', 'rejected'],
    ['InvalidParameterValue', 'Domain contains dot-dot', 'rejected', 'parameter_refused'],
    ['MailFromDomainNotVerifiedException', '', 'halted', 'mail_from_not_verified'],
    ['ConfigurationSetDoesNotExistException', '', 'halted', 'configuration_set_missing'],
    ['AccountSendingPausedException', '', 'halted', 'account_paused'],
    ['ConfigurationSetSendingPausedException', '', 'halted', 'configuration_set_paused'],
    ['AccessDenied', '', 'halted', 'not_permitted'],
    ['AccessDeniedException', '', 'halted', 'not_permitted'],
    ['InvalidClientTokenId', '', 'halted', 'not_permitted'],
    ['SignatureDoesNotMatch', '', 'halted', 'not_permitted'],
    ['ExpiredTokenException', '', 'halted', 'not_permitted'],
    ['UnrecognizedClientException', '', 'halted', 'not_permitted'],
    ['OptInRequired', '', 'halted', 'not_permitted'],
  ])('%s "%s" means %s, %s', (name, message, kind, code) => {
    expect(answerTo(answered(name, message), SENDER)).toEqual({
      kind,
      code,
      reason: expect.stringMatching(/^SES: [a-z]/),
    });
  });

  it.each([
    ['Throttling', 'Maximum sending rate exceeded.', 'SES: the sending rate was exceeded'],
    ['Throttling', 'Daily message quota exceeded.', 'SES: the daily message quota is used up'],
    [
      'MessageRejected',
      'Address is on the suppression list',
      'SES: the message was rejected (MessageRejected)',
    ],
    ['AccessDenied', '', 'SES: the function may not send (IAM permissions or credentials)'],
  ])('%s "%s" reads: %s', (name, message, reason) => {
    expect(answerTo(answered(name, message), SENDER)).toMatchObject({ reason });
  });

  it('knows the sender by its name and address, as SES quotes them', () => {
    const said = `Email address is not verified. The following identities failed the check in region US-EAST-1: Example Shop <${SENDER}>`;

    expect(answerTo(answered('MessageRejected', said), SENDER).kind).toBe('halted');
  });

  it('does not take a like address for the sender', () => {
    const said = `Email address is not verified. The following identities failed the check in region US-EAST-1: my${SENDER}`;

    expect(answerTo(answered('MessageRejected', said), SENDER).kind).toBe('rejected');
  });

  it('sends nothing more without credentials', () => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });

    expect(answerTo(error, SENDER)).toEqual({
      kind: 'halted',
      code: 'no_credentials',
      reason: 'SES: the function has no credentials',
    });
  });

  it('knows the sender whatever its case', () => {
    const error = answered('MessageRejected', `Email address is not verified: ${SENDER.toUpperCase()}`);

    expect(answerTo(error, SENDER).kind).toBe('halted');
  });

  it.each([
    ['InternalFailure', 500, 'SES: answered InternalFailure (HTTP 500)'],
    ['ServiceUnavailable', 503, 'SES: answered ServiceUnavailable (HTTP 503)'],
    ['SomethingNew', 400, 'SES: answered SomethingNew (HTTP 400)'],
    ['Moved', 301, 'SES: answered Moved (HTTP 301)'],
    ['ada@example.com', 418, 'SES: answered Error (HTTP 418)'],
  ])('%s with status %d is worth another try', (name, status, reason) => {
    expect(answerTo(answered(name, '', status), SENDER)).toEqual({
      kind: 'transient',
      code: 'provider_error',
      reason,
    });
  });

  it('counts as one even when only its status could be read', () => {
    const error = without({ name: 'SyntaxError', $response: { statusCode: 502 } });

    expect(answerTo(error, SENDER)).toEqual({
      kind: 'transient',
      code: 'provider_error',
      reason: 'SES: answered SyntaxError (HTTP 502)',
    });
  });
});

describe('no connection to SES', () => {
  it.each([
    ['refused', without({ code: 'ECONNREFUSED' }, 'connect ECONNREFUSED 192.0.2.1:443')],
    ['timed out by the system', without({ code: 'ETIMEDOUT' }, 'connect ETIMEDOUT 192.0.2.1:443')],
    [
      'no such host',
      without({ code: 'ENOTFOUND' }, 'getaddrinfo ENOTFOUND email.eu-central-1.amazonaws.com'),
    ],
    [
      'cut in the TLS handshake',
      without(
        { code: 'ECONNRESET' },
        'Client network socket disconnected before secure TLS connection was established',
      ),
    ],
    ['a certificate that has expired', without({ code: 'CERT_HAS_EXPIRED' }, 'certificate has expired')],
    [
      'refused at each of its addresses',
      without({
        code: 'ECONNREFUSED',
        errors: [new Error('connect ECONNREFUSED ::1:443'), new Error('connect ETIMEDOUT 192.0.2.1:443')],
      }),
    ],
    [
      'timed out by the SDK',
      without({ name: 'TimeoutError' }, 'Socket timed out: did not establish a connection with the server'),
    ],
  ])('is worth another try, since nothing was sent: %s', (_, error) => {
    expect(answerTo(error, SENDER)).toEqual({
      kind: 'transient',
      code: 'no_connection',
      reason: 'SES: no connection could be made',
    });
  });
});

describe('no answer of SES', () => {
  it.each<[string, unknown]>([
    ['aborted by our own time-out', without({ name: 'AbortError' }, 'Request aborted')],
    ['connection reset while waiting', without({ code: 'ECONNRESET' }, 'read ECONNRESET')],
    ['broken pipe while writing', without({ code: 'EPIPE' }, 'write EPIPE')],
    ['socket hang up', without({ code: 'ECONNRESET' }, 'socket hang up')],
    ['accepted, but the answer cannot be parsed', without({ $metadata: { httpStatusCode: 200 } })],
    ['accepted, but the answer was cut', without({ $response: { statusCode: 200 } })],
    ['metadata without a status', without({ $metadata: {} })],
    ['a bug of ours', new TypeError('x is not a function')],
    ['not even an error', 'timeout'],
    [
      'a failure at one of several addresses only',
      without({ errors: [new Error('connect ECONNREFUSED ::1:443'), new Error('read ECONNRESET')] }),
    ],
    ['null', null],
    ['undefined', undefined],
  ])('means that the mail may have been sent: %s', (_, error) => {
    expect(answerTo(error, SENDER)).toEqual({
      kind: 'unknown',
      code: 'no_answer',
      reason: 'SES: no answer; the mail may have been sent',
    });
  });
});

describe('the reason of an answer', () => {
  it('never quotes what SES or the SDK said', () => {
    const error = fc
      .tuple(
        fc.constantFrom('Throttling', 'MessageRejected', 'InvalidParameterValue', 'Other', 'zzz@secret.zz'),
        fc.constantFrom(undefined, 200, 400, 500),
        fc.string().map((text) => `zzz${text}zzz@secret.zz`),
      )
      .map(([name, httpStatusCode, message]) => without({ name, $metadata: { httpStatusCode } }, message));

    fc.assert(
      fc.property(error, (failure) => {
        expect(JSON.stringify(answerTo(failure, SENDER))).not.toMatch(/zzz|secret/);
      }),
    );
  });
});
