import type { MailState } from '../log/mail-status';
import {
  type DeclaredMetric,
  type Level,
  type LineContext,
  logLines,
  metricsDeclared,
  type WriteLine,
} from '../runtime/log-line';
import type { MailEvent } from './event';

const METRIC_OF = {
  complained: 'Complained',
  bounced: 'Bounced',
  rejected: 'Rejected',
  suppressed: 'Suppressed',
  delivered: 'Delivered',
  delayed: 'Delayed',
} as const satisfies Record<MailState, string>;

/** What the function measures; the dashboard and the alarms name nothing else. */
export type MailMetricName = (typeof METRIC_OF)[MailState] | 'DeliveryTime';

/** The customer has it, or may still get it. */
const USUAL: ReadonlySet<MailState> = new Set(['delivered', 'delayed']);

export interface MailTelemetry {
  /** Writes the line of one event, which carries its metrics. */
  happened(event: MailEvent): void;
  /** Tells of an event of a mail that this version did not send. */
  foreign(messageId: string): void;
  /** Tells that the address of this mail could not be remembered: its user has too many. */
  full(event: MailEvent): void;
}

const aboutOf = ({ reference, messageId, traceId }: MailEvent) => ({
  'labels.order_id': reference.key.orderId,
  'labels.message_id': messageId,
  'trace.id': traceId,
});

/** The log lines and metrics of the events of mails. No line has an address. */
export function mailTelemetry(context: LineContext, write: WriteLine): MailTelemetry {
  const log = logLines(context, write);
  return {
    happened(event) {
      const { state, happening, topic } = event;
      const { type, sub_type, status, reply, took } = happening;
      const metrics: DeclaredMetric[] = [{ Name: METRIC_OF[state], Unit: 'Count' }];
      if (took !== undefined) metrics.push({ Name: 'DeliveryTime', Unit: 'Milliseconds' });
      const level: Level = USUAL.has(state) ? 'INFO' : 'WARN';
      const reason = [type, sub_type, status, reply].filter((word) => word !== undefined).join(' ');
      log(level, reason ? `mail ${state}: ${reason}` : `mail ${state}`, `mail_${state}`, {
        ...aboutOf(event),
        'event.reason': reason || undefined,
        topic,
        [METRIC_OF[state]]: 1,
        DeliveryTime: took,
        ...metricsDeclared(context, metrics),
      });
    },
    foreign: (messageId) =>
      log('WARN', 'event of a mail that this version did not send: not written', 'mail_event_foreign', {
        'labels.message_id': messageId,
      }),
    full: (event) =>
      log(
        'WARN',
        'this user has too many bad addresses: this one is not remembered',
        'bad_addresses_full',
        aboutOf(event),
      ),
  };
}
