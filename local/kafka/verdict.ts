import type { Verdict } from './mapping';
import { type EventRecord, partitionKey } from './record';

/** An answer of the Lambda Invoke API. */
export interface Invocation {
  /** HTTP status. */
  readonly status: number;
  /** The header `X-Amz-Function-Error`. */
  readonly functionError: string | undefined;
  readonly payload: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const INVALID: Verdict = { kind: 'invalid' };
const ALL_ENDED: Verdict = { kind: 'answered', failed: new Set() };

/**
 * What the answer to an invocation means for its records.
 *
 * - 429 and 5xx: the function was not invoked.
 * - A function error, a time-out among them: the whole batch has failed.
 * - Without `ReportBatchItemFailures` the response is ignored.
 * - "If you return an empty valid JSON or null, the event source mapping will consider a batch as successfully
 *   processed. Any invalid topic-partition_number or offset returned that was not present in the invoked event will be
 *   treated as failure and entire batch will be retried."
 *
 * Source: Lambda developer guide, `kafka-retry-configurations`.
 */
export function verdictOf(
  { status, functionError, payload }: Invocation,
  records: readonly EventRecord[],
  reportsBatchItemFailures: boolean,
): Verdict {
  if (status === 429 || status >= 500) return { kind: 'throttled' };
  if (status >= 400 || functionError !== undefined) return { kind: 'error' };
  if (!reportsBatchItemFailures || payload.trim() === '') return ALL_ENDED;
  let response: unknown;
  try {
    response = JSON.parse(payload);
  } catch {
    return INVALID;
  }
  if (response === null || response === '') return ALL_ENDED;
  if (!isObject(response)) return INVALID;
  const failures = response.batchItemFailures ?? [];
  return Array.isArray(failures) ? failedOf(failures, records) : INVALID;
}

function failedOf(failures: readonly unknown[], records: readonly EventRecord[]): Verdict {
  const byPosition = new Map(records.map((record) => [`${partitionKey(record)}@${record.offset}`, record]));
  const failed = new Set<EventRecord>();
  for (const failure of failures) {
    const identifier = isObject(failure) ? failure.itemIdentifier : undefined;
    if (!isObject(identifier)) return INVALID;
    if (typeof identifier.partition !== 'string' || typeof identifier.offset !== 'number') return INVALID;
    const record = byPosition.get(`${identifier.partition}@${identifier.offset}`);
    if (!record) return INVALID;
    failed.add(record);
  }
  return { kind: 'answered', failed };
}
