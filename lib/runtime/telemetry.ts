import { type ChannelTelemetry, channelTelemetry } from './channel-telemetry';
import { framesOf, nameOf } from './errors';
import {
  type DeclaredMetric,
  type Fields,
  type LineContext,
  logLines,
  metricsDeclared,
  type WriteLine,
} from './log-line';
import { CODES, type EventName, type FailureKind, type Outcome, type Position } from './outcome';
import type { Problem } from './validation';

/** What is known of a record. It never has an e-mail address or the text of a message. */
export interface About {
  readonly position: Position;
  readonly orderId?: string | undefined;
  /** Of the producer's trace: 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** On which channel, where there are several. */
  readonly channel?: string | undefined;
  readonly event?: EventName | undefined;
}

const COUNTER_OF = {
  sent: 'Sent',
  skipped: 'Skipped',
  invalid: 'Invalid',
  transient: 'FailedTransient',
  permanent: 'FailedPermanent',
  unknown: 'FailedUnknown',
  defect: 'Defects',
} as const satisfies Record<'sent' | 'skipped' | FailureKind, string>;

const COUNTERS = [
  'Records',
  'TooOld',
  ...Object.values(COUNTER_OF),
  /** Sent, and the notification log could not be told. */
  'SentUnrecorded',
  /** Sent, though an earlier send may have been made: the customer may have got it twice. */
  'SentAgain',
  /** Fields that were left out of a mail, since they could not be read. */
  'FieldsIgnored',
  /** Fields that were written in another way than the mail has them. */
  'FieldsNormalised',
  /** Turns by the static share of this instance, because the queue of the shared rate could not be used. */
  'StaticShare',
  /** Batches in which the clock of this machine was found wrong. */
  'ClockSkew',
] as const;
type Counter = (typeof COUNTERS)[number];

/** What the functions measure; the dashboard and the alarms name nothing else. */
export type MetricName = Counter | 'BatchDuration' | 'RecordAge' | 'SendLatency' | 'PaceWait';

/** An EMF metric takes 100 values. Source: CloudWatch user guide, `CloudWatch_Embedded_Metric_Format_Specification`. */
const MAX_VALUES = 100;

/** A producer that writes one field wrongly writes it so in all its messages. */
const MAX_LINES_OF_FIELD = 10;

/** Picks at most 100 evenly spaced order statistics, the smallest and the largest included, so that percentiles stay true. */
export function quantiles(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length <= MAX_VALUES) return sorted;
  return Array.from({ length: MAX_VALUES }, (_, index) => {
    const rank = Math.round((index * (sorted.length - 1)) / (MAX_VALUES - 1));
    return sorted[rank] ?? 0;
  });
}

export interface BatchTelemetry {
  /** Writes a line for a record that did not end as `sent`. */
  ended(about: About, outcome: Outcome): void;
  /** Tells what became of the fields of a message: a line for each that was left out, ten lines per field at most. */
  fields(about: About, ignored: readonly Problem[], normalised: readonly string[]): void;
  /** Notes how old a record was when it was read, in milliseconds. A producer's clock may be ahead of ours. */
  recordAge(ms: number): void;
  /** Notes how long the provider took to answer one send, in milliseconds. */
  sendTook(ms: number): void;
  /** Notes how long a delivery waited for its turn, in milliseconds, in vain too, and whether it was one of the static share. */
  turnTook(ms: number, byShare: boolean): void;
  /** Counts this batch as one in which the clock of this machine was found wrong. */
  wrongClock(): void;
  /** Tells that the item of the rate's queue was changed by hand, and is of no use. */
  unreadableQueue(channel?: string): void;
  /** Tells of something that a person must look at, about one record. `message` is safe to log. */
  error(message: string, about: About): void;
  /** Tells that the provider took the message, and that the log does not know. */
  unrecorded(messageId: string, about: About): void;
  /** Tells that the provider took the message after `earlier` sends that were never answered: the customer may have it twice. */
  sentAgain(earlier: number, about: About): void;
  /** Tells of an error in our own code: where it happened, never what it says. */
  defect(error: unknown, about: About): void;
  /** Makes what one channel tells and measures, where there are several. */
  ofChannel(channel: string): ChannelTelemetry;
  /** Writes the summary line of the batch, which carries its metrics. */
  finish(): void;
}

export interface BatchContext extends LineContext {
  readonly topic: string;
  readonly clock: { now(): number; wall(): number };
}

/** Source: ECS field reference, `event.outcome`. */
const EVENT_OUTCOME = { sent: 'success', skipped: 'success', failed: 'failure' } as const;

/** ECS has no fields for Kafka; these are those of Filebeat's Kafka input, which dashboards know. */
const fieldsOf = ({ position, orderId, traceId, channel, event }: About): Fields => ({
  'kafka.topic': position.topic,
  'kafka.partition': position.partition,
  'kafka.offset': position.offset,
  'labels.order_id': orderId,
  'labels.channel': channel,
  'labels.event_id': event?.id,
  'labels.event_source': event?.source,
  'trace.id': traceId,
});

const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

/** The log lines and metrics of one batch. */
export function batchTelemetry(context: BatchContext, write: WriteLine): BatchTelemetry {
  const { clock } = context;
  const startedAt = clock.now();
  const counts = new Map<Counter, number>(COUNTERS.map((counter) => [counter, 0]));
  const count = (counter: Counter, by = 1) => counts.set(counter, (counts.get(counter) ?? 0) + by);
  const ignoredLines = new Map<string, number>();
  const moreRecords = new Map<string, number>();
  /** Metrics that have a value for each record or mail, in milliseconds. */
  const values = { RecordAge: [] as number[], SendLatency: [] as number[], PaceWait: [] as number[] };
  const log = logLines(context, write);

  const telemetry: BatchTelemetry = {
    ofChannel: (channel) =>
      channelTelemetry(channel, telemetry, context, { log, fieldsOf, sampled: quantiles }),
    ended(about, outcome) {
      count('Records');
      // A defect was counted where it happened.
      if (outcome.code !== 'defect') count(COUNTER_OF[CODES[outcome.code]]);
      if (outcome.code === 'too_old') count('TooOld');
      if (outcome.kind === 'sent') return;
      const { kind, code, reason } = outcome;
      log(kind === 'skipped' ? 'INFO' : 'WARN', `record ${kind}: ${reason}`, `record_${kind}`, {
        ...fieldsOf(about),
        'event.outcome': EVENT_OUTCOME[kind],
        'event.code': code,
        'event.reason': reason,
        'event.duration': nanoseconds(clock.now() - startedAt),
        'labels.outcome': kind,
        'labels.failure': outcome.kind === 'failed' ? outcome.failure : undefined,
      });
    },
    fields(about, ignored, normalised) {
      count('FieldsIgnored', ignored.length);
      count('FieldsNormalised', normalised.length);
      // One record may have many problems in one field: those of a list are of its items.
      const untold = new Set<string>();
      for (const { field, reason } of ignored) {
        const lines = ignoredLines.get(field) ?? 0;
        if (lines === MAX_LINES_OF_FIELD) {
          untold.add(field);
          continue;
        }
        ignoredLines.set(field, lines + 1);
        log('WARN', `field left out: ${reason}`, 'field_ignored', {
          ...fieldsOf(about),
          'event.reason': reason,
          'labels.field': field,
        });
      }
      for (const field of untold) moreRecords.set(field, (moreRecords.get(field) ?? 0) + 1);
    },
    recordAge: (ms) => void values.RecordAge.push(Math.max(0, Math.round(ms))),
    sendTook: (ms) => void values.SendLatency.push(Math.round(ms)),
    turnTook(ms, byShare) {
      values.PaceWait.push(Math.round(ms));
      if (byShare) count('StaticShare');
    },
    wrongClock: () => void count('ClockSkew'),
    unreadableQueue: (channel) =>
      log(
        'WARN',
        'the queue of the sending rate has no number in next_at, so messages go by the static share: delete its item (order_id "rate") in the notification log',
        'rate_queue_unreadable',
        { 'labels.channel': channel },
      ),
    error: (message, about) => log('ERROR', message, 'error', fieldsOf(about)),
    unrecorded(messageId, about) {
      count('SentUnrecorded');
      log('ERROR', 'sent, but could not be recorded as sent', 'sent_unrecorded', {
        ...fieldsOf(about),
        'labels.message_id': messageId,
      });
    },
    sentAgain(earlier, about) {
      count('SentAgain');
      log('INFO', 'sent again: an earlier send may have been made', 'sent_again', {
        ...fieldsOf(about),
        'labels.earlier_sends': String(earlier),
      });
    },
    defect(error, about) {
      count('Defects');
      log('ERROR', `defect: ${nameOf(error)}`, 'defect', {
        ...fieldsOf(about),
        'error.type': nameOf(error),
        'error.stack_trace': framesOf(error),
      });
    },
    finish() {
      for (const [field, records] of moreRecords) {
        const more = String(records);
        log('WARN', `field left out of ${more} more records: ${field}`, 'field_ignored_more', {
          'labels.field': field,
          'labels.more_records': more,
        });
      }
      const duration = clock.now() - startedAt;
      const measured = Object.entries(values).filter(([, all]) => all.length > 0);
      const metrics: DeclaredMetric[] = [
        ...COUNTERS.map((Name) => ({ Name, Unit: 'Count' as const })),
        { Name: 'BatchDuration', Unit: 'Milliseconds' },
        ...measured.map(([Name]) => ({ Name, Unit: 'Milliseconds' as const })),
      ];
      log('INFO', 'batch finished', 'batch_finished', {
        'event.duration': nanoseconds(duration),
        topic: context.topic,
        ...Object.fromEntries(counts),
        BatchDuration: Math.round(duration),
        ...Object.fromEntries(measured.map(([name, all]) => [name, quantiles(all)])),
        ...metricsDeclared(context, metrics),
      });
    },
  };
  return telemetry;
}
