import type { Outcome } from '../runtime/outcome';
import type { BatchRecord } from './event';

/**
 * The partial batch response of a Kafka event source mapping; `@types/aws-lambda` has none. `partition` is a key
 * of `event.records`. With any other name, Lambda treats the whole batch as failed.
 * Source: Lambda developer guide, `kafka-retry-configurations`.
 */
export interface KafkaBatchResponse {
  batchItemFailures: Array<{ itemIdentifier: { partition: string; offset: number } }>;
  /** How every record ended. Only a redrive gets it, and sees by it that the function understood its options. */
  outcomes?: Array<{ partition: string; offset: number } & Outcome>;
}

/** Makes the response to a batch. Pure. @param redrive whether to tell how each record ended */
export function responseOf(
  outcomes: ReadonlyMap<BatchRecord, Outcome>,
  redrive: boolean,
): KafkaBatchResponse {
  const results = [...outcomes];
  const placeOf = ({ partitionKey, record }: BatchRecord) => ({
    partition: partitionKey,
    offset: record.offset,
  });
  const batchItemFailures = results
    .filter(([, outcome]) => outcome.kind === 'failed')
    .map(([record]) => ({ itemIdentifier: placeOf(record) }));
  if (!redrive) return { batchItemFailures };
  return {
    batchItemFailures,
    outcomes: results.map(([record, outcome]) => ({ ...placeOf(record), ...outcome })),
  };
}
