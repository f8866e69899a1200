import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { BatchRecord } from '../../lib/kafka/event';
import { backoff } from '../../lib/runtime/backoff';
import type { Clock } from '../../lib/runtime/clock';
import { messageOf } from '../../tools/command';
import { clientConfig, type Place } from '../place';
import { type OwnCode, type Why, whyOf } from './codes';

/** What one invocation takes: as many records as a mapping's batch by default, and less than Lambda's 6 MB. */
export const MOST = { records: 100, bytes: 6_000_000 } as const;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Beside the records: the event's own fields, and the options of the redrive. */
const OVERHEAD = 20_000;

/**
 * The first records of a queue that one invocation takes; at least one. Undefined for one that alone is too much.
 * Source: Lambda developer guide, `gettingstarted-limits`.
 */
export function nextBatch(queue: readonly BatchRecord[]): BatchRecord[] | undefined {
  let bytes = OVERHEAD;
  const batch: BatchRecord[] = [];
  for (const record of queue) {
    bytes += bytesOf(record);
    if (batch.length === MOST.records || bytes > MOST.bytes) break;
    batch.push(record);
  }
  return batch.length > 0 ? batch : undefined;
}

const place = { partition: z.string(), offset: z.number() };
const why = { code: z.string(), reason: z.string() };

/** How one record ended, as the function told. Its codes may be newer than this checkout. */
const outcome = z.discriminatedUnion('kind', [
  z.object({ ...place, kind: z.literal('sent'), code: z.string() }),
  z.object({ ...place, ...why, kind: z.literal('skipped') }),
  z.object({ ...place, ...why, kind: z.literal('failed'), failure: z.string() }),
]);
export type RecordOutcome = z.infer<typeof outcome>;

const response = z.object({ outcomes: z.array(outcome) });

export type Answer =
  | { readonly kind: 'outcomes'; readonly outcomes: readonly RecordOutcome[] }
  /** Whatever became of the records, the function did not tell. */
  | { readonly kind: 'unanswered'; readonly why: Why }
  /** Asked to stop before Lambda took the invocation. */
  | { readonly kind: 'stopped' };

export type Invoke = (
  lambda: { readonly functionName: string; readonly qualifier: string | undefined },
  event: unknown,
  stop: AbortSignal,
) => Promise<Answer>;

/** Longer than a function may run: an invocation that is given up goes on in Lambda. In milliseconds. */
const PATIENCE = 910_000;
/** Pauses while Lambda throttles, in milliseconds: about four minutes in all. */
const PAUSE = { first: 1_000, most: 30_000 };
const PAUSES = 12;

/** One attempt: the SDK's own retry of an invocation without an answer would run the function twice side by side. */
export const connectLambda = (place: Place): LambdaClient =>
  new LambdaClient({
    ...clientConfig(place, 'lambda'),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: PATIENCE, throwOnRequestTimeout: true },
  });

const unanswered = (code: OwnCode, reason?: string): Answer => ({
  kind: 'unanswered',
  why: whyOf(code, reason),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const functionError = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
});

/** The first line of what it says, cut: a function that does not start lists its whole configuration. */
function whyItFailed(payload: unknown): string {
  const { errorType, errorMessage } = functionError.safeParse(payload).data ?? {
    errorType: 'Error',
    errorMessage: '',
  };
  const [line = ''] = errorMessage.split('\n');
  return `the function failed: ${errorType}${line && `: ${line.slice(0, 200)}`}`;
}

function answerOf(functionErrorKind: string | undefined, text: string): Answer {
  const payload = parse(text);
  // serverless-offline reports a function's error in the payload only.
  const failed =
    functionErrorKind !== undefined ||
    (payload !== null && typeof payload === 'object' && 'errorType' in payload);
  if (failed) return unanswered('function_failed', whyItFailed(payload));
  const parsed = response.safeParse(payload);
  if (parsed.success) return { kind: 'outcomes', outcomes: parsed.data.outcomes };
  return unanswered('function_outdated');
}

const isThrottle = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'TooManyRequestsException';

/** Invokes functions and waits for their answers. Rejects never: what went wrong is the answer. */
export const invoker =
  (client: LambdaClient, clock: Clock): Invoke =>
  async ({ functionName, qualifier }, event, stop) => {
    const command = new InvokeCommand({
      FunctionName: functionName,
      Qualifier: qualifier,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify(event)),
    });
    for (let tries = 1; ; tries++) {
      try {
        const { FunctionError, Payload } = await client.send(command);
        return answerOf(FunctionError, Payload?.transformToString() ?? '');
      } catch (error) {
        const name =
          typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : 'Error';
        if (!isThrottle(error)) return unanswered('invoke_failed', `${name}: ${messageOf(error)}`);
        if (tries > PAUSES) return unanswered('invoke_throttled');
        await clock.sleep(backoff(tries, PAUSE, clock), stop);
        if (stop.aborted) return { kind: 'stopped' };
      }
    }
  };
