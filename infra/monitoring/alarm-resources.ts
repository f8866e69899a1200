import { type Deployment, nameOf } from '../deployment';
import type { Parameters } from '../parameters/parameters';
import type { Resource, Resources } from '../template';
import { type Alarm, alarms } from './alarms';
import type { Metric } from './metrics';

export const alarmNameOf = (deployment: Deployment, id: string) => `${nameOf(deployment)}-${id}`;

const numbered = (metrics: readonly Metric[]) =>
  Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric]));

const withVariables = (value: string) => (value.includes('${') ? { 'Fn::Sub': value } : value);

/** The stack has a topic of its own for `alarmEmail`, and for a deployment that names nobody: one may subscribe to it. */
const hasTopic = ({ alarmEmail, alarmTopicArn }: Parameters) => alarmEmail !== undefined || !alarmTopicArn;

/** Lists who is told. What can wait must not call the person on call, so it goes to the stack's own topic alone. */
const toldOf = ({ parameters }: Deployment, { canWait }: Alarm) => [
  ...(hasTopic(parameters) ? [{ Ref: 'AlarmTopic' }] : []),
  ...(parameters.alarmTopicArn && !canWait ? [parameters.alarmTopicArn] : []),
];

function alarmResource(deployment: Deployment, id: string, alarm: Alarm): Resource<'AWS::CloudWatch::Alarm'> {
  const {
    description,
    expression = 'SUM(METRICS())',
    stat = 'Sum',
    threshold,
    minutes = 5,
    periods = 1,
    datapoints = periods,
    silence = 'notBreaching',
  } = alarm;
  const metrics = Array.isArray(alarm.metrics) ? numbered(alarm.metrics) : alarm.metrics;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: alarmNameOf(deployment, id),
      AlarmDescription: description,
      AlarmActions: toldOf(deployment, alarm),
      OKActions: toldOf(deployment, alarm),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: threshold,
      EvaluationPeriods: periods,
      DatapointsToAlarm: datapoints,
      TreatMissingData: silence,
      Metrics: [
        { Id: 'value', Expression: expression, Label: id, ReturnData: true },
        ...Object.entries(metrics).map(([Id, { namespace, name, dimensions }]) => ({
          Id,
          ReturnData: false,
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, value]) => ({
                Name,
                Value: withVariables(value),
              })),
            },
            Period: minutes * 60,
            Stat: typeof stat === 'string' ? stat : (stat[Id] ?? 'Sum'),
          },
        })),
      ],
    },
  };
}

/** CloudWatch cannot publish to a topic under the AWS managed key, so the topic has none; alarms hold no personal data. */
function alarmTopic({ parameters }: Deployment): Resources {
  if (!hasTopic(parameters)) return {};
  return {
    AlarmTopic: {
      Type: 'AWS::SNS::Topic',
      Properties: parameters.alarmEmail
        ? { Subscription: [{ Protocol: 'email', Endpoint: parameters.alarmEmail }] }
        : {},
    },
    AlarmTopicPolicy: {
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
    },
  };
}

export const alarmResources = (deployment: Deployment): Resources => ({
  ...alarmTopic(deployment),
  ...Object.fromEntries(
    Object.entries(alarms(deployment)).map(([id, alarm]) => [
      `${id}Alarm`,
      alarmResource(deployment, id, alarm),
    ]),
  ),
});
