import type { Outcome, Position } from './outcome';

/** What is known of a record when it ends. No e-mail address and no message text is ever among it. */
export interface Ended {
  readonly position: Position;
  readonly orderId?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly outcome: Outcome;
  /** From the start of the batch, in milliseconds. */
  readonly durationMs: number;
}

/** Writes one line of JSON, as CloudWatch Logs takes it from stdout. */
export type WriteLine = (line: string) => void;

/**
 * Straight to stdout: `console.log` would wrap the line in an envelope under Lambda's JSON log format, and
 * CloudWatch would not find the metrics. Source: Lambda developer guide, `nodejs-logging`.
 */
export const toStdout: WriteLine = (line) => void process.stdout.write(`${line}\n`);

const COUNTERS = [
  'Records',
  'Sent',
  'Skipped',
  'TooOld',
  'Invalid',
  'FailedTransient',
  'FailedPermanent',
  'FailedUnknown',
] as const;
type Counter = (typeof COUNTERS)[number];

/** What the functions measure; the dashboard and the alarms name nothing else. */
export type MetricName = Counter | 'BatchDuration' | 'SendLatency';

const COUNTER_OF_FAILURE = {
  invalid: 'Invalid',
  transient: 'FailedTransient',
  permanent: 'FailedPermanent',
  unknown: 'FailedUnknown',
} as const satisfies Record<string, Counter>;

function countersOf(outcome: Outcome): Counter[] {
  switch (outcome.status) {
    case 'sent':
      return ['Records', 'Sent'];
    case 'skipped':
      return ['Records', 'Skipped', ...(outcome.reason === 'too old' ? (['TooOld'] as const) : [])];
    case 'failed':
      return ['Records', COUNTER_OF_FAILURE[outcome.kind]];
  }
}

/** An EMF metric takes 100 values. Source: CloudWatch user guide, `CloudWatch_Embedded_Metric_Format_Specification`. */
const MAX_VALUES = 100;

/** At most 100 evenly spaced order statistics, the smallest and the largest among them: percentiles stay true. */
export function quantiles(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length <= MAX_VALUES) return sorted;
  return Array.from({ length: MAX_VALUES }, (_, index) => {
    const rank = Math.round((index * (sorted.length - 1)) / (MAX_VALUES - 1));
    return sorted[rank] ?? 0;
  });
}

export interface BatchTelemetry {
  /** A line for every record that did not end as `sent`. */
  ended(record: Ended): void;
  /** How long SES took to answer one send, in milliseconds. */
  sendTook(ms: number): void;
  /** Something a person must look at, about one record or about the batch. */
  error(message: string, position?: Position): void;
  /** The batch's summary line, which carries its metrics. */
  finish(durationMs: number): void;
}

export interface BatchContext {
  readonly topic: string;
  readonly requestId: string;
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  now(): number;
}

export function batchTelemetry(context: BatchContext, write: WriteLine): BatchTelemetry {
  const counts: Record<Counter, number> = {
    Records: 0,
    Sent: 0,
    Skipped: 0,
    TooOld: 0,
    Invalid: 0,
    FailedTransient: 0,
    FailedPermanent: 0,
    FailedUnknown: 0,
  };
  const latencies: number[] = [];

  function log(level: 'INFO' | 'WARN' | 'ERROR', message: string, fields: object): void {
    const timestamp = new Date(context.now()).toISOString();
    write(JSON.stringify({ timestamp, level, message, request_id: context.requestId, ...fields }));
  }

  return {
    ended({ position, orderId, traceparent, outcome, durationMs }) {
      for (const counter of countersOf(outcome)) counts[counter]++;
      if (outcome.status === 'sent') return;
      log(outcome.status === 'skipped' ? 'INFO' : 'WARN', `record ${outcome.status}`, {
        ...position,
        order_id: orderId,
        outcome: outcome.status,
        kind: outcome.status === 'failed' ? outcome.kind : undefined,
        reason: outcome.reason,
        duration_ms: durationMs,
        traceparent,
      });
    },
    sendTook: (ms) => void latencies.push(ms),
    error: (message, position) => log('ERROR', message, { ...position }),
    finish(durationMs) {
      const metrics = [
        ...COUNTERS.map((Name) => ({ Name, Unit: 'Count' })),
        { Name: 'BatchDuration', Unit: 'Milliseconds' },
        ...(latencies.length > 0 ? [{ Name: 'SendLatency', Unit: 'Milliseconds' }] : []),
      ];
      log('INFO', 'batch finished', {
        topic: context.topic,
        ...counts,
        BatchDuration: durationMs,
        ...(latencies.length > 0 && { SendLatency: quantiles(latencies) }),
        _aws: {
          Timestamp: context.now(),
          // By topic, and over all topics.
          CloudWatchMetrics: [
            { Namespace: context.namespace, Dimensions: [['topic'], []], Metrics: metrics },
          ],
        },
      });
    },
  };
}
