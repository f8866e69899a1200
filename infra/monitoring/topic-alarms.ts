import type { Deployment } from '../deployment';
import { mailsEverybody } from '../environment';
import { isEnabled } from '../event-source-mappings';
import { FUNCTIONS, type ServiceFunction } from '../functions';
import type { Alarm } from './alarms';
import { type Metric, ofMappings, own } from './metrics';

/** Age at which a record is late when it is read: a quarter of an hour, in milliseconds. */
export const LATE = 900_000;

/** Names what waits of a topic that has a mapping, and what is sent. */
function lagOf(deployment: Deployment, fn: ServiceFunction): Readonly<Record<string, Metric>> {
  const [lag] = ofMappings(deployment, 'SumOffsetLag', [fn]);
  return lag ? { lag, sent: own(deployment, 'Sent', fn) } : {};
}

/**
 * Describes the alarms that each topic has of its own: over all topics, one that sends nothing or falls behind is hidden by those
 * that do well.
 */
const alarmsOfTopic = (deployment: Deployment, fn: ServiceFunction): Readonly<Record<string, Alarm>> => ({
  ...(isEnabled(deployment, fn) && {
    PollersSilent: {
      description: `For half an hour ${fn.topic} was not polled at all, not even in vain: its mapping is off, not created, or cannot start. First: the mappings’ state and last result (see the runbook).`,
      metrics: ofMappings(deployment, 'PolledEventCount', [fn]),
      // A poll in vain counts as 0. What is missing is filled: otherwise CloudWatch would look further back for what was measured.
      expression: 'IF(FILL(m1, -1) < 0, 1, 0)',
      threshold: 1,
      periods: 6,
      silence: 'breaching',
    },
  }),
  // The smallest number of each period: between two batches of a topic that keeps up, next to nothing waits. Where records are read
  // and none is sent, they wait for their next try: why they fail has alarms of its own.
  LagGrowing: {
    description: `For half an hour, 10 records or more of ${fn.topic} have waited all the time, their number did not shrink, and it is not that they fail: mails are late. First: see on the dashboard whether the function runs (errors, throttles) or is just slow (SES rate).`,
    metrics: lagOf(deployment, fn),
    expression: 'IF(lag >= 10 AND FILL(sent, 1) > 0, IF(RATE(lag) >= 0, 1, 0), 0)',
    stat: { lag: 'Minimum' },
    threshold: 1,
    periods: 6,
  },
  // What grows further is told by LagGrowing; a backlog that shrinks mends itself.
  // Only where mails go: a record that fails for good is read again and again, and grows old by that.
  MailsLate: {
    description: `For half an hour, nine of ten records of ${fn.topic} were older than a quarter of an hour when they were read: their mails are late, none is lost. First: see lag on the dashboard; is it more than the SES rate allows, or did the topic stand still before?`,
    metrics: { age: own(deployment, 'RecordAge', fn), sent: own(deployment, 'Sent', fn) },
    stat: { age: 'p10' },
    expression: 'IF(sent > 0, age, 0)',
    threshold: LATE,
    minutes: 15,
    periods: 2,
    canWait: true,
  },
  // Records that fail have alarms of their own. A stage that mails only its testers skips most records on purpose.
  ...(mailsEverybody(deployment) && {
    NoMailSent: {
      description: `For half an hour records of ${fn.topic} were skipped, and none of them became a mail. First: see why (the runbook has the query); opt-outs and a topic that is read again are the usual reasons.`,
      metrics: { skipped: own(deployment, 'Skipped', fn), sent: own(deployment, 'Sent', fn) },
      expression: 'IF(skipped >= 15 AND sent == 0, 1, 0)',
      threshold: 1,
      minutes: 30,
    },
  }),
});

/** Puts the alarms of every topic under one name for each: PollersSilentOrderNotification. */
export const topicAlarms = (deployment: Deployment): Readonly<Record<string, Alarm>> =>
  Object.fromEntries(
    FUNCTIONS.flatMap((fn) =>
      Object.entries(alarmsOfTopic(deployment, fn)).map(([entry, alarm]) => [
        `${entry}${fn.id}`,
        { ...alarm, entry },
      ]),
    ),
  );
