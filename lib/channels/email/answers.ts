import { nameOf } from '../../runtime/errors';

/**
 * What SES said to one send.
 * - `throttled`, `transient`: not sent, worth another try; `throttled` also asks for a slower pace.
 * - `rejected`: not sent, this mail alone, for good.
 * - `halted`: not sent, and no other mail of this batch would be.
 * - `unknown`: no answer; the mail may be on its way.
 */
export type Answer =
  | { readonly kind: 'sent'; readonly messageId: string }
  | { readonly kind: 'throttled' | 'transient' | 'rejected' | 'halted' | 'unknown'; readonly reason: string };

/** Whether the text names the sender or its domain among the identities that failed, and not merely a like one. */
function quotes(said: string, sender: string): boolean {
  const words = new Set(said.toLowerCase().split(/[\s,:<>"]+/));
  const address = sender.toLowerCase();
  return words.has(address) || words.has(address.slice(address.indexOf('@') + 1));
}

interface Row {
  readonly code: RegExp;
  /** Where one code means several things. Matched against the text of SES, which is never logged. */
  readonly text?: RegExp | ((said: string, sender: string) => boolean);
  readonly kind: Exclude<Answer['kind'], 'sent'>;
  readonly reason: string;
}

/**
 * The answers of SES; the first row that fits counts. Sources: SES developer guide, `manage-sending-quotas-errors`;
 * SES API reference, `SendEmail` and Common Errors. The SDK appends "Exception" to some codes.
 */
const ANSWERS: readonly Row[] = [
  {
    code: /^Throttling/,
    text: /daily message quota exceeded/i,
    kind: 'halted',
    reason: 'the daily message quota is used up',
  },
  { code: /^Throttling|^TooManyRequests/, kind: 'throttled', reason: 'the sending rate was exceeded' },
  {
    code: /^MessageRejected/,
    text: (said, sender) => said.includes('not verified') && quotes(said, sender),
    kind: 'halted',
    reason: 'the sender is not verified',
  },
  { code: /^MessageRejected/, kind: 'rejected', reason: 'the message was rejected (MessageRejected)' },
  {
    code: /^InvalidParameterValue/,
    kind: 'rejected',
    reason: 'a parameter was refused (InvalidParameterValue)',
  },
  {
    code: /^MailFromDomainNotVerified/,
    kind: 'halted',
    reason: 'the MAIL FROM domain of the sender is not verified',
  },
  { code: /^ConfigurationSetDoesNotExist/, kind: 'halted', reason: 'the configuration set does not exist' },
  { code: /^AccountSendingPaused/, kind: 'halted', reason: 'sending is paused for the account' },
  {
    code: /^ConfigurationSetSendingPaused/,
    kind: 'halted',
    reason: 'sending is paused for the configuration set',
  },
  {
    code: /^(?:AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|UnrecognizedClient|OptInRequired)/,
    kind: 'halted',
    reason: 'the function may not send (IAM permissions or credentials)',
  },
];

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

/** No connection was made, so that SES cannot have accepted anything. Node.js tries several addresses as one. */
function neverArrived({ message = '', code, errors = [] }: Shape): boolean {
  if (errors.length > 0) return errors.map(shapeOf).every(neverArrived);
  return NOT_CONNECTED.test(message) || CERTIFICATE.test(String(code));
}

/** The error of one send as an answer. Pure; what it returns is safe to log. */
export function classify(error: unknown, sender: string): Answer {
  const shape = shapeOf(error);
  const { name = '', message: said = '' } = shape;
  const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode;
  if (status !== undefined && status >= 300) {
    const row = ANSWERS.find(
      ({ code, text }) =>
        code.test(name) && (text instanceof RegExp ? text.test(said) : (text?.(said, sender) ?? true)),
    );
    return row
      ? { kind: row.kind, reason: `SES: ${row.reason}` }
      : { kind: 'transient', reason: `SES: answered ${nameOf(error)} (HTTP ${status})` };
  }
  if (name === 'CredentialsProviderError')
    return { kind: 'halted', reason: 'SES: the function has no credentials' };
  if (neverArrived(shape)) return { kind: 'transient', reason: 'SES: no connection could be made' };
  return { kind: 'unknown', reason: 'SES: no answer; the mail may have been sent' };
}
