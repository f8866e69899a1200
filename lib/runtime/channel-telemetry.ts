import { type DeclaredMetric, type LineContext, type Log, metricsDeclared } from './log-line';
import type { Failure, Outcome } from './outcome';
import type { About, BatchTelemetry } from './telemetry';

const COUNTER_OF = { sent: 'Sent', skipped: 'Skipped', failed: 'Failed' } as const;
const COUNTERS = [
  ...Object.values(COUNTER_OF),
  /** Batches in which the provider took no more: the rest of them was not sent on this channel. */
  'Halted',
  /** Of those, the ones that met the spend limit of text messages. */
  'SpendLimitReached',
] as const;

/** What is measured for each channel, where there are several; their dimensions are `topic` and `channel`. */
export type ChannelMetricName = (typeof COUNTERS)[number] | 'SendLatency' | 'PaceWait';

/** What one lane of several tells and measures. */
export interface ChannelTelemetry extends BatchTelemetry {
  /** Counts a delivery, and writes a line for one that failed: its record may have ended well by the mail. */
  delivered(about: About, outcome: Outcome): void;
  /** Counts this batch as one that the provider halted. */
  halted(by: Failure): void;
  /** Writes the summary line of this channel, which carries its metrics. */
  finish(): void;
}

const round = (values: readonly number[]): number[] => values.map((ms) => Math.round(ms));

/**
 * The log lines and metrics of one channel of a batch that has several.
 *
 * @param sampled picks as many values as a metric takes
 */
export function channelTelemetry(
  channel: string,
  batch: BatchTelemetry,
  context: LineContext & { readonly topic: string },
  {
    log,
    fieldsOf,
    sampled,
  }: {
    readonly log: Log;
    readonly fieldsOf: (about: About) => Readonly<Record<string, unknown>>;
    readonly sampled: (values: readonly number[]) => number[];
  },
): ChannelTelemetry {
  const counts = new Map<string, number>(COUNTERS.map((counter) => [counter, 0]));
  const count = (counter: (typeof COUNTERS)[number]) => counts.set(counter, (counts.get(counter) ?? 0) + 1);
  const values = { SendLatency: [] as number[], PaceWait: [] as number[] };
  const isMail = channel === 'email';
  const here = (about: About): About => ({ ...about, channel });

  return {
    ...batch,
    unreadableQueue: () => batch.unreadableQueue(channel),
    error: (message, about) => batch.error(message, here(about)),
    unrecorded: (messageId, about) => batch.unrecorded(messageId, here(about)),
    sentAgain: (earlier, about) => batch.sentAgain(earlier, here(about)),
    defect: (error, about) => batch.defect(error, here(about)),
    sendTook(ms) {
      values.SendLatency.push(ms);
      // Over all topics and channels these are those of the mails, as they are without other channels.
      if (isMail) batch.sendTook(ms);
    },
    turnTook(ms, byShare) {
      values.PaceWait.push(ms);
      if (isMail) batch.turnTook(ms, byShare);
    },
    delivered(about, outcome) {
      count(COUNTER_OF[outcome.kind]);
      if (isMail || outcome.kind !== 'failed') return;
      log('WARN', `${channel} failed: ${outcome.reason}`, 'delivery_failed', {
        ...fieldsOf(here(about)),
        'event.outcome': 'failure',
        'event.code': outcome.code,
        'event.reason': outcome.reason,
        'labels.failure': outcome.failure,
      });
    },
    halted({ code }) {
      count('Halted');
      if (code === 'spend_limit_reached') count('SpendLimitReached');
    },
    finish() {
      const measured = Object.entries(values).filter(([, all]) => all.length > 0);
      const metrics: DeclaredMetric[] = [
        ...COUNTERS.map((Name) => ({ Name, Unit: 'Count' as const })),
        ...measured.map(([Name]) => ({ Name, Unit: 'Milliseconds' as const })),
      ];
      log('INFO', `${channel} finished`, 'channel_finished', {
        topic: context.topic,
        channel,
        ...Object.fromEntries(counts),
        ...Object.fromEntries(measured.map(([name, all]) => [name, sampled(round(all))])),
        ...metricsDeclared(context, metrics, [['topic', 'channel'], ['channel']]),
      });
    },
  };
}
