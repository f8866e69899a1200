import type { styleText } from 'node:util';
import { FUNCTIONS } from '../../infra/functions';
import type { ChannelMetricName } from '../../lib/runtime/channel-telemetry';
import type { MetricName } from '../../lib/runtime/telemetry';
import { printable } from '../../tools/text';
import { countOf, isBatchSummary, isChannelSummary, type LogLine, readLogLine, valuesOf } from './log-line';

type Format = Extract<Parameters<typeof styleText>[0], string>;
/** Gives a text a look, as `styleText` does. */
export type Style = (format: Format, text: string) => string;

const LEVELS: Readonly<Record<string, Format>> = { INFO: 'dim', WARN: 'yellow', ERROR: 'red' };
const OUTCOMES: Readonly<Record<string, Format>> = { sent: 'green', skipped: 'cyan', failed: 'red' };

const TOPIC_WIDTH = Math.max(...FUNCTIONS.map(({ topic }) => topic.length));
/** Of partition and offset: `0/1234`. */
const RECORD_WIDTH = 7;
const OUTCOME_WIDTH = 'skipped'.length;

/** What happened to the records of a batch, in the words of its summary; what happened to none is left out. */
const RECORDS: ReadonlyArray<readonly [MetricName, string]> = [
  ['Sent', 'sent'],
  ['Skipped', 'skipped'],
  ['Invalid', 'invalid'],
  ['FailedTransient', 'failed for now'],
  ['FailedPermanent', 'failed for good'],
  ['FailedUnknown', 'without an answer'],
  ['Defects', 'defect'],
  ['TooOld', 'too old'],
  ['SentUnrecorded', 'sent but not recorded'],
  ['SentAgain', 'sent again'],
  ['FieldsIgnored', 'fields left out'],
];

/** The same for a channel beside e-mail. */
const DELIVERIES: ReadonlyArray<readonly [ChannelMetricName, string]> = [
  ['Sent', 'sent'],
  ['Skipped', 'skipped'],
  ['Failed', 'failed'],
  ['SpendLimitReached', 'met the spend limit'],
];

/** The time of day where this terminal is. */
const timeOf = (timestamp: string): string => new Date(timestamp).toTimeString().slice(0, 8);

interface Cells {
  readonly timestamp: string;
  readonly level: string;
  readonly topic?: string | undefined;
  readonly record?: string | undefined;
  readonly outcome?: string | undefined;
  readonly text: string;
  readonly orderId?: string | undefined;
}

/** Nothing that came with a record may steer the terminal: each cell is made printable before it gets its colour. */
function toRow(
  { timestamp, level, topic = '', record = '', outcome = '', text, orderId }: Cells,
  style: Style,
): string {
  const cell = (content: string, width: number, format?: Format) => {
    const padded = printable(content).padEnd(width);
    return format === undefined || content === '' ? padded : style(format, padded);
  };
  return [
    cell(timeOf(timestamp), 8, 'dim'),
    cell(level, 5, LEVELS[level]),
    cell(topic, TOPIC_WIDTH),
    cell(record, RECORD_WIDTH),
    cell(outcome, OUTCOME_WIDTH, OUTCOMES[outcome]),
    printable(text),
    ...(orderId === undefined ? [] : [style('dim', printable(`order ${orderId}`))]),
  ].join('  ');
}

const countsOf = (line: LogLine, metrics: typeof RECORDS | typeof DELIVERIES): string[] =>
  metrics.flatMap(([metric, words]) => {
    const count = countOf(line, metric);
    return count > 0 ? [`${count} ${words}`] : [];
  });

function slowestOf(line: LogLine, provider: string): string {
  const latencies = valuesOf(line, 'SendLatency');
  return latencies.length > 0 ? `; ${provider} answered within ${Math.max(...latencies)} ms` : '';
}

const PROVIDERS: Readonly<Record<string, string>> = { sms: 'SMS', push: 'FCM' };

const channelText = (line: LogLine, channel: string): string =>
  `${channel}: ${countsOf(line, DELIVERIES).join(', ')}${slowestOf(line, PROVIDERS[channel] ?? channel)}`;

function summaryOf(line: LogLine): string {
  const ends = countsOf(line, RECORDS);
  const slowest = slowestOf(line, 'SES');
  const batch = `batch of ${countOf(line, 'Records')} in ${countOf(line, 'BatchDuration')} ms`;
  return ends.length > 0 ? `${batch}: ${ends.join(', ')}${slowest}` : batch;
}

function textOf(line: LogLine): string {
  if (isBatchSummary(line)) return summaryOf(line);
  if (isChannelSummary(line)) return channelText(line, line.channel ?? '');
  const { 'event.code': code, 'event.reason': reason, 'labels.channel': channel } = line;
  // The message of what is no outcome says all: `mail bounced: Permanent General 5.1.1`.
  if (reason === undefined || code === undefined) return line.message;
  // Of a record whose mail may have gone.
  if (channel !== undefined) return `${channel} failed: ${code}: ${reason}`;
  // Many a reason says no more than its code.
  return code.replaceAll('_', ' ') === reason ? reason : `${code}: ${reason}`;
}

/** Writes what a part of the stack reports beside the functions like a log line. */
export const reportText = (at: Date, level: string, message: string, style: Style): string =>
  toRow({ timestamp: at.toISOString(), level: level.toUpperCase(), text: message }, style);

/** The summary of the mails says no more than that of the batch; one of texts to nobody says nothing. */
const isSilent = (line: LogLine): boolean =>
  isChannelSummary(line) &&
  (line.channel === 'email' ||
    countOf(line, 'Sent') + countOf(line, 'Failed') + countOf(line, 'Halted') === 0);

/**
 * Writes a line of a function for people: what a JSON log line says in columns, the frames of a defect below it, and
 * anything else as it is; nothing where the line says nothing to them. Pure.
 */
export function logText(printed: string, style: Style): string | undefined {
  const line = readLogLine(printed);
  if (!line) return printable(printed);
  if (isSilent(line)) return undefined;
  const { 'kafka.partition': partition, 'kafka.offset': offset } = line;
  const row = toRow(
    {
      timestamp: line['@timestamp'],
      level: line['log.level'],
      topic: line['kafka.topic'] ?? line.topic,
      record: partition === undefined ? undefined : `${partition}/${offset}`,
      outcome: line['labels.outcome'],
      text: textOf(line),
      orderId: line['labels.order_id'],
    },
    style,
  );
  const frames = line['error.stack_trace']?.split('\n') ?? [];
  return [row, ...frames.map((frame) => style('dim', `    ${printable(frame)}`))].join('\n');
}
