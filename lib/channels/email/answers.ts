import { nameOf } from '../../runtime/errors';
import { type FailureCode, fail } from '../../runtime/outcome';
import type { Answer } from '../channel';

/** Tells whether the text names the sender or its domain among the identities that failed, and not just a similar one. */
function quotes(said: string, sender: string): boolean {
  const words = new Set(said.toLowerCase().split(/[\s,:<>"]+/));
  const address = sender.toLowerCase();
  return words.has(address) || words.has(address.slice(address.indexOf('@') + 1));
}

type NotSent = Exclude<Answer, { kind: 'sent' }>;

/** What an error means; where one error means several things, `text` is matched against what SES says, which is never logged. */
interface Row {
  readonly error: RegExp;
  readonly answer: NotSent;
  readonly text: (said: string, sender: string) => boolean;
}

const answer = (kind: NotSent['kind'], code: FailureCode, reason: string): NotSent => ({
  kind,
  outcome: fail(code, `SES: ${reason}`),
});

const row =
  (kind: NotSent['kind']) =>
  (error: RegExp, code: FailureCode, reason: string, text: Row['text'] = () => true): Row => ({
    error,
    answer: answer(kind, code, reason),
    text,
  });
const [halted, throttled, rejected] = [row('halted'), row('throttled'), row('rejected')];

const saysQuota = (said: string) => /daily message quota exceeded/i.test(said);
const namesSender = (said: string, sender: string) => said.includes('not verified') && quotes(said, sender);
const NOT_PERMITTED =
  /^(?:AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|UnrecognizedClient|OptInRequired)/;

/**
 * The answers of SES; the first row that fits counts. Sources: SES developer guide, `manage-sending-quotas-errors`;
 * SES API reference, `SendEmail` and Common Errors. The SDK appends "Exception" to some codes.
 */
const ANSWERS: readonly Row[] = [
  halted(/^Throttling/, 'daily_quota_used', 'the daily message quota is used up', saysQuota),
  throttled(/^Throttling|^TooManyRequests/, 'throttled', 'the sending rate was exceeded'),
  halted(/^MessageRejected/, 'sender_not_verified', 'the sender is not verified', namesSender),
  rejected(/^MessageRejected/, 'rejected', 'the message was rejected (MessageRejected)'),
  rejected(/^InvalidParameterValue/, 'parameter_refused', 'a parameter was refused (InvalidParameterValue)'),
  halted(
    /^MailFromDomainNotVerified/,
    'mail_from_not_verified',
    'the MAIL FROM domain of the sender is not verified',
  ),
  halted(
    /^ConfigurationSetDoesNotExist/,
    'configuration_set_missing',
    'the configuration set does not exist',
  ),
  halted(/^AccountSendingPaused/, 'account_paused', 'sending is paused for the account'),
  halted(
    /^ConfigurationSetSendingPaused/,
    'configuration_set_paused',
    'sending is paused for the configuration set',
  ),
  halted(NOT_PERMITTED, 'not_permitted', 'the function may not send (IAM permissions or credentials)'),
];

const NO_CREDENTIALS = answer('halted', 'no_credentials', 'the function has no credentials');
const NO_CONNECTION = answer('transient', 'no_connection', 'no connection could be made');
const NO_ANSWER = answer('unknown', 'no_answer', 'no answer; the mail may have been sent');

/** What the SDK and Node.js put on an error; read by shape, since an error may come from another realm. */
interface Shape {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly errors?: readonly unknown[];
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

const shapeOf = (error: unknown): Shape => (typeof error === 'object' && error !== null ? error : {});

const NOT_CONNECTED =
  /\b(?:connect|getaddrinfo) E[A-Z_]+\b|did not establish a connection|before secure TLS connection was established|SSL routines:.*(?:handshake failure|wrong version number|alert protocol version)/;
/** Of certificates that Node.js and OpenSSL refuse; Node.js documentation, `tls`, X509 certificate error codes. */
const CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** Tells whether no connection was made, so that SES cannot have accepted anything. Node.js reports several addresses as one error. */
function neverArrived({ message = '', code, errors = [] }: Shape): boolean {
  if (errors.length > 0) return errors.map(shapeOf).every(neverArrived);
  return NOT_CONNECTED.test(message) || CERTIFICATE.test(String(code));
}

/** Reads the error of one send as an answer. Pure; what it returns is safe to log. */
export function classify(thrown: unknown, sender: string): Answer {
  const shape = shapeOf(thrown);
  const { name = '', message: said = '' } = shape;
  const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode;
  if (status !== undefined && status >= 300) {
    const known = ANSWERS.find(({ error, text }) => error.test(name) && text(said, sender));
    const other = `answered ${nameOf(thrown)} (HTTP ${status})`;
    return known?.answer ?? answer('transient', 'provider_error', other);
  }
  if (name === 'CredentialsProviderError') return NO_CREDENTIALS;
  return neverArrived(shape) ? NO_CONNECTION : NO_ANSWER;
}
