import { type Deployment, logGroupOf, nameOf, type Resources } from './deployment';
import { FUNCTIONS } from './functions';
import { mailLogGroupOf } from './ses';

export const functionLogGroupsOf = (deployment: Deployment) =>
  FUNCTIONS.map((fn) => logGroupOf(deployment, fn));

interface Query {
  readonly id: string;
  readonly name: string;
  readonly lines: readonly string[];
  /** Whether the mail log (bounces, deliveries) is asked too, or alone; by default only the functions' logs are. */
  readonly mailLog?: 'too' | 'alone';
}

export const FAILURES_BY_REASON = [
  "filter outcome = 'failed'",
  'stats count(*) as records by kind, reason',
  'sort records desc',
  'limit 20',
] as const;

/** A failed reading of a message starts with the field's name: `tracking_number: expected …, found …`. */
const QUERIES: readonly Query[] = [
  { id: 'FailuresByReason', name: 'failures by reason', lines: FAILURES_BY_REASON },
  {
    id: 'OneOrder',
    name: 'story of one order',
    mailLog: 'too',
    lines: [
      'fields @timestamp, topic, coalesce(outcome, event) as what, kind, reason, message_id, partition, offset',
      "filter order_id = 'PUT THE ORDER HERE'",
      'sort @timestamp asc',
    ],
  },
  {
    id: 'SlowestBatches',
    name: 'slowest batches',
    lines: [
      "filter message = 'batch finished'",
      'fields @timestamp, topic, BatchDuration / 1000 as seconds, Records, Sent, FailedTransient, request_id',
      'sort BatchDuration desc',
      'limit 20',
    ],
  },
  {
    id: 'InvalidMessages',
    name: 'invalid messages by producer field',
    lines: [
      "filter kind = 'invalid'",
      'parse reason /^(?<field>[^:]+): (?<problem>[^;]+)/',
      'stats count(*) as records, min(offset) as first_offset, max(offset) as last_offset by topic, field, problem',
      'sort records desc',
    ],
  },
  {
    id: 'FunctionErrors',
    name: 'errors of the functions',
    lines: [
      "filter level = 'ERROR' or @message like /Task timed out|Runtime exited|Uncaught|Invoke Error/",
      'fields @timestamp, @message, @log',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  {
    id: 'MailEvents',
    name: 'bounces and complaints',
    mailLog: 'alone',
    lines: [
      "filter event in ['Bounce', 'Complaint', 'Reject']",
      'stats count(*) as mails by event, bounce_type, bounce_sub_type, topic',
      'sort mails desc',
    ],
  },
];

function logGroupsOf(deployment: Deployment, { mailLog }: Query): string[] {
  if (mailLog === 'alone') return [mailLogGroupOf(deployment)];
  return [...functionLogGroupsOf(deployment), ...(mailLog === 'too' ? [mailLogGroupOf(deployment)] : [])];
}

export const queries = (deployment: Deployment): Resources =>
  Object.fromEntries(
    QUERIES.map((query) => [
      `${query.id}Query`,
      {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: `${nameOf(deployment)}/${query.name}`,
          LogGroupNames: logGroupsOf(deployment, query),
          QueryString: query.lines.join('\n| '),
        },
      },
    ]),
  );
