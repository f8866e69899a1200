import type { MailState } from '../../lib/log/mail-status';
import type { Reason } from './suppression';

/** One thing that becomes of a mail after SES took it. */
export interface Step {
  readonly state: MailState;
  /** What SES calls it, in words for a person: `Permanent General 5.1.1`. */
  readonly type: string;
  /** Of EventBridge. Source: SES developer guide, `monitoring-eventbridge`. */
  readonly detailType: string;
  readonly eventType: string;
  /** What the event has beside `eventType` and `mail`. Source: SES developer guide, `event-publishing-retrieving-sns-contents`. */
  readonly record: (about: About) => Readonly<Record<string, object>>;
  /** Puts the address onto the list of the account, with this reason. */
  readonly suppresses?: Reason;
}

/** What the record of an event says of its mail. */
export interface About {
  readonly recipient: string;
  /** When it happened: ISO 8601. */
  readonly timestamp: string;
  readonly feedbackId: string;
  /** From when SES took the mail, in milliseconds. */
  readonly took: number;
}

export const DELIVERED: Step = {
  state: 'delivered',
  type: '',
  detailType: 'Email Delivered',
  eventType: 'Delivery',
  record: ({ recipient, timestamp, took }) => ({
    delivery: {
      timestamp,
      processingTimeMillis: took,
      recipients: [recipient],
      smtpResponse: '250 2.6.0 Message received',
      remoteMtaIp: '127.0.0.1',
      reportingMTA: 'a8-70.smtp-out.amazonses.com',
    },
  }),
};

/** What a remote server said; an automatic reply has none of it. */
interface Said {
  readonly status?: string;
  readonly diagnosticCode?: string;
}

const bounce =
  (bounceType: string, bounceSubType: string, said: Said = {}): Step['record'] =>
  ({ recipient, timestamp, feedbackId }) => ({
    bounce: {
      feedbackId,
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: recipient, ...(said.status && { action: 'failed' }), ...said }],
      timestamp,
      reportingMTA: 'dsn; a8-70.smtp-out.amazonses.com',
    },
  });

const BOUNCED = { state: 'bounced', detailType: 'Email Bounced', eventType: 'Bounce' } as const;

export const bounced = (type: string, subType: string, said: Said = {}): Step => ({
  ...BOUNCED,
  type: [type, subType, said.status].filter(Boolean).join(' '),
  record: bounce(type, subType, said),
  ...(type === 'Permanent' && { suppresses: 'BOUNCE' }),
});

/** Accepted and not sent: the event is that of a bounce, and nothing has bounced. */
export const suppressedAs = (subType: string, diagnosticCode: string): Step => ({
  ...BOUNCED,
  state: 'suppressed',
  type: `Bounce ${subType}`,
  record: bounce('Permanent', subType, { status: '5.1.1', diagnosticCode }),
});

const COMPLAINT = { detailType: 'Email Complaint Received', eventType: 'Complaint' } as const;

const complaint =
  (complaintSubType: string | null, fields: object = {}): Step['record'] =>
  ({ recipient, timestamp, feedbackId }) => ({
    complaint: {
      feedbackId,
      complaintSubType,
      complainedRecipients: [{ emailAddress: recipient }],
      timestamp,
      ...fields,
    },
  });

export const COMPLAINED: Step = {
  ...COMPLAINT,
  state: 'complained',
  type: 'abuse',
  record: complaint(null, { userAgent: 'Amazon SES Mailbox Simulator', complaintFeedbackType: 'abuse' }),
  suppresses: 'COMPLAINT',
};

/** Accepted and not sent, since the customer has called an earlier mail spam. */
export const SUPPRESSED_COMPLAINT: Step = {
  ...COMPLAINT,
  state: 'suppressed',
  type: 'Complaint OnAccountSuppressionList',
  record: complaint('OnAccountSuppressionList'),
};

export const REJECTED: Step = {
  state: 'rejected',
  type: 'Bad content',
  detailType: 'Email Rejected',
  eventType: 'Reject',
  record: () => ({ reject: { reason: 'Bad content' } }),
};

export const delayed = (delayType: string, status: string, diagnosticCode: string): Step => ({
  state: 'delayed',
  type: `${delayType} ${status}`,
  detailType: 'Email Delivery Delayed',
  eventType: 'DeliveryDelay',
  record: ({ recipient, timestamp }) => ({
    deliveryDelay: {
      timestamp,
      delayType,
      expirationTime: new Date(Date.parse(timestamp) + 14 * 3_600_000).toISOString(),
      delayedRecipients: [{ emailAddress: recipient, status, diagnosticCode }],
    },
  }),
});
