import { alarmNameOf, alarms } from './alarms';
import { arnOf, type Deployment, nameOf, type Resources } from './deployment';
import { FUNCTIONS } from './functions';
import { type Metric, ofFunctions, ofMappings, ofTable, own, reputation } from './metrics';
import { FAILURES_BY_REASON, functionLogGroupsOf } from './queries';
import { tableNamesOf } from './storage';

/** The grid is 24 columns wide. Source: CloudWatch API reference, `CloudWatch-Dashboard-Body-Structure`. */
const COLUMNS = 24;

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly properties: object;
}

const COLOURS = {
  good: '#2ca02c',
  skipped: '#7f7f7f',
  invalid: '#8c564b',
  permanent: '#d62728',
  transient: '#ff7f0e',
  unknown: '#9467bd',
  defect: '#e377c2',
} as const;

type Line = Metric & { readonly stat?: string; readonly color?: string };

/** A metric in a widget's shorthand: namespace, name, then dimensions in pairs; how to draw it comes behind them. */
const shorthand = ({ namespace, name, dimensions }: Metric) => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
];

const drawn = ({ label, stat, color, ...metric }: Line) => [
  ...shorthand(metric),
  { ...(label && { label }), ...(stat && { stat }), ...(color && { color }) },
];

/** One line for the sum of several metrics, which are not drawn themselves. */
interface Total {
  readonly label: string;
  readonly color: string;
  readonly of: readonly Metric[];
}

function drawnTotal({ label, color, of }: Total, index: number) {
  const ids = of.map((_, part) => `m${index}x${part}`);
  return [
    [{ expression: `SUM([${ids.join(', ')}])`, label, color, id: `total${index}` }],
    ...of.map((metric, part) => [...shorthand(metric), { id: ids[part], visible: false }]),
  ];
}

interface Chart {
  readonly title: string;
  readonly lines?: readonly Line[];
  readonly totals?: readonly Total[];
  readonly stat?: string;
  readonly width?: number;
  readonly height?: number;
  readonly stacked?: boolean;
  readonly unit?: string;
  readonly limit?: { readonly label: string; readonly value: number };
  readonly minutes?: number;
}

const chart = ({
  title,
  lines = [],
  totals = [],
  stat = 'Sum',
  width = 8,
  height = 6,
  unit,
  limit,
  ...rest
}: Chart): Widget => ({
  type: 'metric',
  width,
  height,
  properties: {
    title,
    view: 'timeSeries',
    stacked: rest.stacked ?? false,
    stat,
    period: (rest.minutes ?? 5) * 60,
    metrics: [...lines.map(drawn), ...totals.flatMap(drawnTotal)],
    yAxis: { left: { min: 0, ...(unit && { label: unit, showUnits: false }) } },
    ...(limit && { annotations: { horizontal: [{ ...limit, color: COLOURS.permanent }] } }),
  },
});

const text = (markdown: string, height: number): Widget => ({
  type: 'text',
  width: COLUMNS,
  height,
  properties: { markdown },
});

/** Numbers over the time range that is looked at. */
const numbers = (title: string, lines: readonly Line[], width: number): Widget => ({
  type: 'metric',
  width,
  height: 3,
  properties: {
    title,
    view: 'singleValue',
    stat: 'Sum',
    setPeriodToTimeRange: true,
    sparkline: true,
    metrics: lines.map(drawn),
  },
});

function summary(deployment: Deployment): Widget[] {
  return [
    text(
      `# ${nameOf(deployment)}\nDo customers get their mails? Alarms first, then how records ended, then why. A record that failed is retried; one that is given up lies in the on-failure bucket: \`npm run redrive -- --stage ${deployment.stage} --dry-run\`.`,
      2,
    ),
    {
      type: 'alarm',
      width: COLUMNS,
      height: 3,
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

function speed(deployment: Deployment): Widget[] {
  const latency = { ...own(deployment, 'SendLatency') };
  const { timeout } = deployment.parameters;
  return [
    chart({
      title: 'How long SES takes to answer',
      unit: 'ms',
      lines: ['p50', 'p90', 'p99'].map((stat) => ({ ...latency, stat, label: stat })),
    }),
    chart({
      title: 'How long a batch takes, p99',
      unit: 'ms',
      stat: 'p99',
      lines: FUNCTIONS.map((fn) => own(deployment, 'BatchDuration', fn)),
      limit: { label: 'time-out', value: timeout * 1_000 },
    }),
    chart({
      title: 'Pollers running',
      stat: 'Maximum',
      lines: ofMappings(deployment, 'ProvisionedPollers'),
      limit: { label: 'maximumPollers', value: deployment.parameters.maximumPollers },
    }),
  ];
}

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
        { label: 'errors', color: COLOURS.permanent, of: ofFunctions(deployment, 'Errors') },
        { label: 'throttles', color: COLOURS.transient, of: ofFunctions(deployment, 'Throttles') },
      ],
    }),
    chart({
      title: 'Lambda: concurrent executions',
      stat: 'Maximum',
      stacked: true,
      lines: ofFunctions(deployment, 'ConcurrentExecutions'),
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
      title: 'DynamoDB: throttled requests',
      lines: [
        ofTable(tables.contacts, 'ReadThrottleEvents', 'contacts, reads'),
        ofTable(tables.notificationLog, 'ReadThrottleEvents', 'notification log, reads'),
        ofTable(tables.notificationLog, 'WriteThrottleEvents', 'notification log, writes'),
      ],
    }),
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
}

/** Left to right, a row after the other. */
function placed(widgets: readonly Widget[], region: string) {
  let [x, y, tallest] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > COLUMNS) {
      [x, y, tallest] = [0, y + tallest, 0];
    }
    const position = { x, y };
    x += widget.width;
    tallest = Math.max(tallest, widget.height);
    const measured = widget.type === 'metric' || widget.type === 'log';
    return { ...position, ...widget, properties: { ...widget.properties, ...(measured && { region }) } };
  });
}

export const dashboardBody = (deployment: Deployment) => ({
  start: '-PT24H',
  widgets: placed(
    [summary, records, speed, trouble].flatMap((part) => part(deployment)),
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

export const dashboardOutput = (deployment: Deployment) => ({
  DashboardUrl: {
    Value: {
      'Fn::Sub': `https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#dashboards:name=${nameOf(deployment)}`,
    },
  },
});
