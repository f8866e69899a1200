import { FUNCTIONS, functionsWith } from '../../../../infra/functions';
import { CHANNELS, SOURCES } from '../../../../tools/stacks/deployments';
import { type ComputedResource, stack } from '../../../support/computed-stack';
import { textOf } from '../../../support/docs';
import { alertRulesIn, metricText, panelsIn, searchedIn } from '../../../support/grafana';

interface AlarmMetric {
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: ReadonlyArray<{ Name: string; Value: string | { 'Fn::Sub': string } }>;
    };
  };
}

/** As it is compiled: test/integration/deployment.test.ts holds that the template has what is computed, unchanged. */
const { Resources, extensions } = stack({
  ...SOURCES.msk,
  ...CHANNELS,
  preferencesPage: 'true',
  allowedRecipients: '*',
}).resources;

const ofType = (type: string): Array<[string, ComputedResource]> =>
  Object.entries(Resources as unknown as Record<string, ComputedResource>).filter(
    ([, { Type }]) => Type === type,
  );

const alarmMetrics = () =>
  ofType('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
    (Properties.Metrics as AlarmMetric[]).flatMap(({ MetricStat }) => {
      if (!MetricStat) return [];
      const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
      const dimensions = Dimensions.map(({ Name, Value }) => [
        Name,
        typeof Value === 'string' ? Value : Value['Fn::Sub'],
      ]);
      return [metricText(Namespace, MetricName, Object.fromEntries(dimensions))];
    }),
  );

const drawnMetrics = () =>
  ofType('AWS::CloudWatch::Dashboard').flatMap(([, { Properties }]) => {
    const body = Properties.DashboardBody as { 'Fn::Sub': string };
    const { widgets } = JSON.parse(body['Fn::Sub']) as {
      widgets: ReadonlyArray<{ properties: { metrics?: ReadonlyArray<readonly unknown[]> } }>;
    };
    return widgets.flatMap(({ properties }) =>
      (properties.metrics ?? []).flatMap((line) => {
        const [namespace, name, ...pairs] = line.filter((part) => typeof part === 'string');
        if (namespace === undefined || name === undefined) return [];
        const dimensions = pairs.flatMap((key, at) => (at % 2 === 0 ? [[key, pairs[at + 1]]] : []));
        return [metricText(namespace, name, Object.fromEntries(dimensions))];
      }),
    );
  });

/** What the variables stand for in this stack, as its template has it. */
function inThisStack(text: string): string {
  const mappings = FUNCTIONS.map(({ id, topic }) => [
    `${topic}_mapping`,
    `\${${Object.keys(extensions).find((one) => one.startsWith(`${id}EventSourceMapping`))}}`,
  ]);
  const values: Record<string, string> = {
    service: 'notifications',
    stage: 'test',
    on_failure_bucket: '${OnFailureBucket}',
    dead_letter_queue: '${MailEventsDeadLetterQueue.QueueName}',
    preferences_api: '${PreferencesApi}',
    ...Object.fromEntries(mappings),
  };
  return text.replaceAll(/\$\{(?:NOTIFICATIONS_)?(\w+)\}/g, (all, name) => values[name.toLowerCase()] ?? all);
}

it('the metrics of the alert rules are those of the alarms', () => {
  const named = alertRulesIn(textOf('ops/grafana/alerts.json')).flatMap(({ expression }) =>
    searchedIn(inThisStack(expression)),
  );

  expect([...new Set(named)].sort()).toEqual([...new Set(alarmMetrics())].sort());
});

it('the metrics of the dashboard are those of the CloudWatch dashboard', () => {
  const named = panelsIn(textOf('ops/grafana/dashboard.json')).flatMap(({ targets = [] }) =>
    targets.flatMap(({ namespace, metricName, dimensions = {} }) =>
      namespace && metricName ? [inThisStack(metricText(namespace, metricName, dimensions))] : [],
    ),
  );

  expect([...new Set(named)].sort()).toEqual([...new Set(drawnMetrics())].sort());
});

it('every function, mapping and resource that the metrics name is in the stack', () => {
  const functions = functionsWith({ preferencesPage: true }).map(({ name }) => `notifications-test-${name}`);
  const metrics = [...alarmMetrics(), ...drawnMetrics()].join('\n');
  const named = [...metrics.matchAll(/FunctionName=(\S+)/g)].map(([, name]) => name);
  const referred = [...metrics.matchAll(/\$\{(\w+)/g)].map(([, id = '']) => id);

  expect(functions).toEqual(expect.arrayContaining([...new Set(named)]));
  expect(Object.keys({ ...Resources, ...extensions })).toEqual(
    expect.arrayContaining([...new Set(referred)]),
  );
});
