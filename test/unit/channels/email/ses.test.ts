import * as fc from 'fast-check';
import { classify } from '../../../../lib/channels/email/answers';
import { displayName } from '../../../../lib/channels/email/header';

const SENDER = 'no-reply@shop.example';

/** An error as the SDK makes it of an answer. */
const answered = (name: string, message = '', httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

const without = (fields: object, message = '') => Object.assign(new Error(message), fields);

describe('an answer of SES', () => {
  it.each([
    ['Throttling', 'Maximum sending rate exceeded.', 'throttled', 'the sending rate was exceeded'],
    ['ThrottlingException', 'Rate exceeded', 'throttled', 'the sending rate was exceeded'],
    ['TooManyRequestsException', '', 'throttled', 'the sending rate was exceeded'],
    ['Throttling', 'Daily message quota exceeded.', 'halted', 'the daily message quota is used up'],
    ['ThrottlingException', 'Daily message quota exceeded', 'halted', 'the daily message quota is used up'],
    [
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${SENDER}`,
      'halted',
      'the sender is not verified',
    ],
    [
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region EU-WEST-1: ada@example.com',
      'rejected',
      'the message was rejected (MessageRejected)',
    ],
    [
      'MessageRejected',
      'Address is on the suppression list',
      'rejected',
      'the message was rejected (MessageRejected)',
    ],
    [
      'InvalidParameterValue',
      'Domain contains dot-dot',
      'rejected',
      'a parameter was refused (InvalidParameterValue)',
    ],
    [
      'MailFromDomainNotVerifiedException',
      '',
      'halted',
      'the MAIL FROM domain of the sender is not verified',
    ],
    ['ConfigurationSetDoesNotExistException', '', 'halted', 'the configuration set does not exist'],
    ['AccountSendingPausedException', '', 'halted', 'sending is paused for the account'],
    ['ConfigurationSetSendingPausedException', '', 'halted', 'sending is paused for the configuration set'],
    ['AccessDenied', '', 'halted', 'the function may not send (IAM permissions or credentials)'],
    ['AccessDeniedException', '', 'halted', 'the function may not send (IAM permissions or credentials)'],
    ['InvalidClientTokenId', '', 'halted', 'the function may not send (IAM permissions or credentials)'],
    ['SignatureDoesNotMatch', '', 'halted', 'the function may not send (IAM permissions or credentials)'],
    ['ExpiredTokenException', '', 'halted', 'the function may not send (IAM permissions or credentials)'],
    [
      'UnrecognizedClientException',
      '',
      'halted',
      'the function may not send (IAM permissions or credentials)',
    ],
    ['OptInRequired', '', 'halted', 'the function may not send (IAM permissions or credentials)'],
  ])('%s "%s" means %s', (name, message, kind, reason) => {
    expect(classify(answered(name, message), SENDER)).toEqual({ kind, reason: `SES: ${reason}` });
  });

  it('knows the sender by its name and address, as SES quotes them', () => {
    const said = `Email address is not verified. The following identities failed the check in region US-EAST-1: Example Shop <${SENDER}>`;

    expect(classify(answered('MessageRejected', said), SENDER).kind).toBe('halted');
  });

  it('does not take a like address for the sender', () => {
    const said = `Email address is not verified. The following identities failed the check in region US-EAST-1: my${SENDER}`;

    expect(classify(answered('MessageRejected', said), SENDER).kind).toBe('rejected');
  });

  it('sends nothing more without credentials', () => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });

    expect(classify(error, SENDER)).toEqual({
      kind: 'halted',
      reason: 'SES: the function has no credentials',
    });
  });

  it('knows the sender whatever its case', () => {
    const error = answered('MessageRejected', `Email address is not verified: ${SENDER.toUpperCase()}`);

    expect(classify(error, SENDER).kind).toBe('halted');
  });

  it.each([
    ['InternalFailure', 500, 'SES: answered InternalFailure (HTTP 500)'],
    ['ServiceUnavailable', 503, 'SES: answered ServiceUnavailable (HTTP 503)'],
    ['SomethingNew', 400, 'SES: answered SomethingNew (HTTP 400)'],
    ['Moved', 301, 'SES: answered Moved (HTTP 301)'],
    ['ada@example.com', 418, 'SES: answered Error (HTTP 418)'],
  ])('%s with status %d is worth another try', (name, status, reason) => {
    expect(classify(answered(name, '', status), SENDER)).toEqual({ kind: 'transient', reason });
  });

  it('counts as one even when only its status could be read', () => {
    const error = without({ name: 'SyntaxError', $response: { statusCode: 502 } });

    expect(classify(error, SENDER)).toEqual({
      kind: 'transient',
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
    expect(classify(error, SENDER)).toEqual({
      kind: 'transient',
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
    expect(classify(error, SENDER)).toEqual({
      kind: 'unknown',
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
        expect(JSON.stringify(classify(failure, SENDER))).not.toMatch(/zzz|secret/);
      }),
    );
  });
});

describe('a display name', () => {
  it.each([
    ['Example Shop', '"Example Shop"'],
    ['Shop, Inc.', '"Shop, Inc."'],
    ['The "Shop"', '"The \\"Shop\\""'],
    ['Back\\slash', '"Back\\\\slash"'],
    ['<eve@evil.example>', '"<eve@evil.example>"'],
    ['', '""'],
  ])('is quoted when it is ASCII: %s', (name, expected) => {
    expect(displayName(name)).toBe(expected);
  });

  it('is an encoded word otherwise', () => {
    expect(displayName('Café')).toBe('=?UTF-8?B?Q2Fmw6k=?=');
  });

  it('never breaks its header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(displayName(name)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('reads as it was written, in words of 75 characters at most', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => /[^\x20-\x7e]/.test(text));

    fc.assert(
      fc.property(name, (written) => {
        const words = displayName(written).split(' ');

        expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
        const read = words.map((word) =>
          Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64').toString(),
        );
        expect(read.join('')).toBe(written);
      }),
    );
  });
});
