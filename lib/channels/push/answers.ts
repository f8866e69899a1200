import * as z from 'zod/mini';
import { nameOf } from '../../runtime/errors';
import { sent, skip } from '../../runtime/outcome';
import { failureOf, neverArrived, type Shape, shapeOf } from '../answers';
import type { Answer } from '../channel';

/** What FCM said about one device. */
export interface Verdict {
  readonly answer: Answer;
  /** The device no longer has the app. */
  readonly gone?: true;
  /** Worth one more try with a new token of access. */
  readonly renew?: true;
  /** The whole channel is to rest for so many milliseconds. */
  readonly rest?: number | undefined;
}

/** What FCM answers when it refuses, as far as it is read; never its texts. Source: Firebase reference, `FcmError`, `ErrorCode`. */
const detail = z.object({
  errorCode: z.catch(z.optional(z.string()), undefined),
  fieldViolations: z.catch(
    z.optional(z.array(z.object({ field: z.catch(z.optional(z.string()), undefined) }))),
    undefined,
  ),
});
/** What is no detail takes nothing from the others. */
const anyDetail = z.catch(detail, { errorCode: undefined, fieldViolations: undefined });
const refusal = z.object({ error: z.object({ details: z.catch(z.array(anyDetail), []) }) });
const taken = z.object({ name: z.string() });

interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  /** The fields of our request that it names, if any. */
  readonly fields: readonly string[];
}

const failure = failureOf('FCM');
const GONE: Verdict = {
  gone: true,
  answer: { kind: 'declined', outcome: skip('not_reachable', 'FCM: no device has the app any more') },
};

const hasCode =
  (code: string) =>
  (refused: Refusal): boolean =>
    refused.code === code;
const hasStatus =
  (status: number) =>
  (refused: Refusal): boolean =>
    refused.status === status;
/**
 * FCM names the token as what is wrong, and nothing else. Where it names no field, the fault may be the message or APNs: a device that
 * has the app must not be forgotten for that.
 */
const namesDevice = ({ code, fields }: Refusal): boolean =>
  code === 'INVALID_ARGUMENT' &&
  fields.length > 0 &&
  fields.every((field) => /^message\.(?:token|fid)$/.test(field));

/** A minute: what FCM asks for where it says nothing. Source: Firebase documentation, "Best practices when sending FCM messages at scale". */
const REST = 60_000;

/** The answers of FCM; the first row that fits counts. Source: Firebase reference, `ErrorCode`. */
const ANSWERS: readonly (readonly [(refused: Refusal) => boolean, Verdict])[] = [
  [hasCode('UNREGISTERED'), GONE],
  [namesDevice, GONE],
  [
    hasStatus(400),
    { answer: failure('rejected', 'parameter_refused', 'something in the request was refused') },
  ],
  [
    hasCode('SENDER_ID_MISMATCH'),
    { answer: failure('rejected', 'rejected', 'the device belongs to another Firebase project') },
  ],
  [
    hasCode('THIRD_PARTY_AUTH_ERROR'),
    {
      renew: true,
      answer: failure('halted', 'not_set_up', 'the key for APNs or for web push is missing at Firebase'),
    },
  ],
  [
    hasStatus(401),
    { renew: true, answer: failure('halted', 'no_credentials', 'Google does not accept the credentials') },
  ],
  [
    hasStatus(403),
    { answer: failure('halted', 'not_permitted', 'the service account may not send for this project') },
  ],
  [hasStatus(413), { answer: failure('rejected', 'parameter_refused', 'the message is too large') }],
  [hasStatus(404), { answer: failure('halted', 'not_set_up', 'there is no such Firebase project') }],
  [
    hasStatus(429),
    { rest: REST, answer: failure('throttled', 'throttled', 'the sending rate was exceeded') },
  ],
];

/** In each of its three forms it begins with the day of the week, and has a time of day. Source: RFC 9110, 5.6.7. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun).* \d\d:\d\d:\d\d /;

/** However long FCM asks to wait: an instance must not be without pushes for the rest of its life. */
const LONGEST_REST = 3_600_000;

/** Reads `Retry-After`: whole seconds, or a date; nothing else is one. Source: RFC 9110, 10.2.3. @returns milliseconds, an hour at most */
export function retryAfter(header: string | null, now: number): number | undefined {
  const value = header ?? '';
  const untilDate = HTTP_DATE.test(value) ? Date.parse(value) - now : Number.NaN;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : untilDate;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_REST);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Reads an answer of FCM. `now`: milliseconds since the epoch. Pure; what it returns is safe to log. */
export function verdictOf(status: number, body: string, after: string | null, now: number): Verdict {
  const json = parseJson(body);
  if (status < 300) {
    const { data } = taken.safeParse(json);
    return { answer: { kind: 'sent', outcome: sent(data?.name.split('/').at(-1) ?? '') } };
  }
  const details = refusal.safeParse(json).data?.error.details ?? [];
  const refused: Refusal = {
    status,
    code: details.find(({ errorCode }) => errorCode)?.errorCode,
    fields: details.flatMap(({ fieldViolations = [] }) => fieldViolations.map(({ field = '' }) => field)),
  };
  const [, known] = ANSWERS.find(([fits]) => fits(refused)) ?? [];
  const other: Verdict = {
    answer: failure('transient', 'provider_error', `answered with HTTP ${status}`),
  };
  const verdict = known ?? other;
  const rests = verdict.answer.kind === 'throttled' || verdict === other;
  return rests ? { ...verdict, rest: retryAfter(after, now) ?? verdict.rest } : verdict;
}

/** Of what `fetch` throws: its cause is the error of the connection. */
const causeOf = (thrown: unknown): Shape => shapeOf(shapeOf(thrown).cause);

/**
 * Reads what a request ended with that had no answer. It may be on its way, and is worth another try all the same: a repeat replaces
 * the first on the device. `hangs`: whether FCM is to rest, as after a 429.
 */
export const verdictOfError = (thrown: unknown, hangs = false): Verdict => ({
  ...(hangs && { rest: REST }),
  answer: neverArrived(causeOf(thrown))
    ? failure('transient', 'no_connection', 'no connection could be made')
    : failure('transient', 'no_answer', 'no answer; the push may have been sent'),
});

/** Until FCM may be asked again. Nothing is asked meanwhile, so nothing of it may slow the shared rate: that is for the answer of FCM. */
export const RESTING = failure('transient', 'throttled', 'FCM asked to wait, or does not answer');

/** Reads why there is no token of access. What Google or Secrets Manager refuse, they refuse for all. */
export function answerWithoutToken(thrown: unknown): Answer {
  const { $metadata, name = '' } = shapeOf(thrown);
  const { response }: { readonly response?: unknown } = Object(thrown);
  const { status = $metadata?.httpStatusCode }: { readonly status?: number } = Object(response);
  const refused = status !== undefined && status >= 400 && status < 500 && status !== 429;
  const unusable = /^(?:CredentialsProviderError|SyntaxError|\$ZodError)$/.test(name);
  if ((refused && !/Throttling/.test(name)) || unusable) {
    const why = `the credentials are refused or cannot be read (${nameOf(thrown)}${status ? `, HTTP ${status}` : ''})`;
    return failure('halted', 'no_credentials', why);
  }
  return failure('transient', 'provider_error', `Google gave no token (${nameOf(thrown)})`);
}

/** What counts first where no device took the push: what is about all, then what may pass, then what is about these devices. */
const RANK: readonly Answer['kind'][] = [
  'sent',
  'halted',
  'throttled',
  'transient',
  'unknown',
  'rejected',
  'declined',
];

/** Folds the answers for all devices of a customer into one: sent if any device took it. Pure. */
export const foldDevices = (answers: readonly Answer[]): Answer =>
  RANK.flatMap((kind) => answers.find((answer) => answer.kind === kind) ?? [])[0] ?? GONE.answer;
