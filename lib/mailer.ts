import { SESClient, type SESClientConfig, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Config } from './config';
import { brand } from './mail/brand';
import type { Mail } from './notification';
import { TimedHandler, withoutLog } from './sdk';
import { nameOf } from './store';
import type { Clock, Timing } from './timing';

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

export interface Envelope {
  readonly recipient: string;
  /** What the events of the mail carry later (bounces, deliveries); see `tagValue`. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** One attempt, never more; never throws. */
  send(mail: Mail, envelope: Envelope): Promise<Answer>;
}

/** SES takes letters, digits, `_` and `-`, at most 256. Source: SES API reference, `MessageTag`. */
export const tagValue = (value: string): string => value.slice(0, 256).replaceAll(/[^\w-]/g, '_');

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

/** RFC 2047, 2: an encoded word has at most 75 characters, so at most 45 bytes of text in base64. */
const WORD_BYTES = 45;

/** A display name for a header: quoted when ASCII (RFC 5322, 3.2.4), else as encoded words (RFC 2047). */
export function displayName(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  const words = [''];
  for (const character of name) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > WORD_BYTES) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}

/**
 * A connection that was idle this long may have been closed by SES while the function was frozen. Sending on it
 * would end without an answer, and a mail that never left would count as perhaps sent.
 */
const IDLE = 4_000;

export function mailer(
  config: Config,
  clock: Clock,
  timing: Timing,
  overrides: SESClientConfig = {},
): Mailer {
  const agent = { keepAlive: true, maxSockets: config.MAX_CONCURRENT_SENDS };
  const client = withoutLog(
    new SESClient({
      // A hidden retry of an unanswered send is a second mail.
      maxAttempts: 1,
      cacheMiddleware: true,
      requestHandler: new TimedHandler(timing.sesAnswer, {
        connectionTimeout: timing.sesConnect,
        httpsAgent: agent,
        httpAgent: agent,
      }),
      ...overrides,
    }),
  );
  const from = `${displayName(brand.name)} <${config.SENDER_EMAIL}>`;
  let inFlight = 0;
  let lastUsed = 0;

  return {
    async send(mail, { recipient, tags }) {
      const request = new SendEmailCommand({
        Source: from,
        Destination: { ToAddresses: [recipient] },
        Message: {
          Subject: { Data: mail.subject, Charset: 'UTF-8' },
          Body: {
            Html: { Data: mail.html, Charset: 'UTF-8' },
            Text: { Data: mail.text, Charset: 'UTF-8' },
          },
        },
        ReplyToAddresses: config.REPLY_TO ? [config.REPLY_TO] : undefined,
        ConfigurationSetName: config.SES_CONFIGURATION_SET,
        Tags: Object.entries(tags).map(([Name, value]) => ({ Name, Value: tagValue(value) })),
      });
      if (inFlight === 0 && clock.now() - lastUsed > IDLE) client.config.requestHandler.destroy?.();
      inFlight++;
      try {
        const { MessageId } = await client.send(request);
        return { kind: 'sent', messageId: MessageId ?? '' };
      } catch (error) {
        return classify(error, config.SENDER_EMAIL);
      } finally {
        inFlight--;
        lastUsed = clock.now();
      }
    },
  };
}
