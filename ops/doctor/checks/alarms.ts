import { type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { nameOf } from '../../../lib/runtime/errors';
import { plural } from '../../../tools/text';
import { type AwsPlace, stackName } from '../../place';
import { awsCommand, type Check, type Line, ok, warning, wrong } from '../check';
import type { Context } from '../context';

async function alarmsOf({ place, clients, abortSignal }: Context): Promise<MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  const request = { AlarmNamePrefix: `${stackName(place)}-` };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: clients.cloudWatch }, request, {
    abortSignal,
  }))
    found.push(...MetricAlarms);
  return found;
}

/** The runbook has a section for each alarm. */
const sectionOf = (id: string) => `docs/runbook.md#${id.toLowerCase()}`;

function alarmLines(alarms: readonly MetricAlarm[], place: AwsPlace): Line[] {
  const prefix = `${stackName(place)}-`;
  const { region } = place;
  return alarms.flatMap(({ AlarmName = '', StateValue, StateReason = '', ActionsEnabled }) => {
    const id = AlarmName.slice(prefix.length);
    if (StateValue === 'ALARM')
      return [wrong(`${id} is in alarm: ${StateReason.replaceAll('\n', ' ')}`, sectionOf(id))];
    if (ActionsEnabled === false)
      return [
        warning(
          `${id} tells nobody: its actions are off`,
          awsCommand(region, `cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`),
        ),
      ];
    return [];
  });
}

/** With `alarmTopicArn` alone, what can wait until the morning has no action. */
function silentLine(alarms: readonly MetricAlarm[], { place }: Context): Line {
  const ids = alarms.map(({ AlarmName = '' }) => AlarmName.slice(stackName(place).length + 1));
  return warning(
    `nobody is told of ${ids.join(', ')}: without an action`,
    'deploy with --param alarmEmail=…',
  );
}

/** Instead of its ARN, a subscription says that it waits, or was deleted. Source: SNS API reference, `ListSubscriptionsByTopic`. */
const isConfirmed = (arn: string): boolean => arn.startsWith('arn:');

async function subscribersLine(
  { clients, abortSignal, place, parameters }: Context,
  TopicArn: string,
): Promise<Line> {
  const arns: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: clients.sns },
    { TopicArn },
    { abortSignal },
  ))
    arns.push(...Subscriptions.map(({ SubscriptionArn = '' }) => SubscriptionArn));
  const confirmed = arns.filter(isConfirmed).length;
  if (confirmed > 0) return ok(`${plural(confirmed, 'subscriber')} of ${TopicArn} told`);
  // What is not known is no choice.
  const { alarms: choice } = await parameters().catch(() => ({ alarms: undefined }));
  if (arns.length === 0 && choice === 'none') return ok('nobody is told of an alarm, as alarms=none says');
  return arns.length > 0
    ? wrong(
        `nobody is told of an alarm: ${plural(arns.length, 'subscription')} of ${TopicArn} not confirmed`,
        'follow the link in the mail "AWS Notification - Subscription Confirmation"',
      )
    : wrong(
        `nobody is told of an alarm: ${TopicArn} has no subscription`,
        `deploy with --param alarmEmail=…, or: ${awsCommand(place.region, `sns subscribe --topic-arn ${TopicArn} --protocol email --notification-endpoint …`)}`,
      );
}

/** A topic may be of another account; what is known of the alarms is told all the same. */
const topicLine = (context: Context, topic: string): Promise<Line> =>
  subscribersLine(context, topic).catch((error) =>
    warning(
      `whether anybody is told of an alarm is not known: ${topic} could not be asked (${nameOf(error)})`,
      'sns:ListSubscriptionsByTopic is needed on it',
    ),
  );

export const alarms: Check = {
  name: 'alarms',
  looksFor:
    'those in alarm, those that are turned off or without an action, and whether anybody is told: a confirmed subscription of their topic',
  needs: ['cloudwatch:DescribeAlarms', 'sns:ListSubscriptionsByTopic', 'cloudformation:GetTemplate'],
  async run(context) {
    const all = await alarmsOf(context);
    if (all.length === 0) return [wrong('the stack has no alarm', 'deploy again')];
    const topics = [...new Set(all.flatMap(({ AlarmActions = [] }) => AlarmActions))].filter((arn) =>
      arn.includes(':sns:'),
    );
    const silent = all.filter(({ AlarmActions = [] }) => AlarmActions.length === 0);
    const lines = alarmLines(all, context.place);
    return [
      ...(lines.length > 0 ? lines : [ok(`none of ${plural(all.length, 'alarm')} in alarm`)]),
      ...(silent.length > 0 ? [silentLine(silent, context)] : []),
      ...(await Promise.all(topics.map((topic) => topicLine(context, topic)))),
    ];
  },
};
