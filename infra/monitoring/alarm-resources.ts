import { type Deployment, nameOf } from '../deployment';
import type { Resource, Resources } from '../template';
import { type Alarm, alarms } from './alarms';
import type { Metric } from './metrics';

export const alarmNameOf = (deployment: Deployment, id: string) => `${nameOf(deployment)}-${id}`;

const numbered = (metrics: readonly Metric[]) =>
  Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric]));

const withVariables = (value: string) => (value.includes('${') ? { 'Fn::Sub': value } : value);

const alarmTopicOf = ({ parameters }: Deployment) => parameters.alarmTopicArn ?? { Ref: 'AlarmTopic' };

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
      AlarmActions: [alarmTopicOf(deployment)],
      OKActions: [alarmTopicOf(deployment)],
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
            Stat: stat,
          },
        })),
      ],
    },
  };
}

/** CloudWatch cannot publish to a topic under the AWS managed key, so the topic has none; alarms hold no personal data. */
function alarmTopic({ parameters }: Deployment): Resources {
  if (parameters.alarmTopicArn) return {};
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
