import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackOf } from '../../../infra/stack';
import { systemClock } from '../../../lib/runtime/clock';
import { fail } from '../../../lib/runtime/outcome';
import { batchTelemetry } from '../../../lib/runtime/telemetry';
import { SOURCES } from '../../../tools/stacks/deployments';

const { resources } = stackOf({
  service: 'notifications',
  stage: 'test',
  region: 'eu-central-1',
  raw: SOURCES.msk,
});

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly unknown[];
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly Metrics: ReadonlyArray<{
    readonly Id: string;
    readonly Expression?: string;
    readonly ReturnData: boolean;
    readonly MetricStat?: {
      readonly Period: number;
      readonly Metric: { readonly MetricName: string; readonly Dimensions: unknown[] };
    };
  }>;
}

const all = resources.Resources as unknown as Record<string, { Type: string; Properties: never }>;
const ofType = (type: string) => Object.entries(all).filter(([, { Type }]) => Type === type);

const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties as AlarmProperties);
const named = (id: string) => {
  const found = alarms.find(({ AlarmName }) => AlarmName === `notifications-test-${id}`);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};

const runbook = readFileSync(join(__dirname, '../../../docs/runbook.md'), 'utf8');

describe.each(alarms.map((alarm) => [alarm.AlarmName.slice('notifications-test-'.length), alarm] as const))(
  'the alarm %s',
  (id, alarm) => {
    it('says what it means and the first thing to do, in what CloudWatch takes', () => {
      expect(alarm.AlarmDescription).toMatch(/\. First: .+/);
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1_024);
    });

    it('tells the topic', () => {
      expect(alarm.AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
    });

    it('has one value, of no more metrics than an alarm takes', () => {
      expect(alarm.Metrics.filter(({ ReturnData }) => ReturnData)).toHaveLength(1);
      expect(alarm.Metrics.length - 1).toBeLessThanOrEqual(10);
    });

    it('has a section in the runbook', () => {
      expect(runbook).toContain(`\n### ${id}\n`);
    });
  },
);

describe('the alarms', () => {
  const metricsOf = (id: string) =>
    named(id).Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);

  it.each<[string, readonly string[], number]>([
    ['OnFailureDeliveries', Array(4).fill('OnFailureDestinationDeliveredEventCount'), 1],
    ['DroppedEvents', Array(4).fill('DroppedEventCount'), 1],
    [
      'OnFailureDeliveryErrors',
      [
        ...Array(4).fill('OnFailureDestinationDeliveryErrorCount'),
        ...Array(4).fill('DestinationDeliveryFailures'),
      ],
      1,
    ],
    ['PollingErrors', [...Array(4).fill('PollingErrorCount'), ...Array(4).fill('CommitErrorCount')], 1],
    ['InvokeErrors', Array(4).fill('InvokeErrorCount'), 1],
    ['PollersSilent', Array(4).fill('PolledEventCount'), 1],
    ['Defects', ['Defects'], 1],
    ['UnknownSends', ['FailedUnknown'], 5],
    ['SentUnrecorded', ['SentUnrecorded'], 1],
    ['TransientFailures', ['FailedTransient', 'Records'], 0.2],
    ['LagGrowing', Array(4).fill('SumOffsetLag'), 1],
    ['FunctionErrors', Array(4).fill('Errors'), 1],
    ['Throttles', Array(4).fill('Throttles'), 1],
    ['NearTimeout', Array(4).fill('Duration'), 216_000],
    ['BounceRate', ['Reputation.BounceRate'], 0.05],
    ['ComplaintRate', ['Reputation.ComplaintRate'], 0.001],
    ['TooOld', ['TooOld'], 1],
    ['NoMailSent', ['Records', 'Sent'], 1],
  ])('%s watch %j', (id, metrics, threshold) => {
    expect(metricsOf(id)).toEqual(metrics);
    expect(named(id).Threshold).toBe(threshold);
  });

  it.each(['Defects', 'SentUnrecorded'])('go off at one in five minutes: %s', (id) => {
    const { EvaluationPeriods, Metrics } = named(id);

    expect(EvaluationPeriods).toBe(1);
    expect(Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])).toEqual([300]);
  });

  it('do not miss pollers that are off on purpose', () => {
    const silent = (raw: object) =>
      stackOf({
        service: 'notifications',
        stage: 'test',
        region: 'eu-central-1',
        raw: { ...SOURCES.msk, enabled: 'false', ...raw },
      }).resources.Resources as unknown as Record<string, { Properties: AlarmProperties }>;

    expect(silent({})).not.toHaveProperty('PollersSilentAlarm');
    expect(silent({ orderNotificationEnabled: 'true' }).PollersSilentAlarm?.Properties.Metrics).toHaveLength(
      2,
    );
  });

  it('name each mapping by its id, which only CloudFormation knows', () => {
    const [, first] = named('OnFailureDeliveries').Metrics;

    expect(first?.MetricStat?.Metric.Dimensions).toEqual([
      {
        Name: 'EventSourceMappingUUID',
        Value: { 'Fn::Sub': '${DeliveryNotificationEventSourceMappingMSKShopDeliverynotification}' },
      },
    ]);
  });
});

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: {
      readonly title?: string;
      readonly alarms?: readonly string[];
      readonly metrics?: ReadonlyArray<readonly unknown[]>;
    };
  }
  const { DashboardBody } = all.Dashboard?.Properties ?? { DashboardBody: { 'Fn::Sub': '' } };
  const body = DashboardBody['Fn::Sub'];
  const { widgets } = JSON.parse(body) as { widgets: Widget[] };

  it('has no two widgets in one place, and none off the grid', () => {
    const taken = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)}/${y + Math.floor(cell / width)}`,
      ),
    );

    expect(new Set(taken).size).toBe(taken.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('shows every alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);

    expect(shown).toHaveLength(alarms.length);
  });

  it('shows what a person on call asks for', () => {
    const names = new Set(
      widgets.flatMap(({ properties }) => (properties.metrics ?? []).map(([, name]) => name)),
    );

    expect([...names]).toEqual(
      expect.arrayContaining([
        'PolledEventCount',
        'Sent',
        'Skipped',
        'Invalid',
        'FailedTransient',
        'FailedPermanent',
        'FailedUnknown',
        'Defects',
        'SentUnrecorded',
        'SentAgain',
        'SendLatency',
        'BatchDuration',
        'SumOffsetLag',
        'ProvisionedPollers',
        'Throttles',
        'ReadThrottleEvents',
        'WriteThrottleEvents',
        'Reputation.BounceRate',
        'Reputation.ComplaintRate',
        'OnFailureDestinationDeliveredEventCount',
        'DroppedEventCount',
        'PollingErrorCount',
        'Errors',
        'ConcurrentExecutions',
      ]),
    );
    expect(widgets.map(({ properties }) => properties.title)).toContain('Failures by reason');
  });

  it('refers to nothing that the stack does not have', () => {
    const references = [...body.matchAll(/\$\{(?!AWS::)([^}]+)\}/g)].map(([, id]) => id ?? '');

    expect(references.length).toBeGreaterThan(0);
    expect(Object.keys(resources.extensions)).toEqual(expect.arrayContaining(references));
  });
});

describe('the saved queries', () => {
  const queries = ofType('AWS::Logs::QueryDefinition').map(
    ([, { Properties }]) => Properties as { Name: string; QueryString: string; LogGroupNames: string[] },
  );

  it('answer what is asked most', () => {
    expect(queries.map(({ Name }) => Name)).toEqual([
      'notifications-test/failures by reason',
      'notifications-test/story of one order',
      'notifications-test/slowest batches',
      'notifications-test/invalid messages by producer field',
      'notifications-test/errors of the functions',
      'notifications-test/defects',
      'notifications-test/not recorded, or sent again',
      'notifications-test/bounces and complaints',
    ]);
  });

  it('follow an order through the functions and the events of its mails', () => {
    expect(queries[1]?.LogGroupNames).toEqual([
      '/aws/lambda/notifications-test-deliveryNotification',
      '/aws/lambda/notifications-test-orderNotification',
      '/aws/lambda/notifications-test-paymentNotification',
      '/aws/lambda/notifications-test-shipmentNotification',
      '/aws/events/notifications-test-mail',
    ]);
  });

  it.each([
    [
      'tracking_number: expected a string, found nothing; carrier: expected …',
      'tracking_number',
      ' expected a string, found nothing',
    ],
    ['value: empty, expected a JSON object', 'value', ' empty, expected a JSON object'],
  ])('read the field out of "%s"', (reason, field, problem) => {
    const [, expression = ''] = queries[3]?.QueryString.match(/parse event\.reason \/(.+)\/$/m) ?? [];

    expect(reason.match(new RegExp(expression))?.groups).toEqual({ field, problem: problem.trimStart() });
  });

  /** The names of the fields that the functions and the rules of the mail log write. */
  function written(): string[] {
    const lines: string[] = [];
    const context = { topic: 't', requestId: 'r', namespace: 'service/stage', functionName: 'f' };
    const telemetry = batchTelemetry({ ...context, clock: systemClock }, (line) => void lines.push(line));
    const about = { position: { topic: 't', partition: 0, offset: 0 }, orderId: '1', traceId: 'f' };
    telemetry.ended(about, fail('message_invalid', 'value: empty'));
    telemetry.defect(new Error(), about);
    telemetry.unrecorded('m-1', about);
    telemetry.sentAgain(1, about);
    telemetry.finish();
    const rules = ofType('AWS::Events::Rule').map(
      ([, { Properties }]) =>
        Properties as { Targets: [{ InputTransformer: { InputPathsMap: Record<string, string> } }] },
    );
    return [
      ...lines.flatMap((line) => Object.keys(JSON.parse(line))),
      ...rules.flatMap(({ Targets: [target] }) => Object.keys(target.InputTransformer.InputPathsMap)),
    ];
  }

  const WORDS =
    /^(?:fields|filter|stats|sort|limit|parse|by|as|asc|desc|in|and|or|like|count|coalesce|latest|min|max)$/;

  function unknownFields(query: string): string[] {
    const own = Array.from(query.matchAll(/ as (\w+)|\?<(\w+)>/g), ([, alias, group]) => alias ?? group);
    const names = query.replaceAll(/'[^']*'|\/[^/]*\//g, '').match(/@?[A-Za-z_][\w.]*/g) ?? [];
    const fields = names.filter((name) => !WORDS.test(name) && !name.startsWith('@') && !own.includes(name));
    return fields.length > 0
      ? fields.filter((name) => !written().includes(name))
      : ['it asks for no field at all'];
  }

  it.each(queries.map(({ Name, QueryString }) => [Name.slice('notifications-test/'.length), QueryString]))(
    'ask for fields that there are: %s',
    (_, query) => {
      expect(unknownFields(query)).toEqual([]);
    },
  );

  const inRunbook = Array.from(
    runbook.matchAll(/--query-string "([^"]+)"|`((?:filter|fields) [^`]+)`|^ +(filter [^`]+)$/gm),
    (match) => match.slice(1).join(''),
  );

  it('are in the runbook, beside those of one occasion', () => {
    expect(inRunbook).toHaveLength(4);
  });

  it.each(inRunbook)('ask for fields that there are, in the runbook: %s', (query) => {
    expect(unknownFields(query)).toEqual([]);
  });
});
