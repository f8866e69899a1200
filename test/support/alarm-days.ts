import type { Deployment } from '../../infra/deployment';
import { mappingId } from '../../infra/event-source-mappings';
import { FUNCTIONS, PREFERENCES } from '../../infra/functions';
import { alertRules } from '../../infra/grafana/alerts';
import { alarms } from '../../infra/monitoring/alarms';
import {
  DEAD_LETTERS,
  type Metric,
  OLD_DOCUMENTS,
  ofChannel,
  ofFunctions,
  ofMappings,
  ofPage,
  own,
  reputation,
} from '../../infra/monitoring/metrics';
import type { ChannelMetricName } from '../../lib/runtime/channel-telemetry';
import { CHANNELS, SOURCES } from '../../tools/stacks/deployments';
import { type AlarmRule, goesOff, isRuleOn, type Measured } from './alarm-rules';
import { propertiesOf, stack } from './computed-stack';
import { alertRulesIn } from './grafana';
import { type Ending, GAPS, measuredOn, type Shown, type Trouble } from './simulated-service';

const PARAMETERS = { ...SOURCES.msk, ...CHANNELS, preferencesPage: 'true', allowedRecipients: '*' };
const DEPLOYMENT: Deployment = {
  service: 'notifications',
  stage: 'test',
  region: 'eu-central-1',
  version: 'v1.0.0',
  parameters: stack(PARAMETERS).parameters,
};
const RULES = propertiesOf<AlarmRule>(PARAMETERS, 'AWS::CloudWatch::Alarm');

/** Minutes of the day. Most trouble begins at noon, and the day ends at four in the night. */
const MORNING = 9 * 60;
const NOON = 12 * 60;
const NIGHT = 26 * 60 + 30;
const LAST = 28 * 60;

const ORDER = 'order_notification';
const PAYMENT = 'payment_notification';

const between = (from: number, minutes: number) => (minute: number) =>
  minute >= from && minute < from + minutes;

/** One record, of orders, at this minute. */
const one =
  (ends: Ending, at = NOON): Trouble['odd'] =>
  (topic, minute) =>
    topic === ORDER && minute === at ? [ends, 1] : undefined;

/** So many records of each topic more, each minute for two hours from noon. */
const many =
  (records: number): Trouble['odd'] =>
  (_, minute) =>
    between(NOON, 120)(minute) ? ['sent', records] : undefined;

/** All records, or a share of them, for some minutes from noon: of each topic, or of one. */
const all =
  (ends: Ending, minutes = LAST, share = 1, only?: string): Trouble['world'] =>
  (topic, minute) =>
    between(NOON, minutes)(minute) && (only ?? topic) === topic ? [ends, share] : undefined;

const shown = (metrics: readonly Metric[], value: number, minutes = 60): readonly Shown[] =>
  metrics.map((metric) => ({ metric, value, during: [NOON, NOON + minutes] }));

const ofOne = (metrics: readonly Metric[]) => metrics.slice(0, 1);

const ofText = (name: ChannelMetricName, value: number) => shown([ofChannel(DEPLOYMENT, name, 'sms')], value);
const ofPush = (name: ChannelMetricName, value: number) =>
  shown([ofChannel(DEPLOYMENT, name, 'push')], value);

export interface Day extends Trouble {
  readonly what: string;
  /** The minute in which the trouble begins, by default noon. */
  readonly begins?: number;
}

/** Days on which nobody is to be called: all is well, or can wait until the morning. */
export const GOOD_DAYS: readonly Day[] = [
  { what: 'a usual day' },
  { what: 'the SES rate is nearly used for two hours', odd: many(80) },
  { what: 'one malformed message', odd: one('invalid') },
  { what: 'one malformed message, at night', begins: NIGHT, odd: one('invalid', NIGHT) },
  { what: 'one user without a contact', odd: one('permanent') },
  { what: 'one user without a contact, at night', begins: NIGHT, odd: one('permanent', NIGHT) },
  { what: 'one message that is days old', odd: one('tooOld') },
  {
    what: 'three malformed messages, at night',
    begins: NIGHT,
    odd: (topic, minute) => (topic === ORDER && minute === NIGHT ? ['invalid', 3] : undefined),
  },
  {
    what: 'a malformed message every two hours',
    odd: (topic, minute) =>
      topic === ORDER && minute >= NOON && minute % 120 === 0 ? ['invalid', 1] : undefined,
  },
  { what: 'SES throttles one record of twenty for an hour', world: all('transient', 60, 0.05) },
  { what: 'SES gives no answer for one record', odd: one('unknown') },
  { what: 'DynamoDB is out of reach for three minutes', world: all('transient', 3) },
  {
    what: 'a function is slow for five minutes',
    shows: shown(ofOne(ofFunctions(DEPLOYMENT, 'Duration')), 240_000, 5),
  },
  {
    what: 'documents lie in the on-failure bucket for ten days',
    shows: shown([OLD_DOCUMENTS], 4_000, 1),
  },
  { what: 'a mail meets a suppressed address', shows: shown([own(DEPLOYMENT, 'Suppressed')], 1, 1) },
  {
    what: 'batches come close to their time-out',
    shows: shown(ofOne(ofFunctions(DEPLOYMENT, 'Duration')), 240_000),
  },
  { what: 'the clock of an instance is wrong', shows: shown([own(DEPLOYMENT, 'ClockSkew')], 1) },
  { what: 'the function of mail events fails', shows: shown([DEAD_LETTERS], 1, LAST) },
];

/** Days on which somebody is to be called. */
export const BAD_DAYS: readonly Day[] = [
  { what: 'SES is down for 20 minutes', world: all('transient', 20) },
  { what: 'SES is down for two hours', world: all('transient', 120) },
  { what: 'SES throttles a third of the records for an hour', world: all('transient', 60, 0.34) },
  { what: 'SES gives no answer for 20 minutes', world: all('unknown', 20) },
  {
    what: 'DynamoDB is down for 20 minutes',
    world: all('transient', 20),
    shows: shown([own(DEPLOYMENT, 'StaticShare')], 5, 20),
  },
  {
    what: 'DynamoDB takes no more that mails were sent',
    shows: shown([own(DEPLOYMENT, 'SentUnrecorded')], 1, 1),
  },
  {
    what: 'the mapping of payments is off',
    polls: (topic, minute) => topic !== PAYMENT || minute < NOON,
  },
  {
    what: 'pollers cannot sign in to the brokers',
    takes: (_, minute) => (minute < NOON ? Number.POSITIVE_INFINITY : 0),
    shows: shown(ofMappings(DEPLOYMENT, 'PollingErrorCount'), 1, LAST),
  },
  {
    what: 'pollers cannot invoke the function of orders',
    takes: (topic, minute) => (topic !== ORDER || minute < NOON ? Number.POSITIVE_INFINITY : 0),
    shows: shown(ofMappings(DEPLOYMENT, 'InvokeErrorCount'), 1, LAST),
  },
  {
    what: 'orders stand still while a backlog of payments shrinks',
    odd: (topic, minute) => (topic === PAYMENT && minute === NOON ? ['sent', 5_000] : undefined),
    takes: (topic, minute) => (topic !== ORDER || minute < NOON ? Number.POSITIVE_INFINITY : 0),
  },
  {
    what: 'more mails than the SES rate allows, for two hours',
    odd: many(400),
  },
  {
    what: 'Lambda has no concurrency left',
    takes: (_, minute) => (between(NOON, 60)(minute) ? 0 : Number.POSITIVE_INFINITY),
    shows: shown(ofFunctions(DEPLOYMENT, 'Throttles'), 3),
  },
  { what: 'all payments are skipped', world: all('skipped', LAST, 1, PAYMENT) },
  { what: 'all payments are malformed', world: all('invalid', LAST, 1, PAYMENT) },
  { what: 'the table of contacts is empty', world: all('permanent') },
  { what: 'a deploy with a defect in the mails of orders', world: all('defect', LAST, 1, ORDER) },
  {
    what: 'one message that meets a defect of ours, at night',
    begins: NIGHT,
    odd: one('defect', NIGHT),
  },
  {
    what: 'a deploy with a function that does not start',
    takes: (_, minute) => (minute < NOON ? Number.POSITIVE_INFINITY : 0),
    shows: shown(ofFunctions(DEPLOYMENT, 'Errors'), 2, LAST),
  },
  {
    what: 'a consumer group is reset by a week',
    odd: (topic, minute) => (topic === ORDER && minute === NOON ? ['tooOld', 5_000] : undefined),
  },
  {
    what: 'the on-failure bucket cannot be written to, while contacts are missing',
    world: all('permanent', 60),
    shows: shown(
      [
        ...ofOne(ofMappings(DEPLOYMENT, 'OnFailureDestinationDeliveryErrorCount')),
        ...ofOne(ofMappings(DEPLOYMENT, 'DroppedEventCount')),
      ],
      1,
    ),
  },
  { what: 'six of a hundred mails bounce', shows: shown([reputation('BounceRate')], 0.06) },
  { what: 'two of a thousand mails are called spam', shows: shown([reputation('ComplaintRate')], 0.002) },
  {
    what: 'the preference page cannot read DynamoDB',
    shows: shown([ofPage('5xx')], 1),
  },
  {
    what: 'the preference page has no concurrency left',
    shows: shown(ofFunctions(DEPLOYMENT, 'Throttles', [PREFERENCES]), 1),
  },
  {
    what: 'the API of the preference page lets through half of the requests',
    shows: [
      ...shown([ofPage('Count')], 20),
      ...shown(ofFunctions(DEPLOYMENT, 'Invocations', [PREFERENCES]), 10),
    ],
  },
  {
    what: 'the spend limit of texts is reached',
    shows: [...ofText('SpendLimitReached', 1), ...ofText('Halted', 1)],
  },
  { what: 'the pool of texts is gone', shows: [...ofText('SpendLimitReached', 0), ...ofText('Halted', 1)] },
  { what: 'a third of the texts fail', shows: [...ofText('Failed', 1), ...ofText('Sent', 2)] },
  { what: 'Google takes no pushes', shows: [...ofPush('SpendLimitReached', 0), ...ofPush('Halted', 1)] },
  { what: 'a third of the pushes fail', shows: [...ofPush('Failed', 1), ...ofPush('Sent', 2)] },
];

/** An alarm that goes off, and how many minutes after the trouble began. */
export interface Alarmed {
  readonly id: string;
  readonly after: number;
}

const known = new Map<string, Alarmed[]>();

/** Lists the alarms that go off on a day, in their order. @param gaps minutes between the tries of a record */
export function alarmsOn(day: Day, orders: number, gaps = GAPS): Alarmed[] {
  const key = JSON.stringify([day.what, orders, gaps]);
  const alarmed = known.get(key) ?? simulated(day, orders, gaps);
  known.set(key, alarmed);
  return alarmed;
}

function measuredIn(day: Day, orders: number, gaps: readonly number[]): Measured {
  const mappings = Object.fromEntries(FUNCTIONS.map((fn) => [fn.topic, mappingId(DEPLOYMENT, fn)]));
  const setting = {
    orders,
    during: [MORNING, LAST] as const,
    namespace: 'notifications/test',
    mappings,
    gaps,
  };
  return measuredOn(setting, day);
}

function simulated(day: Day, orders: number, gaps: readonly number[]): Alarmed[] {
  const measured = measuredIn(day, orders, gaps);
  return RULES.flatMap((rule) => {
    const at = goesOff(rule, measured, [MORNING + 60, LAST - 1]);
    const id = rule.AlarmName.slice('notifications-test-'.length);
    return at === undefined ? [] : [{ id, after: at - (day.begins ?? NOON) + 1 }];
  }).sort((a, b) => a.after - b.after || a.id.localeCompare(b.id));
}

/** The rules for Grafana, with the names of the definitions. */
const GRAFANA = alertRulesIn(
  JSON.stringify(alertRules({ deployment: DEPLOYMENT, names: {} }, { dataSource: '', runbook: '' })),
);

/**
 * Names the alarms of a day of which no rule goes off. A rule is evaluated each five minutes, in whichever minute of them, and may take so many
 * minutes longer than its alarm.
 */
export function withoutRule(day: Day, orders: number, longer: number): string[] {
  const measured = measuredIn(day, orders, GAPS);
  return alarmsOn(day, orders).flatMap(({ id, after }) => {
    const rules = GRAFANA.filter(({ alarm }) => alarm === id);
    const last = (day.begins ?? NOON) + after + longer;
    const evaluations = Array.from({ length: 5 }, (_, index) => last - index);
    return evaluations.every((now) => rules.some((rule) => isRuleOn(rule, measured, now))) ? [] : [id];
  });
}

const ALARMS = alarms(DEPLOYMENT);
export const ALARM_IDS = Object.keys(ALARMS);
export const canWait = (id: string): boolean => ALARMS[id]?.canWait === true;

/** Names the alarms of one cell, those that call somebody in bold, and how many calls these are. One of all topics is named once. */
function cellOf(alarmed: readonly Alarmed[]): string {
  const named = new Map<string, Alarmed[]>();
  for (const one of alarmed) {
    const entry = ALARMS[one.id]?.entry ?? one.id;
    named.set(entry, [...(named.get(entry) ?? []), one]);
  }
  const cells = Array.from(named, ([entry, list]) => {
    const [{ id, after } = { id: entry, after: 0 }] = list;
    const topics = FUNCTIONS.filter((fn) => list.some((one) => one.id === `${entry}${fn.id}`));
    const of = topics.length > 0 && topics.length < FUNCTIONS.length;
    const name = of ? `${entry} of ${topics.map(({ topic }) => topic.split('_')[0]).join(', ')}` : entry;
    return `${canWait(id) ? name : `**${name}**`} ${after}`;
  });
  const calls = alarmed.filter(({ id }) => !canWait(id)).length;
  return `${calls > 1 ? `${calls} calls: ` : ''}${cells.join(', ') || 'nothing'}`;
}

const SIZES = [1_000, 100_000] as const;

/** The table of what goes off on which day. */
export function daysTable(): string {
  const rows = [...GOOD_DAYS, ...BAD_DAYS].map((day) => {
    const cells = SIZES.map((orders) => cellOf(alarmsOn(day, orders)));
    return `| ${[day.what, ...cells].join(' | ')} |`;
  });
  const heads = ['what happens', ...SIZES.map((orders) => `at ${orders.toLocaleString('en')} orders a day`)];
  return [`| ${heads.join(' | ')} |`, '|---|---|---|', ...rows].join('\n');
}
