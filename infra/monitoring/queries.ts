import { type Deployment, logGroupOf, nameOf } from '../deployment';
import { FUNCTIONS, functionsWith, MAIL_EVENTS } from '../functions';
import type { Resources } from '../template';

export const functionLogGroupsOf = (
  deployment: Deployment,
  functions: ReadonlyArray<{ readonly name: string }> = FUNCTIONS,
) => functions.map((fn) => logGroupOf(deployment, fn));

interface Query {
  readonly id: string;
  readonly name: string;
  readonly lines: readonly string[];
  /** Whose logs the query reads; by default those of the functions that a topic feeds. */
  readonly functions?: ReadonlyArray<{ readonly name: string }> | 'all';
}

/*
 * Names of fields with dots need no backticks. The fields are those of lib/runtime/telemetry.ts and lib/mail-events/telemetry.ts.
 * Source: CloudWatch Logs user guide, `CWL_QuerySyntax-Guidelines`.
 */

export const FAILURES_BY_REASON = [
  "filter labels.outcome = 'failed'",
  'stats count(*) as records, latest(event.reason) as for_example by labels.failure, event.code',
  'sort records desc',
  'limit 20',
] as const;

/** A failed reading of a message starts with the field's name: `tracking_number: expected …, found …`. */
const QUERIES: readonly Query[] = [
  { id: 'FailuresByReason', name: 'failures by reason', lines: FAILURES_BY_REASON },
  {
    id: 'OneOrder',
    name: 'story of one order',
    functions: 'all',
    lines: [
      "filter labels.order_id = 'PUT THE ORDER HERE'",
      'fields @timestamp, coalesce(kafka.topic, topic) as of_topic, coalesce(labels.outcome, event.action) as what, event.code, coalesce(event.reason, message) as why, labels.message_id, kafka.partition, kafka.offset, trace.id',
      'sort @timestamp asc',
    ],
  },
  {
    id: 'SlowestBatches',
    name: 'slowest batches',
    lines: [
      "filter event.action = 'batch_finished'",
      'fields @timestamp, topic, BatchDuration / 1000 as seconds, Records, Sent, FailedTransient, faas.execution',
      'sort BatchDuration desc',
      'limit 20',
    ],
  },
  {
    id: 'InvalidMessages',
    name: 'invalid messages by producer field',
    lines: [
      "filter labels.failure = 'invalid'",
      'parse event.reason /^(?<field>[^:]+): (?<problem>[^;]+)/',
      'stats count(*) as records, min(kafka.offset) as first_offset, max(kafka.offset) as last_offset by kafka.topic, field, problem',
      'sort records desc',
    ],
  },
  {
    id: 'FieldsIgnored',
    name: 'fields left out of mails',
    lines: [
      "filter event.action = 'field_ignored'",
      'stats count(*) as lines, latest(labels.order_id) as last_order, max(@timestamp) as last_time by kafka.topic, labels.field, event.reason',
      'sort lines desc',
    ],
  },
  {
    id: 'FunctionErrors',
    name: 'errors of the functions',
    functions: 'all',
    lines: [
      "filter level = 'ERROR' or @message like /Task timed out|Runtime exited|Uncaught|Invoke Error/",
      'fields @timestamp, @message, @log',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'Defects',
    name: 'defects',
    lines: [
      "filter event.action = 'defect'",
      'stats count(*) as times, max(@timestamp) as last_time, latest(labels.order_id) as last_order by error.type, error.stack_trace, kafka.topic, labels.channel',
      'sort times desc',
      'limit 20',
    ],
  },
  {
    id: 'NotRecorded',
    name: 'not recorded, or sent again',
    lines: [
      "filter event.action in ['sent_unrecorded', 'sent_again']",
      'fields @timestamp, event.action, labels.order_id, labels.channel, labels.message_id, labels.earlier_sends, kafka.topic, kafka.partition, kafka.offset, trace.id, faas.execution',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'MailEvents',
    name: 'bounces and complaints',
    functions: [MAIL_EVENTS],
    lines: [
      "filter event.action in ['mail_bounced', 'mail_complained', 'mail_suppressed', 'mail_rejected']",
      'stats count(*) as mails, latest(labels.order_id) as last_order, max(@timestamp) as last_time by event.action, event.reason, topic',
      'sort mails desc',
    ],
  },
];

/** Where the deployment has other channels than e-mail. */
const OF_CHANNELS: Query = {
  id: 'DeliveriesFailed',
  name: 'texts and pushes that failed',
  lines: [
    "filter event.action = 'delivery_failed'",
    'stats count(*) as deliveries, latest(labels.order_id) as last_order, latest(event.reason) as for_example by labels.channel, labels.failure, event.code',
    'sort deliveries desc',
  ],
};

export const queries = (deployment: Deployment): Resources =>
  Object.fromEntries(
    [...QUERIES, ...(deployment.parameters.channels.length > 1 ? [OF_CHANNELS] : [])].map((query) => [
      `${query.id}Query`,
      {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: `${nameOf(deployment)}/${query.name}`,
          LogGroupNames: functionLogGroupsOf(
            deployment,
            query.functions === 'all' ? functionsWith(deployment.parameters) : query.functions,
          ),
          QueryString: query.lines.join('\n| '),
        },
      },
    ]),
  );
