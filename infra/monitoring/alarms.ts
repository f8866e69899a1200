import type { Deployment } from '../deployment';
import { PREFERENCES } from '../functions';
import { isSesElsewhere } from '../parameters/places';
import { ON_FAILURE_DAYS } from '../storage';
import { channelAlarms } from './channel-alarms';
import {
  DEAD_LETTERS,
  deadLettersLost,
  type Metric,
  OLD_DOCUMENTS,
  ofFunctions,
  ofMappings,
  ofPage,
  own,
  reputation,
} from './metrics';
import { topicAlarms } from './topic-alarms';

type Statistic = 'Average' | 'Maximum' | 'Minimum' | 'p10' | 'p99';

export interface Alarm {
  /** What the alarm means, and the first thing to do. docs/runbook.md has the rest. */
  readonly description: string;
  readonly metrics: Readonly<Record<string, Metric>> | readonly Metric[];
  /** A formula over the metrics, by their names. By default their sum. */
  readonly expression?: string;
  /** By default the sum; of single metrics by their names. */
  readonly stat?: Statistic | Readonly<Record<string, Statistic>>;
  readonly threshold: number;
  /**
   * Whether it may wait until the morning. `alarmTopicArn` does not get it then, only `alarmEmail`. What makes mails slow may wait:
   * LagGrowing calls when they are.
   */
  readonly canWait?: boolean;
  /** Its entry in docs/runbook.md, where alarms of several topics share one. By default its own name. */
  readonly entry?: string;
  /** Length of one period in minutes, 5 by default; and the number of periods in a row, 1 by default. */
  readonly minutes?: number;
  readonly periods?: number;
  /** How many of the periods must reach the threshold; by default all. */
  readonly datapoints?: number;
  /** What it means when nothing is measured. By default nothing is wrong: no records arrive. */
  readonly silence?: 'breaching';
}

/** A day in minutes: S3 measures what a bucket holds once a day. */
const DAY = 1_440;

/** Describes every alarm that has something to watch: a deployment without mappings has none of theirs. */
export const alarms = (deployment: Deployment): Readonly<Record<string, Alarm>> =>
  Object.fromEntries(
    Object.entries(everyAlarm(deployment)).filter(([, { metrics }]) => Object.keys(metrics).length > 0),
  );

/** An alarm goes off when its value reaches the threshold. */
function everyAlarm(deployment: Deployment): Readonly<Record<string, Alarm>> {
  const stage = `--stage ${deployment.stage}`;
  const nearTimeout = deployment.parameters.timeout * 1_000 * 0.9;
  return {
    // A malformed message, a user who is gone: some customer gets no mail, and the morning is soon enough.
    OnFailureDeliveries: {
      description: `Records were given up after their retries; their customers got no mail. They lie in the on-failure bucket. First: npm run redrive -- ${stage} --dry-run, which says why.`,
      metrics: ofMappings(deployment, 'OnFailureDestinationDeliveredEventCount'),
      threshold: 1,
      minutes: 60,
      canWait: true,
    },
    ManyGivenUp: {
      description: `Ten records or more were given up within an hour; their customers got no mail. They lie in the on-failure bucket. First: npm run redrive -- ${stage} --dry-run, which says why.`,
      metrics: ofMappings(deployment, 'OnFailureDestinationDeliveredEventCount'),
      threshold: 10,
      minutes: 60,
    },
    // S3 measures late: it may write yesterday's number in the course of today. Until then the latest is that of the day before.
    OldDocuments: {
      description: `Documents have lain in the on-failure bucket for about ten days, and S3 deletes them after ${ON_FAILURE_DAYS}: those customers then get no mail for good. First: npm run redrive -- ${stage} --dry-run, which says what they are.`,
      metrics: [OLD_DOCUMENTS],
      stat: 'Maximum',
      threshold: 1,
      minutes: DAY,
      periods: 3,
      datapoints: 1,
      canWait: true,
    },
    DroppedEvents: {
      description:
        'Records are LOST: Lambda could not write them to the on-failure bucket. First: check that the bucket exists, that the execution role may write to it, and that the cluster’s VPC has an S3 endpoint. The pollers’ log lines name the error.',
      metrics: ofMappings(deployment, 'DroppedEventCount'),
      threshold: 1,
    },
    OnFailureDeliveryErrors: {
      description:
        'Lambda failed to write records to the on-failure bucket; after its tries they are LOST. First: the same as for DroppedEvents, now, while it still tries.',
      metrics: [
        ...ofMappings(deployment, 'OnFailureDestinationDeliveryErrorCount'),
        ...ofFunctions(deployment, 'DestinationDeliveryFailures'),
      ],
      threshold: 1,
    },
    PollingErrors: {
      description:
        'For a quarter of an hour pollers could not read the topics, invoke a function or commit: mails are late or stand still. First: the mappings’ state and last result (see the runbook); credentials, security groups and permissions are the usual reasons.',
      metrics: [
        ...ofMappings(deployment, 'PollingErrorCount'),
        ...ofMappings(deployment, 'CommitErrorCount'),
      ],
      threshold: 1,
      periods: 3,
    },
    InvokeErrors: {
      description:
        'For a quarter of an hour pollers could not invoke a function. First: the mappings’ state and last result (see the runbook); the role, the network’s way to Lambda and concurrency are the usual reasons.',
      metrics: ofMappings(deployment, 'InvokeErrorCount'),
      threshold: 1,
      periods: 3,
    },
    // One in 5 minutes is enough, at night too: every record like it fails in the same way, no retry mends that, and within minutes
    // the record is given up. It ends only when somebody deploys.
    Defects: {
      description:
        'An error of our own code: those records were not sent, every retry fails in the same way, and then they lie in the on-failure bucket. First: the saved query "defects", which says where it happened; then deploy the version before.',
      metrics: [own(deployment, 'Defects')],
      threshold: 1,
    },
    // A batch tells at its end, so a period is at least as long as a batch may take. One period is a DynamoDB that was slow once.
    StaticShares: {
      description:
        'For minutes, instances have kept to their static share of the SES rate, because DynamoDB did not answer for the queue of the rate or a clock is wrong: mails are slow, none is lost. First: see throttled requests of the notification log on the dashboard, and whether the alarm ClockSkew is on too.',
      metrics: [own(deployment, 'StaticShare')],
      threshold: 1,
      minutes: Math.max(5, Math.ceil(deployment.parameters.timeout / 60)),
      periods: 3,
      datapoints: 2,
      canWait: true,
    },
    // Such an instance harms nobody and is soon replaced; what lasts is a clock that does not mend itself.
    ClockSkew: {
      description:
        'For a quarter of an hour, batches have met a clock that is more than 2 seconds off that of DynamoDB: those instances keep to their static share, so their mails are slow. First: find which instances they are (see the runbook), then let Lambda replace them by deploying again.',
      metrics: [own(deployment, 'ClockSkew')],
      threshold: 1,
      periods: 3,
      canWait: true,
    },
    UnknownSends: {
      description:
        'SES gave no answer to several sends: those customers may have got a mail, or two, or none. First: look at the AWS Health Dashboard for SES in this Region, then at send latency on the dashboard.',
      metrics: [own(deployment, 'FailedUnknown')],
      threshold: 5,
      minutes: 15,
    },
    // One in 5 minutes is enough: it is told only once DynamoDB has refused for the rest of an invocation, the record ends as
    // `sent` and moves no other metric, and what DynamoDB refuses for one it mostly refuses for all that follow.
    SentUnrecorded: {
      description:
        'Mails were sent, and DynamoDB did not take down that they were: until it does, a duplicate of such a record may be mailed a second time. First: see whether DynamoDB refuses the notification log (throttled requests on the dashboard, the role, the key of the table); the saved query "not recorded, or sent again" has the records.',
      metrics: [own(deployment, 'SentUnrecorded')],
      threshold: 1,
    },
    TransientFailures: {
      description:
        'More than a fifth of the records failed for reasons that pass: SES throttles or is down, or DynamoDB is. They are retried. First: see failures by reason on the dashboard; with "throttled", compare sesMaxSendRate with the account’s quota.',
      metrics: { failed: own(deployment, 'FailedTransient'), records: own(deployment, 'Records') },
      // One record is not tried so often in five minutes, three times in a row.
      expression: 'IF(failed >= 5, failed / records, 0)',
      threshold: 0.2,
      periods: 3,
    },
    // Three messages that fail for good are read eighteen times.
    PermanentFailures: {
      description:
        'More than a fifth of the records failed for good within half an hour: no retry mends that, and their customers get no mail. First: the saved query "failures by reason"; a producer that writes another format, or a table of contacts that is empty, are the usual reasons.',
      metrics: {
        permanent: own(deployment, 'FailedPermanent'),
        invalid: own(deployment, 'Invalid'),
        records: own(deployment, 'Records'),
      },
      expression: 'IF(permanent + invalid >= 20, (permanent + invalid) / records, 0)',
      threshold: 0.2,
      minutes: 30,
    },
    FunctionErrors: {
      description:
        'A function failed as a whole: a wrong configuration, its time-out, no memory, or an error of our own code outside any one record. The whole batch is retried, in halves. First: the saved query "errors of the functions".',
      metrics: ofFunctions(deployment, 'Errors'),
      threshold: 1,
    },
    Throttles: {
      description:
        'Lambda had no concurrency left for the functions: mails are late, none is lost. First: compare the account’s concurrency limit with what else runs there, or give the functions reserved concurrency.',
      metrics: ofFunctions(deployment, 'Throttles'),
      threshold: 1,
      periods: 3,
    },
    NearTimeout: {
      description:
        'Invocations come close to their time-out; the function stops in time and reports what it did not send, so mails are late. First: see whether SES throttles or answers slowly; lower batchSize if it is neither.',
      metrics: ofFunctions(deployment, 'Duration'),
      expression: 'MAX(METRICS())',
      stat: 'p99',
      threshold: nearTimeout,
      periods: 3,
      canWait: true,
    },
    // The account's rates are told in the Region of SES, and an alarm reads its own Region alone.
    ...(!isSesElsewhere(deployment.parameters, deployment.region) && {
      BounceRate: {
        description:
          'At 5 % of bounces SES puts the account under review, at 10 % it may stop all sending. First: the saved query "bounces and complaints"; stop the source of bad addresses before sending more.',
        metrics: [reputation('BounceRate')],
        stat: 'Average',
        threshold: 0.05,
        minutes: 60,
      },
      ComplaintRate: {
        description:
          'At 0.1 % of complaints SES puts the account under review, at 0.5 % it may stop all sending. First: the saved query "bounces and complaints"; which topic is it that people call spam?',
        metrics: [reputation('ComplaintRate')],
        stat: 'Average',
        threshold: 0.001,
        minutes: 60,
      },
    }),
    // One is enough, and the morning soon enough: such a customer gets none of our mails until somebody takes the address off the list.
    MailsSuppressed: {
      description:
        'SES accepted mails and did not send them: their addresses are on a suppression list, because an earlier mail bounced or was called spam, or Auto Validation of the account doubts them. First: the saved query "bounces and complaints", then npm run explain for one of the orders.',
      metrics: [own(deployment, 'Suppressed')],
      threshold: 1,
      minutes: 60,
      canWait: true,
    },
    MailEventsFailed: {
      description:
        'Events about mails could not be taken: nobody knows what became of those mails, and an address that bounced may be mailed again. They are kept in the dead-letter queue for 14 days, or are lost where even that failed. First: the saved query "errors of the functions"; the runbook says how to hand the events to the function again.',
      metrics: [DEAD_LETTERS, ...deadLettersLost(deployment)],
      stat: 'Maximum',
      threshold: 1,
      canWait: true,
    },
    TooOld: {
      description:
        'Records were skipped because they were older than maxNotificationAge; nobody mails them any more. Expected after a reset of a consumer group; else the service was behind. First: see lag on the dashboard over the last day.',
      metrics: [own(deployment, 'TooOld')],
      threshold: 5,
      minutes: 15,
    },
    ...(deployment.parameters.preferencesPage && {
      PreferencePageErrors: {
        description:
          'Customers were shown an error instead of their preference page, or could not save; mails go on. First: the saved query "errors of the functions", which says whether it is DynamoDB, the secret with the keys, or our own code.',
        metrics: [ofPage('5xx')],
        threshold: 3,
      },
      PreferencePageThrottles: {
        description:
          'Lambda had no concurrency left for the preference page: some customers were shown an error. First: compare the account’s concurrency limit with what else runs there.',
        metrics: ofFunctions(deployment, 'Throttles', [PREFERENCES]),
        threshold: 1,
        periods: 3,
      },
      // Under 4xx the API counts what it refuses itself, and the answers of the function to forged links: those were invocations.
      PreferencePageRefused: {
        description:
          'For a quarter of an hour, a twentieth of the requests or more came neither to the function of the preference page nor to the end of the account’s concurrency: the API refused them, mostly because there were more than it lets through. Customers among them saw an error. First: is it many mails at once, or somebody who makes requests up? The runbook says how to see that.',
        metrics: [
          ofPage('Count'),
          ...ofFunctions(deployment, 'Invocations', [PREFERENCES]),
          ...ofFunctions(deployment, 'Throttles', [PREFERENCES]),
        ],
        expression: 'IF(m1 - FILL(m2, 0) - FILL(m3, 0) >= 20, (m1 - FILL(m2, 0) - FILL(m3, 0)) / m1, 0)',
        threshold: 0.05,
        periods: 3,
      },
    }),
    ...topicAlarms(deployment),
    ...channelAlarms(deployment),
  };
}
