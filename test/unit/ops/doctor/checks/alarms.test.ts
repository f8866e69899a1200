import { alarms } from '../../../../../ops/doctor/checks/alarms';
import { doctorWith, refused } from '../../../../support/doctor';
import { ALARM, ALARM_TOPIC } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(alarms);

const alarm = (changes: object) => ({ DescribeAlarms: { MetricAlarms: [{ ...ALARM, ...changes }] } });

tellsOf([
  [
    'an alarm',
    { answers: alarm({ StateValue: 'ALARM', StateReason: 'Threshold Crossed' }) },
    /^✗ alarms: Defects is in alarm: Threshold Crossed → docs\/runbook\.md#defects/,
  ],
  [
    'an alarm that is turned off',
    { answers: alarm({ ActionsEnabled: false }) },
    /^! alarms: Defects tells nobody/,
  ],
  [
    'an alarm without an action',
    { answers: alarm({ AlarmActions: [] }) },
    /^! alarms: nobody is told of Defects: without an action → deploy with --param alarmEmail=/,
  ],
  [
    'the choice that nobody hears alarms',
    {
      answers: {
        ListSubscriptionsByTopic: { Subscriptions: [] },
        GetTemplate: { TemplateBody: JSON.stringify({ Metadata: { Parameters: { alarms: 'none' } } }) },
      },
    },
    /^✓ alarms: nobody is told of an alarm, as alarms=none says/,
  ],
  [
    'a stack without alarms',
    { answers: { DescribeAlarms: { MetricAlarms: [] } } },
    /^✗ alarms: the stack has no alarm/,
  ],
  [
    'alarms that nobody hears',
    { answers: { ListSubscriptionsByTopic: { Subscriptions: [] } } },
    new RegExp(`^✗ alarms: nobody is told of an alarm: ${ALARM_TOPIC} has no subscription`),
  ],
  [
    'a topic of another account, and of the alarms all the same',
    {
      answers: { ...alarm({ StateValue: 'ALARM' }), ListSubscriptionsByTopic: refused('AuthorizationError') },
    },
    /^! alarms: whether anybody is told of an alarm is not known: .* could not be asked/,
  ],
  [
    'a subscription that is not confirmed',
    {
      answers: { ListSubscriptionsByTopic: { Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] } },
    },
    /^✗ alarms: nobody is told of an alarm: 1 subscription of .* not confirmed/,
  ],
]);
