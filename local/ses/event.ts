import { randomUUID } from 'node:crypto';
import type { ReceivedMail } from './inbox';
import type { About, Step } from './steps';

/** An event as EventBridge hands it to a target. Source: EventBridge user guide, `eb-events-structure`. */
export interface SesEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: 'aws.ses';
  readonly account: string;
  /** ISO 8601, in seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';

const arnOf = (resource: string): string => `arn:aws:ses:${REGION}:${ACCOUNT}:${resource}`;

/** The tags of the mail, and those that SES adds itself: each is an array of values. */
const tagsOf = ({ tags, configurationSet, from }: ReceivedMail): Record<string, string[]> => ({
  'ses:operation': ['SendEmail'],
  ...(configurationSet !== null && { 'ses:configuration-set': [configurationSet] }),
  'ses:source-ip': ['127.0.0.1'],
  'ses:from-domain': [/@([^>]*)/.exec(from)?.[1] ?? ''],
  'ses:caller-identity': ['notification-service'],
  ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
});

/** Makes the event of a step. Source: SES developer guide, `event-publishing-retrieving-sns-contents`. */
export function eventOf(mail: ReceivedMail, step: Step, about: About): SesEvent {
  const {
    id: messageId,
    receivedAt: timestamp,
    from: source,
    to: destination,
    subject,
    configurationSet,
  } = mail;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': step.detailType,
    source: 'aws.ses',
    account: ACCOUNT,
    time: `${about.timestamp.slice(0, 19)}Z`,
    region: REGION,
    resources: configurationSet === null ? [] : [arnOf(`configuration-set/${configurationSet}`)],
    detail: {
      eventType: step.eventType,
      mail: {
        timestamp,
        source,
        sendingAccountId: ACCOUNT,
        messageId,
        destination,
        headersTruncated: false,
        headers: [
          { name: 'From', value: source },
          { name: 'To', value: destination.join(', ') },
          { name: 'Subject', value: subject },
        ],
        commonHeaders: { from: [source], to: destination, messageId, subject },
        tags: tagsOf(mail),
      },
      ...step.record(about),
    },
  };
}
