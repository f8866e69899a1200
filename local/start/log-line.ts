import * as z from 'zod';
import type { ChannelMetricName } from '../../lib/runtime/channel-telemetry';
import type { Outcome } from '../../lib/runtime/outcome';
import type { MetricName } from '../../lib/runtime/telemetry';

const text = z.string().optional();

/** The fields of a log line that a person reads; `lib/runtime/telemetry.ts` writes them. */
const LINE = z.looseObject({
  '@timestamp': z.string(),
  'log.level': z.string(),
  'ecs.version': z.string(),
  'event.action': z.string(),
  message: z.string(),
  topic: text,
  /** Of the summary of one channel. */
  channel: text,
  'kafka.topic': text,
  'kafka.partition': z.number().optional(),
  'kafka.offset': z.number().optional(),
  'labels.outcome': z.enum(['sent', 'skipped', 'failed'] satisfies Array<Outcome['kind']>).optional(),
  'labels.order_id': text,
  'labels.channel': text,
  'event.code': text,
  'event.reason': text,
  'error.stack_trace': text,
});

/** A line that a function wrote to its log; the summary of a batch has metrics beside its fields. */
export type LogLine = z.infer<typeof LINE>;

/** Reads a log line; undefined for anything else that a function may print. */
export function readLogLine(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return LINE.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Gives all values of a metric in a batch's summary; a counter has one. */
export const valuesOf = (line: LogLine, metric: MetricName | ChannelMetricName): number[] =>
  [line[metric]].flat().filter((value) => typeof value === 'number');

export const countOf = (line: LogLine, metric: MetricName | ChannelMetricName): number =>
  valuesOf(line, metric)[0] ?? 0;

export const isChannelSummary = (line: LogLine): boolean => line['event.action'] === 'channel_finished';

export const isBatchSummary = (line: LogLine): boolean => line['event.action'] === 'batch_finished';
