import { arnOf, type Deployment, nameOf } from '../deployment';
import { FUNCTIONS, functionsWith } from '../functions';
import { isSesElsewhere } from '../parameters/places';
import { tableNamesOf } from '../storage';
import type { Outputs, Resources } from '../template';
import { alarmNameOf } from './alarm-resources';
import { alarms } from './alarms';
import { channelWidgets } from './channel-widgets';
import { DEAD_LETTERS, ofFunctions, ofMappings, ofTable, own, reputation } from './metrics';
import { FAILURES_BY_REASON, functionLogGroupsOf } from './queries';
import { LATE } from './topic-alarms';
import { COLOURS, COLUMNS, chart, numbers, onGrid, text, type Widget } from './widgets';

function summary(deployment: Deployment): Widget[] {
  return [
    text(
      `# ${nameOf(deployment)}\nDo customers get their mails? Alarms first, then how records ended, then why. A record that failed is retried; one that is given up lies in the on-failure bucket: \`npm run redrive -- --stage ${deployment.stage} --dry-run\`.`,
      2,
    ),
    {
      type: 'alarm',
      width: COLUMNS,
      height: 5,
      properties: {
        title: 'Alarms',
        alarms: Object.keys(alarms(deployment)).map(
          (id) => arnOf('cloudwatch', `alarm:${alarmNameOf(deployment, id)}`)['Fn::Sub'],
        ),
      },
    },
    numbers(
      'How records ended',
      [
        { ...own(deployment, 'Records'), label: 'records' },
        { ...own(deployment, 'Sent'), label: 'mails sent', color: COLOURS.good },
        { ...own(deployment, 'Skipped'), label: 'skipped', color: COLOURS.skipped },
        { ...own(deployment, 'Invalid'), label: 'invalid', color: COLOURS.invalid },
        { ...own(deployment, 'FailedPermanent'), label: 'failed for good', color: COLOURS.permanent },
        { ...own(deployment, 'FailedTransient'), label: 'failed, retried', color: COLOURS.transient },
        { ...own(deployment, 'FailedUnknown'), label: 'no answer', color: COLOURS.unknown },
        { ...own(deployment, 'Defects'), label: 'defects', color: COLOURS.defect },
      ],
      COLUMNS,
    ),
  ];
}

function records(deployment: Deployment): Widget[] {
  return [
    chart({
      title: 'Records in, by topic',
      lines: ofMappings(deployment, 'PolledEventCount'),
      stacked: true,
    }),
    chart({
      title: 'Mails sent, by topic',
      lines: FUNCTIONS.map((fn) => own(deployment, 'Sent', fn)),
      stacked: true,
    }),
    chart({
      title: 'Consumer lag, by topic',
      lines: ofMappings(deployment, 'SumOffsetLag'),
      stat: 'Maximum',
      unit: 'records',
    }),
    chart({
      title: 'Not sent, by kind',
      stacked: true,
      lines: [
        { ...own(deployment, 'FailedTransient'), label: 'transient, retried', color: COLOURS.transient },
        { ...own(deployment, 'FailedPermanent'), label: 'permanent', color: COLOURS.permanent },
        { ...own(deployment, 'Invalid'), label: 'invalid', color: COLOURS.invalid },
        { ...own(deployment, 'FailedUnknown'), label: 'unknown', color: COLOURS.unknown },
        { ...own(deployment, 'Defects'), label: 'defects', color: COLOURS.defect },
        { ...own(deployment, 'Skipped'), label: 'skipped', color: COLOURS.skipped },
      ],
    }),
    {
      type: 'log',
      width: 16,
      height: 6,
      properties: {
        title: 'Failures by reason',
        view: 'table',
        query: [
          ...functionLogGroupsOf(deployment).map((group) => `SOURCE '${group}'`),
          ...FAILURES_BY_REASON,
        ].join(' | '),
      },
    },
  ];
}

function arrival(deployment: Deployment): Widget[] {
  const time = own(deployment, 'DeliveryTime');
  return [
    chart({
      title: 'What became of mails',
      lines: [
        { ...own(deployment, 'Delivered'), label: 'delivered', color: COLOURS.good },
        { ...own(deployment, 'Delayed'), label: 'delayed', color: COLOURS.transient },
        { ...own(deployment, 'Bounced'), label: 'bounced', color: COLOURS.permanent },
        { ...own(deployment, 'Complained'), label: 'called spam', color: COLOURS.defect },
        { ...own(deployment, 'Suppressed'), label: 'suppressed', color: COLOURS.unknown },
        { ...own(deployment, 'Rejected'), label: 'rejected', color: COLOURS.invalid },
      ],
    }),
    chart({
      title: 'How long until the mailbox has a mail',
      unit: 'ms',
      lines: ['p50', 'p90', 'p99'].map((stat) => ({ ...time, stat, label: stat })),
    }),
    chart({
      title: 'Events of mails: in the dead-letter queue',
      stat: 'Maximum',
      lines: [{ ...DEAD_LETTERS, color: COLOURS.permanent }],
    }),
  ];
}

function speed(deployment: Deployment): Widget[] {
  const latency = own(deployment, 'SendLatency');
  const wait = own(deployment, 'PaceWait');
  const { timeout } = deployment.parameters;
  return [
    chart({
      title: 'How long SES takes to answer',
      unit: 'ms',
      lines: ['p50', 'p90', 'p99'].map((stat) => ({ ...latency, stat, label: stat })),
    }),
    chart({
      title: 'How long a mail waits for its turn',
      unit: 'ms',
      lines: ['p50', 'p99'].map((stat) => ({ ...wait, stat, label: stat })),
    }),
    chart({
      title: 'Sending rate: not shared',
      lines: [
        {
          ...own(deployment, 'StaticShare'),
          label: 'turns by the static share',
          color: COLOURS.transient,
        },
        { ...own(deployment, 'ClockSkew'), label: 'batches with a wrong clock', color: COLOURS.unknown },
      ],
    }),
    chart({
      title: 'How long a batch takes, p99',
      unit: 'ms',
      stat: 'p99',
      lines: FUNCTIONS.map((fn) => own(deployment, 'BatchDuration', fn)),
      limit: { label: 'time-out', value: timeout * 1_000 },
    }),
    chart({
      title: 'How old records are when they are read, by topic',
      unit: 'ms',
      stat: 'p90',
      lines: FUNCTIONS.map((fn) => own(deployment, 'RecordAge', fn)),
      limit: { label: 'late', value: LATE },
    }),
    chart({
      title: 'Pollers running',
      stat: 'Maximum',
      lines: ofMappings(deployment, 'ProvisionedPollers'),
      limit: { label: 'maximumPollers', value: deployment.parameters.maximumPollers },
    }),
  ];
}

/** The account's rates, as SES judges them. It tells them in its own Region, which may be another. */
const accountCharts = ({ parameters, region }: Deployment): Widget[] =>
  isSesElsewhere(parameters, region)
    ? []
    : [
        chart({
          title: 'SES: bounce rate of the account',
          stat: 'Average',
          minutes: 60,
          lines: [reputation('BounceRate')],
          limit: { label: 'review at 5 %', value: 0.05 },
        }),
        chart({
          title: 'SES: complaint rate of the account',
          stat: 'Average',
          minutes: 60,
          lines: [reputation('ComplaintRate')],
          limit: { label: 'review at 0.1 %', value: 0.001 },
        }),
      ];

function trouble(deployment: Deployment): Widget[] {
  const tables = tableNamesOf(deployment);
  return [
    chart({
      title: 'Given up: kept in the bucket, or lost',
      totals: [
        {
          label: 'kept for redrive',
          color: COLOURS.transient,
          of: ofMappings(deployment, 'OnFailureDestinationDeliveredEventCount'),
        },
        { label: 'LOST', color: COLOURS.permanent, of: ofMappings(deployment, 'DroppedEventCount') },
        {
          label: 'writing to the bucket failed',
          color: COLOURS.unknown,
          of: [
            ...ofMappings(deployment, 'OnFailureDestinationDeliveryErrorCount'),
            ...ofFunctions(deployment, 'DestinationDeliveryFailures'),
          ],
        },
      ],
    }),
    chart({
      title: 'Lambda: errors and throttles',
      totals: [
        {
          label: 'errors',
          color: COLOURS.permanent,
          of: ofFunctions(deployment, 'Errors', functionsWith(deployment.parameters)),
        },
        {
          label: 'throttles',
          color: COLOURS.transient,
          of: ofFunctions(deployment, 'Throttles', functionsWith(deployment.parameters)),
        },
      ],
    }),
    chart({
      title: 'Lambda: concurrent executions',
      stat: 'Maximum',
      stacked: true,
      lines: ofFunctions(deployment, 'ConcurrentExecutions', functionsWith(deployment.parameters)),
    }),
    chart({
      title: 'Pollers: errors',
      totals: [
        {
          label: 'reading topics',
          color: COLOURS.permanent,
          of: ofMappings(deployment, 'PollingErrorCount'),
        },
        { label: 'invoking', color: COLOURS.transient, of: ofMappings(deployment, 'InvokeErrorCount') },
        { label: 'committing', color: COLOURS.unknown, of: ofMappings(deployment, 'CommitErrorCount') },
      ],
    }),
    chart({
      title: 'Mails: not recorded, or sent again',
      lines: [
        {
          ...own(deployment, 'SentUnrecorded'),
          label: 'sent, not recorded as sent',
          color: COLOURS.permanent,
        },
        {
          ...own(deployment, 'SentAgain'),
          label: 'sent again, perhaps a second mail',
          color: COLOURS.unknown,
        },
      ],
    }),
    chart({
      title: 'Fields of messages: left out, or normalised',
      lines: [
        { ...own(deployment, 'FieldsIgnored'), label: 'left out of the mail', color: COLOURS.permanent },
        { ...own(deployment, 'FieldsNormalised'), label: 'normalised', color: COLOURS.skipped },
      ],
    }),
    chart({
      title: 'DynamoDB: throttled requests',
      lines: [
        ofTable(tables.contacts, 'ReadThrottleEvents', 'contacts, reads'),
        ofTable(tables.recipients, 'ReadThrottleEvents', 'recipients, reads'),
        ofTable(tables.recipients, 'WriteThrottleEvents', 'recipients, writes'),
        ofTable(tables.notificationLog, 'ReadThrottleEvents', 'notification log, reads'),
        ofTable(tables.notificationLog, 'WriteThrottleEvents', 'notification log, writes'),
      ],
    }),
    ...accountCharts(deployment),
  ];
}

export const dashboardBody = (deployment: Deployment) => ({
  start: '-PT24H',
  widgets: onGrid(
    [summary, records, arrival, channelWidgets, speed, trouble].flatMap((part) => part(deployment)),
    deployment.region,
  ),
});

export const dashboard = (deployment: Deployment): Resources => ({
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: nameOf(deployment),
      DashboardBody: { 'Fn::Sub': JSON.stringify(dashboardBody(deployment)) },
    },
  },
});

/** Source: AWS GovCloud (US) user guide, `govcloud-differences`. */
const consoleOf = ({ region }: Deployment): string =>
  region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : '${AWS::Region}.console.aws.amazon.com';

export const dashboardOutput = (deployment: Deployment): Outputs => ({
  DashboardUrl: {
    Value: {
      'Fn::Sub': `https://${consoleOf(deployment)}/cloudwatch/home?region=\${AWS::Region}#dashboards:name=${nameOf(deployment)}`,
    },
  },
});
