import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS } from '../../../../infra/functions';
import { stackOf } from '../../../../infra/stack';
import { CHANNELS, SOURCES } from '../../../../tools/stacks/deployments';
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

/** What an alarm has of its own; the rest is as for most. */
interface Settings {
  readonly threshold: number;
  readonly expression?: string;
  readonly stat?: string;
  /** Of a metric that is measured in another way than the rest. */
  readonly stats?: Readonly<Record<string, string>>;
  readonly seconds?: number;
  readonly periods?: number;
  readonly datapoints?: number;
  readonly silence?: string;
  readonly ids?: readonly string[];
}

const OPEN = { ...SOURCES.msk, allowedRecipients: '*' };
const ALL = { ...OPEN, ...CHANNELS, preferencesPage: 'true' };
const alarms = propertiesOf<AlarmProperties>(ALL, 'AWS::CloudWatch::Alarm');
const named = (id: string) => {
  const found = alarms.find(({ AlarmName }) => AlarmName === `notifications-test-${id}`);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};

const ON_CALL = 'arn:aws:sns:eu-central-1:123456789012:oncall';

const runbook = readFileSync(join(__dirname, '../../../../docs/runbook.md'), 'utf8');

describe.each(alarms.map((alarm) => [alarm.AlarmName.slice('notifications-test-'.length), alarm] as const))(
  'the alarm %s',
  (id, alarm) => {
    it('says what it means and the first thing to do, in what CloudWatch takes', () => {
      expect(alarm.AlarmDescription).toMatch(/\. First: .+/);
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1_024);
    });

    it('has one value, of no more metrics than an alarm takes', () => {
      expect(alarm.Metrics.filter(({ ReturnData }) => ReturnData)).toHaveLength(1);
      expect(alarm.Metrics.length - 1).toBeLessThanOrEqual(10);
    });

    it('has a section in the runbook', () => {
      const entry = FUNCTIONS.reduce((name, fn) => name.replace(fn.id, ''), id);
      expect(runbook).toContain(`\n### ${entry}\n`);
    });
  },
);

describe('the alarms', () => {
  type Watched = { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: unknown[] };
  const topics = ['delivery', 'order', 'payment', 'shipment'];

  /** One metric of each mapping, whose id only CloudFormation knows. */
  const ofMappings = (MetricName: string): Watched[] =>
    ['Delivery', 'Order', 'Payment', 'Shipment'].map((topic) => ({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [
        {
          Name: 'EventSourceMappingUUID',
          Value: { 'Fn::Sub': `\${${topic}NotificationEventSourceMappingMSKShop${topic}notification}` },
        },
      ],
    }));
  const ofFunction = (name: string, MetricName: string): Watched => ({
    Namespace: 'AWS/Lambda',
    MetricName,
    Dimensions: [{ Name: 'FunctionName', Value: `notifications-test-${name}` }],
  });
  const ofFunctions = (MetricName: string): Watched[] =>
    topics.map((topic) => ofFunction(`${topic}Notification`, MetricName));
  const ofPage = (MetricName: string): Watched => ({
    Namespace: 'AWS/ApiGateway',
    MetricName,
    Dimensions: [{ Name: 'ApiId', Value: { 'Fn::Sub': '${PreferencesApi}' } }],
  });
  const own = (MetricName: string): Watched => ({
    Namespace: 'notifications/test',
    MetricName,
    Dimensions: [],
  });
  const ofTopic = (topic: string, MetricName: string): Watched => ({
    ...own(MetricName),
    Dimensions: [{ Name: 'topic', Value: `${topic.toLowerCase()}_notification` }],
  });
  const ofChannel = (Value: string, MetricName: string): Watched => ({
    ...own(MetricName),
    Dimensions: [{ Name: 'channel', Value }],
  });
  const FAILURES = {
    threshold: 0.2,
    seconds: 900,
    expression: 'IF(failed + sent >= 20, failed / (failed + sent), 0)',
    ids: ['failed', 'sent'],
  };
  const reputation = (MetricName: string): Watched => ({ Namespace: 'AWS/SES', MetricName, Dimensions: [] });

  it.each<[string, readonly Watched[], Settings]>([
    [
      'OnFailureDeliveries',
      ofMappings('OnFailureDestinationDeliveredEventCount'),
      { threshold: 1, seconds: 3_600 },
    ],
    ['ManyGivenUp', ofMappings('OnFailureDestinationDeliveredEventCount'), { threshold: 10, seconds: 3_600 }],
    [
      'OldDocuments',
      [
        {
          Namespace: 'AWS/S3',
          MetricName: 'BucketSizeBytes',
          Dimensions: [
            { Name: 'BucketName', Value: { 'Fn::Sub': '${OnFailureBucket}' } },
            { Name: 'StorageType', Value: 'IntelligentTieringFAStorage' },
          ],
        },
      ],
      { threshold: 1, seconds: 86_400, periods: 3, datapoints: 1, stat: 'Maximum' },
    ],
    ['DroppedEvents', ofMappings('DroppedEventCount'), { threshold: 1 }],
    [
      'OnFailureDeliveryErrors',
      [
        ...ofMappings('OnFailureDestinationDeliveryErrorCount'),
        ...ofFunctions('DestinationDeliveryFailures'),
      ],
      { threshold: 1 },
    ],
    [
      'PollingErrors',
      [...ofMappings('PollingErrorCount'), ...ofMappings('CommitErrorCount')],
      { threshold: 1, periods: 3 },
    ],
    ['InvokeErrors', ofMappings('InvokeErrorCount'), { threshold: 1, periods: 3 }],
    ['Defects', [own('Defects')], { threshold: 1 }],
    ['StaticShares', [own('StaticShare')], { threshold: 1, periods: 3, datapoints: 2 }],
    ['ClockSkew', [own('ClockSkew')], { threshold: 1, periods: 3 }],
    ['UnknownSends', [own('FailedUnknown')], { threshold: 5, seconds: 900 }],
    ['SentUnrecorded', [own('SentUnrecorded')], { threshold: 1 }],
    [
      'TransientFailures',
      [own('FailedTransient'), own('Records')],
      {
        threshold: 0.2,
        periods: 3,
        expression: 'IF(failed >= 5, failed / records, 0)',
        ids: ['failed', 'records'],
      },
    ],
    [
      'PermanentFailures',
      [own('FailedPermanent'), own('Invalid'), own('Records')],
      {
        threshold: 0.2,
        seconds: 1_800,
        expression: 'IF(permanent + invalid >= 20, (permanent + invalid) / records, 0)',
        ids: ['permanent', 'invalid', 'records'],
      },
    ],
    ...['Delivery', 'Order', 'Payment', 'Shipment'].flatMap(
      (topic, index): Array<[string, readonly Watched[], Settings]> => [
        [
          `PollersSilent${topic}Notification`,
          ofMappings('PolledEventCount').slice(index, index + 1),
          { threshold: 1, periods: 6, expression: 'IF(FILL(m1, -1) < 0, 1, 0)', silence: 'breaching' },
        ],
        [
          `LagGrowing${topic}Notification`,
          [...ofMappings('SumOffsetLag').slice(index, index + 1), ofTopic(topic, 'Sent')],
          {
            threshold: 1,
            periods: 6,
            stats: { lag: 'Minimum' },
            expression: 'IF(lag >= 10 AND FILL(sent, 1) > 0, IF(RATE(lag) >= 0, 1, 0), 0)',
            ids: ['lag', 'sent'],
          },
        ],
        [
          `MailsLate${topic}Notification`,
          [ofTopic(topic, 'RecordAge'), ofTopic(topic, 'Sent')],
          {
            threshold: 900_000,
            seconds: 900,
            periods: 2,
            stats: { age: 'p10' },
            expression: 'IF(sent > 0, age, 0)',
            ids: ['age', 'sent'],
          },
        ],
        [
          `NoMailSent${topic}Notification`,
          [ofTopic(topic, 'Skipped'), ofTopic(topic, 'Sent')],
          {
            threshold: 1,
            seconds: 1_800,
            expression: 'IF(skipped >= 15 AND sent == 0, 1, 0)',
            ids: ['skipped', 'sent'],
          },
        ],
      ],
    ),
    ['FunctionErrors', ofFunctions('Errors'), { threshold: 1 }],
    ['Throttles', ofFunctions('Throttles'), { threshold: 1, periods: 3 }],
    [
      'NearTimeout',
      ofFunctions('Duration'),
      { threshold: 225_000, periods: 3, stat: 'p99', expression: 'MAX(METRICS())' },
    ],
    [
      'BounceRate',
      [reputation('Reputation.BounceRate')],
      { threshold: 0.05, seconds: 3_600, stat: 'Average' },
    ],
    [
      'ComplaintRate',
      [reputation('Reputation.ComplaintRate')],
      { threshold: 0.001, seconds: 3_600, stat: 'Average' },
    ],
    ['MailsSuppressed', [own('Suppressed')], { threshold: 1, seconds: 3_600 }],
    [
      'MailEventsFailed',
      [
        {
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::Sub': '${MailEventsDeadLetterQueue.QueueName}' } }],
        },
        {
          Namespace: 'AWS/Lambda',
          MetricName: 'DestinationDeliveryFailures',
          Dimensions: [{ Name: 'FunctionName', Value: 'notifications-test-mailEvents' }],
        },
        {
          Namespace: 'AWS/Events',
          MetricName: 'InvocationsFailedToBeSentToDlq',
          Dimensions: [{ Name: 'RuleName', Value: 'notifications-test-mail-events' }],
        },
      ],
      { threshold: 1, stat: 'Maximum' },
    ],
    ['TooOld', [own('TooOld')], { threshold: 5, seconds: 900 }],
    ['PreferencePageErrors', [ofPage('5xx')], { threshold: 3 }],
    ['PreferencePageThrottles', [ofFunction('preferences', 'Throttles')], { threshold: 1, periods: 3 }],
    [
      'PreferencePageRefused',
      [ofPage('Count'), ofFunction('preferences', 'Invocations'), ofFunction('preferences', 'Throttles')],
      {
        threshold: 0.05,
        periods: 3,
        expression: 'IF(m1 - FILL(m2, 0) - FILL(m3, 0) >= 20, (m1 - FILL(m2, 0) - FILL(m3, 0)) / m1, 0)',
      },
    ],
    [
      'SmsHalted',
      [ofChannel('sms', 'Halted'), ofChannel('sms', 'SpendLimitReached')],
      { threshold: 1, expression: 'halted - limit', ids: ['halted', 'limit'] },
    ],
    ['SmsSpendLimit', [ofChannel('sms', 'SpendLimitReached')], { threshold: 1 }],
    ['SmsFailures', [ofChannel('sms', 'Failed'), ofChannel('sms', 'Sent')], FAILURES],
    [
      'PushHalted',
      [ofChannel('push', 'Halted'), ofChannel('push', 'SpendLimitReached')],
      { threshold: 1, expression: 'halted - limit', ids: ['halted', 'limit'] },
    ],
    ['PushFailures', [ofChannel('push', 'Failed'), ofChannel('push', 'Sent')], FAILURES],
  ])('watch for %s', (id, metrics, settings) => {
    const { threshold, expression = 'SUM(METRICS())', stat = 'Sum', seconds = 300, periods = 1 } = settings;
    const { ids = metrics.map((_, index) => `m${index + 1}`), silence = 'notBreaching' } = settings;
    const { datapoints = periods, stats } = settings;

    expect(named(id)).toEqual({
      AlarmName: `notifications-test-${id}`,
      AlarmDescription: expect.any(String),
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: threshold,
      EvaluationPeriods: periods,
      DatapointsToAlarm: datapoints,
      TreatMissingData: silence,
      Metrics: [
        { Id: 'value', Expression: expression, Label: id, ReturnData: true },
        ...metrics.map((Metric, index) => ({
          Id: ids[index],
          ReturnData: false,
          MetricStat: { Metric, Period: seconds, Stat: stats?.[ids[index] ?? ''] ?? stat },
        })),
      ],
    });
  });

  it.each<[string, Record<string, string>, number, readonly string[]]>([
    [
      'all channels and the preference page',
      ALL,
      46,
      ['PushFailures', 'PushHalted', 'SmsFailures', 'SmsHalted', 'SmsSpendLimit'],
    ],
    ['e-mail', OPEN, 38, []],
    ['e-mail to some recipients alone, where most records are skipped', SOURCES.msk, 34, []],
    [
      'e-mail and text messages',
      { ...OPEN, channels: 'email,sms', smsPoolArn: CHANNELS.smsPoolArn },
      41,
      ['SmsFailures', 'SmsHalted', 'SmsSpendLimit'],
    ],
  ])('are these and no others: %s', (_, raw, count, ofChannels) => {
    const names = propertiesOf<AlarmProperties>(raw, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) =>
      AlarmName.slice('notifications-test-'.length),
    );

    expect(names).toHaveLength(count);
    expect(names.filter((name) => /^(?:Sms|Push)/.test(name)).sort()).toEqual(ofChannels);
  });

  it.each([
    ['60', 300],
    ['240', 300],
    ['840', 840],
  ])('see a static share in each period, though a batch may take %s s', (timeout, seconds) => {
    const { StaticSharesAlarm } = resourcesOf({ ...SOURCES.msk, timeout, batchSize: '10' });

    expect(StaticSharesAlarm?.Properties.Metrics).toContainEqual(
      expect.objectContaining({ MetricStat: expect.objectContaining({ Period: seconds }) }),
    );
  });

  it('do not miss pollers that are off on purpose', () => {
    const silent = (raw: Record<string, string>) =>
      Object.keys(resourcesOf({ ...SOURCES.msk, enabled: 'false', ...raw })).filter((id) =>
        id.startsWith('PollersSilent'),
      );

    expect(silent({})).toEqual([]);
    expect(silent({ orderNotificationEnabled: 'true' })).toEqual(['PollersSilentOrderNotificationAlarm']);
  });
});

describe('the topic of the alarms', () => {
  const topic = (raw: Record<string, string>) => resourcesOf({ ...SOURCES.msk, ...raw }).AlarmTopic;

  it('mails whom the deployment names, and else nobody', () => {
    expect(topic({})).toEqual({ Type: 'AWS::SNS::Topic', Properties: {} });
    expect(topic({ alarmEmail: 'oncall@shop.example' })).toEqual({
      Type: 'AWS::SNS::Topic',
      Properties: { Subscription: [{ Protocol: 'email', Endpoint: 'oncall@shop.example' }] },
    });
  });

  it('takes messages of CloudWatch in this account alone', () => {
    expect(resourcesOf(SOURCES.msk).AlarmTopicPolicy).toEqual({
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'AlarmTopic' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Alarms',
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: { Ref: 'AlarmTopic' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    });
  });

  it('is none where one of the people on call is named, and no address', () => {
    const resources = resourcesOf({ ...SOURCES.msk, alarmTopicArn: ON_CALL });

    expect(resources).not.toHaveProperty('AlarmTopic');
    expect(resources).not.toHaveProperty('AlarmTopicPolicy');
  });
});

describe('an alarm', () => {
  const told = (raw: Record<string, string>, id: string) => {
    const found = resourcesOf({ ...SOURCES.msk, ...raw })[`${id}Alarm`]?.Properties;
    expect(found?.OKActions).toEqual(found?.AlarmActions);
    return found?.AlarmActions;
  };
  const alarmEmail = 'oncall@shop.example';
  const OWN = { Ref: 'AlarmTopic' };

  it.each<[string, Record<string, string>, readonly unknown[], readonly unknown[]]>([
    ['nobody', {}, [OWN], [OWN]],
    ['an address', { alarmEmail }, [OWN], [OWN]],
    ['a topic', { alarmTopicArn: ON_CALL }, [ON_CALL], []],
    ['both', { alarmEmail, alarmTopicArn: ON_CALL }, [OWN, ON_CALL], [OWN]],
  ])('calls nobody at night for what can wait, where the deployment names %s', (_, raw, urgent, waiting) => {
    expect(told(raw, 'Defects')).toEqual(urgent);
    expect(told(raw, 'ManyGivenUp')).toEqual(urgent);
    expect(told(raw, 'ClockSkew')).toEqual(waiting);
    expect(told(raw, 'MailEventsFailed')).toEqual(waiting);
    expect(told(raw, 'OnFailureDeliveries')).toEqual(waiting);
    expect(told(raw, 'OldDocuments')).toEqual(waiting);
  });
});

describe('a deployment', () => {
  const of = (stage: string, raw: Record<string, string>) => {
    const { refusals, warnings } = stackOf({
      service: 'notifications',
      stage,
      region: 'eu-central-1',
      version: 'v1.0.0',
      raw: { ...SOURCES.msk, allowedRecipients: '*', ...raw },
    });
    return { refusals, warnings };
  };

  it('to prod is refused while nobody is told of its alarms', () => {
    expect(of('prod', {}).refusals).toEqual([
      expect.stringMatching(/alarmEmail: nobody .* stage prod; .*alarmTopicArn=… .*--param alarms=none$/),
    ]);
  });

  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'to prod, on purpose',
      'prod',
      { alarms: 'none' },
      ['alarms=none: nobody is told of the alarms of stage prod.'],
    ],
    ['to another stage', 'test', {}, ['NOBODY is told of the alarms of stage test']],
    [
      'with a topic alone',
      'prod',
      { alarmTopicArn: ON_CALL },
      ['MailEventsFailed, MailsLate: alarmTopicArn gets'],
    ],
    ['with an address', 'prod', { alarmEmail: 'team@shop.example' }, []],
  ])('says of which alarms nobody is told: %s', (_, stage, raw, said) => {
    expect(of(stage, raw)).toEqual({
      refusals: [],
      warnings: said.map((text) => expect.stringContaining(text)),
    });
  });

  it('gives no advice where nobody is told on purpose', () => {
    expect(of('prod', { alarms: 'none' }).warnings.join()).not.toContain('--param');
  });
});
