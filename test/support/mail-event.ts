import type { Reference } from '../../lib/channels/channel';
import { tagsOf } from '../../lib/channels/tags';

export const REFERENCE: Reference = {
  key: { orderId: '1001', notification: '["order_notification","pending"]' },
  userId: '42',
};
export const ADDRESS = 'ada@example.com';
export const SENT_AT = '2026-11-24T12:00:00.000Z';
export const AT = '2026-11-24T12:00:03.500Z';

const MAIL_FIELDS = {
  timestamp: SENT_AT,
  source: 'Example Shop <shop@example.com>',
  messageId: 'm-1',
  destination: [ADDRESS],
};

/** The tags of a mail, each an array, as events have them. */
export const eventTagsOf = (reference: Reference): Record<string, string[]> =>
  Object.fromEntries(Object.entries(tagsOf(reference)).map(([name, value]) => [name, [value]]));

/** What each event of SES has beside `eventType` and `mail`. Source: SES developer guide, `event-publishing-retrieving-sns-examples`. */
export const SAID = {
  Bounce: {
    bounce: {
      timestamp: AT,
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: ADDRESS,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: `smtp; 550 5.1.1 <${ADDRESS}>: Recipient address rejected`,
        },
      ],
    },
  },
  Complaint: { complaint: { timestamp: AT, complaintSubType: null, complaintFeedbackType: 'abuse' } },
  Delivery: { delivery: { timestamp: AT, processingTimeMillis: 3_500, recipients: [ADDRESS] } },
  Reject: { reject: { reason: 'Bad content' } },
  DeliveryDelay: {
    deliveryDelay: {
      timestamp: AT,
      delayType: 'MailboxFull',
      delayedRecipients: [
        { emailAddress: ADDRESS, status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' },
      ],
    },
  },
} as const;

export interface EventOptions {
  readonly eventType: string;
  readonly said?: object;
  readonly mail?: object;
  readonly reference?: Reference;
}

/** An event of SES as EventBridge hands it to the function. */
export const mailEvent = ({ eventType, said, mail, reference = REFERENCE }: EventOptions): unknown => ({
  version: '0',
  id: '7f1b0f5e-0000-4000-8000-000000000000',
  source: 'aws.ses',
  account: '123456789012',
  time: AT,
  region: 'eu-central-1',
  detail: {
    eventType,
    mail: { ...MAIL_FIELDS, tags: eventTagsOf(reference), ...mail },
    ...(said ?? SAID[eventType as keyof typeof SAID]),
  },
});

/** A bounce with other fields than usual. */
export const bounce = (fields: object): unknown =>
  mailEvent({ eventType: 'Bounce', said: { bounce: { ...SAID.Bounce.bounce, ...fields } } });
