import * as z from 'zod/mini';
import type { Reference } from '../channels/channel';
import { referenceOf } from '../channels/tags';
import type { Happening, MailState } from '../log/mail-status';
import type { Why } from '../recipients/bad-addresses';
import { MailEventError } from '../runtime/errors';
import { reasonOf, refuse } from '../runtime/validation';

/** An event of SES about one mail, as this service understands it. */
export interface MailEvent {
  readonly kind: 'mail_event';
  readonly reference: Reference;
  /** Of the notification; a metric has it as its dimension. */
  readonly topic: string;
  readonly messageId: string;
  /** Of the producer's trace, where the message had one. */
  readonly traceId?: string | undefined;
  /** When SES took the mail: milliseconds since the epoch. */
  readonly sentAt: number;
  readonly state: MailState;
  readonly happening: Happening;
  /** The address that gets no more mail, and why. It is never written down. */
  readonly bad?: { readonly address: string; readonly why: Why } | undefined;
}

/** An event of a mail that this version did not send: nobody knows what it is about. */
export interface ForeignEvent {
  readonly kind: 'foreign';
  readonly messageId: string;
}

const MOMENT = 'a time (ISO 8601)';

const moment = z.pipe(
  z.string({ error: MOMENT }),
  z.transform((text, context) => {
    const at = Date.parse(text);
    return Number.isNaN(at) ? refuse(context, MOMENT) : at;
  }),
);

const text = z.string({ error: 'a string' });
const list = { error: 'an array' };

const MILLISECONDS = { error: 'milliseconds, from 0 to 2^53 - 1' };
const milliseconds = z
  .number({ error: 'a number' })
  .check(z.gte(0, MILLISECONDS), z.lte(Number.MAX_SAFE_INTEGER, MILLISECONDS));

const object = <T extends z.core.$ZodLooseShape>(fields: T) => z.object(fields, { error: 'an object' });

/** Of one recipient: what its server said. `diagnosticCode` quotes the address. */
const remote = object({ status: z.nullish(text), diagnosticCode: z.nullish(text) });
type Remote = z.infer<typeof remote>;

const mail = object({
  timestamp: moment,
  messageId: text.check(z.regex(/^[\w-]{1,128}$/, { error: 'a message id' })),
  destination: z.array(text, list),
  tags: z.optional(z.record(z.string(), z.array(text, list), { error: 'an object' })),
});

/**
 * The events that say what became of a mail, by `eventType`. Source: SES developer guide, `event-publishing-retrieving-sns-contents`:
 * events by EventBridge have the same record as their `detail`.
 */
const detail = z.discriminatedUnion(
  'eventType',
  [
    z.object({
      eventType: z.literal('Bounce'),
      mail,
      bounce: object({
        timestamp: moment,
        bounceType: text,
        bounceSubType: z.nullish(text),
        bouncedRecipients: z.nullish(z.array(remote, list)),
      }),
    }),
    z.object({
      eventType: z.literal('Complaint'),
      mail,
      complaint: object({
        timestamp: moment,
        complaintSubType: z.nullish(text),
        complaintFeedbackType: z.nullish(text),
      }),
    }),
    z.object({
      eventType: z.literal('Delivery'),
      mail,
      delivery: object({
        timestamp: moment,
        processingTimeMillis: z.optional(milliseconds),
      }),
    }),
    z.object({ eventType: z.literal('Reject'), mail, reject: object({ reason: z.nullish(text) }) }),
    z.object({
      eventType: z.literal('DeliveryDelay'),
      mail,
      deliveryDelay: object({
        timestamp: moment,
        delayType: z.nullish(text),
        delayedRecipients: z.nullish(z.array(remote, list)),
      }),
    }),
  ],
  { error: 'Bounce, Complaint, Delivery, Reject or DeliveryDelay' },
);

type Detail = z.infer<typeof detail>;

const envelope = z.object({ event: object({ detail }) });

/**
 * Accepted and not sent: on the list of the account or of a tenant of it, on that of SES itself (`Suppressed`), or doubted by Auto Validation,
 * where the account has that. Source: SES developer guide, `event-publishing-retrieving-sns-contents`, "Bounce types".
 */
const NOT_SENT = new Set([
  'OnAccountSuppressionList',
  'OnTenantSuppressionList',
  'Suppressed',
  'EmailValidationSuppressed',
]);

/** A word of SES, cut down to what a log may show. */
const word = (said: string | null | undefined): string | undefined =>
  said ? said.replaceAll(/[^\w -]/g, '').slice(0, 64) || undefined : undefined;

/** What the remote server said, without its sentence, which quotes the address. */
function codesOf(recipients: readonly Remote[] | null | undefined): Pick<Happening, 'status' | 'reply'> {
  const { status, diagnosticCode } = recipients?.[0] ?? {};
  const [enhanced] = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status?.trim() ?? '') ?? [];
  const [, reply] = /^smtp;\s*([245]\d\d)\b/i.exec(diagnosticCode?.trim() ?? '') ?? [];
  return { ...(enhanced && { status: enhanced }), ...(reply && { reply: Number(reply) }) };
}

interface Meaning {
  readonly state: MailState;
  readonly happening: Happening;
  readonly why?: Why;
}

function meaningOf(said: Detail): Meaning {
  switch (said.eventType) {
    case 'Bounce': {
      const { timestamp: at, bounceType, bounceSubType, bouncedRecipients } = said.bounce;
      const sub_type = word(bounceSubType);
      if (NOT_SENT.has(bounceSubType ?? ''))
        return { state: 'suppressed', happening: { at, type: 'Bounce', sub_type }, why: 'bounced' };
      const happening = { at, type: word(bounceType), sub_type, ...codesOf(bouncedRecipients) };
      return { state: 'bounced', happening, ...(bounceType === 'Permanent' && { why: 'bounced' }) };
    }
    case 'Complaint': {
      const { timestamp: at, complaintSubType, complaintFeedbackType } = said.complaint;
      const sub_type = word(complaintSubType);
      if (NOT_SENT.has(complaintSubType ?? ''))
        return { state: 'suppressed', happening: { at, type: 'Complaint', sub_type }, why: 'complained' };
      // The reader took it out of the spam folder. Source: RFC 6430.
      if (complaintFeedbackType === 'not-spam') return { state: 'delivered', happening: { at } };
      return {
        state: 'complained',
        happening: { at, type: word(complaintFeedbackType), sub_type },
        why: 'complained',
      };
    }
    case 'Delivery': {
      const { timestamp: at, processingTimeMillis: took } = said.delivery;
      return {
        state: 'delivered',
        happening: { at, took: took === undefined ? undefined : Math.round(took) },
      };
    }
    case 'Reject':
      return { state: 'rejected', happening: { at: said.mail.timestamp, type: word(said.reject.reason) } };
    case 'DeliveryDelay': {
      const { timestamp: at, delayType, delayedRecipients } = said.deliveryDelay;
      return { state: 'delayed', happening: { at, type: word(delayType), ...codesOf(delayedRecipients) } };
    }
  }
}

function referenceIn(tags: Readonly<Record<string, readonly string[]>>): Reference | undefined {
  try {
    return referenceOf(tags);
  } catch (error) {
    throw new MailEventError(
      'detail.mail.tags: expected the tags of this service, found others named entry',
      {
        cause: error,
      },
    );
  }
}

/** As this service writes it; somebody else may have made the tags. */
const TRACE_ID = /^[0-9a-f]{32}$/;

/** This service sends each mail to one address. Another program may send one to many. */
function addressIn([address, ...others]: readonly string[]): string {
  if (address !== undefined && others.length === 0) return address;
  throw new MailEventError('detail.mail.destination: expected one address, found none or several');
}

/**
 * Reads an event of EventBridge. Pure.
 *
 * @throws MailEventError for what SES does not send; its message names the field and never quotes it
 */
export function mailEventOf(event: unknown): MailEvent | ForeignEvent {
  const given = { event };
  const parsed = envelope.safeParse(given);
  if (!parsed.success) throw new MailEventError(`Not an event of a mail: ${reasonOf(parsed.error, given)}`);
  const said = parsed.data.event.detail;
  const { messageId, timestamp: sentAt, destination, tags = {} } = said.mail;
  const reference = referenceIn(tags);
  if (!reference) return { kind: 'foreign', messageId };
  const { state, happening, why } = meaningOf(said);
  const address = addressIn(destination);
  return {
    kind: 'mail_event',
    reference,
    topic: tags.topic?.[0] ?? '',
    messageId,
    traceId: TRACE_ID.exec(tags.trace_id?.[0] ?? '')?.[0],
    sentAt,
    state,
    happening,
    bad: why && { address, why },
  };
}
