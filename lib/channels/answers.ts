import { nameOf } from '../runtime/errors';
import { type FailureCode, fail } from '../runtime/outcome';
import type { Answer } from './channel';

type NotSent = Exclude<Answer, { kind: 'sent' }>;
type Failed = Exclude<NotSent, { kind: 'declined' }>;

/** What the SDK and Node.js put on an error; read by shape, since an error may come from another realm. */
export interface Shape {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
  /** Of AWS End User Messaging: a fixed word. */
  readonly Reason?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

export const shapeOf = (error: unknown): Shape => (typeof error === 'object' && error !== null ? error : {});

/** Makes the answers of one provider that are failures. `reason` is safe to log. */
export const failureOf =
  (provider: string) =>
  (kind: Failed['kind'], code: FailureCode, reason: string): Failed => ({
    kind,
    outcome: fail(code, `${provider}: ${reason}`),
  });

/** What an error of an AWS client means, by its name; where one error means several things, `when` tells them apart. */
export interface Row<Request> {
  readonly error: RegExp;
  readonly answer: NotSent;
  readonly when?: ((shape: Shape, request: Request) => boolean) | undefined;
}

/** Makes the rows of a table: `halted(/^Error/, code, reason, when?)`. */
export function rowsOf<Request>(provider: string) {
  const failure = failureOf(provider);
  const row =
    (kind: Failed['kind']) =>
    (error: RegExp, code: FailureCode, reason: string, when?: Row<Request>['when']): Row<Request> => ({
      error,
      answer: failure(kind, code, reason),
      when,
    });
  return { halted: row('halted'), throttled: row('throttled'), rejected: row('rejected') };
}

/** Of IAM and signatures; the SDK appends "Exception" to some. Source: SES API reference, Common Errors. */
const NOT_PERMITTED =
  /^(?:AccessDenied|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|ExpiredToken|UnrecognizedClient|OptInRequired)/;

const NOT_CONNECTED =
  /\b(?:connect|getaddrinfo) E[A-Z_]+\b|did not establish a connection|before secure TLS connection was established|SSL routines:.*(?:handshake failure|wrong version number|alert protocol version)/;
/** Of certificates that Node.js and OpenSSL refuse; Node.js documentation, `tls`, X509 certificate error codes. */
const CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** Tells whether no connection was made, so that nothing can have been accepted. Node.js reports several addresses as one error. */
export function neverArrived({ message = '', code, errors = [] }: Shape): boolean {
  if (errors.length > 0) return errors.map(shapeOf).every(neverArrived);
  return NOT_CONNECTED.test(message) || CERTIFICATE.test(String(code));
}

/**
 * Makes what reads the error of one send by an AWS client as an answer: by the first row that fits. Pure; what it returns is safe to log.
 * `message`: what may have been sent where there is no answer, such as "the mail".
 */
export function classifier<Request>(provider: string, message: string, rows: readonly Row<Request>[]) {
  const failure = failureOf(provider);
  const notPermitted = failure(
    'halted',
    'not_permitted',
    'the function may not send (IAM permissions or credentials)',
  );
  const noCredentials = failure('halted', 'no_credentials', 'the function has no credentials');
  const noConnection = failure('transient', 'no_connection', 'no connection could be made');
  const noAnswer = failure('unknown', 'no_answer', `no answer; ${message} may have been sent`);

  return (thrown: unknown, request: Request): Answer => {
    const shape = shapeOf(thrown);
    const { name = '' } = shape;
    const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode;
    if (status !== undefined && status >= 300) {
      const known = rows.find(({ error, when }) => error.test(name) && (when?.(shape, request) ?? true));
      if (known) return known.answer;
      if (NOT_PERMITTED.test(name)) return notPermitted;
      return failure('transient', 'provider_error', `answered ${nameOf(thrown)} (HTTP ${status})`);
    }
    if (name === 'CredentialsProviderError') return noCredentials;
    return neverArrived(shape) ? noConnection : noAnswer;
  };
}
