import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../../../../tools/stacks/deployments';
import { propertiesOf, resourcesOf } from '../../../support/computed-stack';

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

const alarms = propertiesOf<AlarmProperties>(SOURCES.msk, 'AWS::CloudWatch::Alarm');
const named = (id: string) => {
  const found = alarms.find(({ AlarmName }) => AlarmName === `notifications-test-${id}`);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};

const runbook = readFileSync(join(__dirname, '../../../../docs/runbook.md'), 'utf8');

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
    const silent = (raw: Record<string, string>) =>
      resourcesOf({ ...SOURCES.msk, enabled: 'false', ...raw }).PollersSilentAlarm?.Properties.Metrics;

    expect(silent({})).toBeUndefined();
    expect(silent({ orderNotificationEnabled: 'true' })).toHaveLength(2);
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
