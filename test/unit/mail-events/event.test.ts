import * as fc from 'fast-check';
import { mailEventOf } from '../../../lib/mail-events/event';
import { MailEventError } from '../../../lib/runtime/errors';
import { ADDRESS, AT, bounce, mailEvent, REFERENCE, SAID, SENT_AT } from '../../support/mail-event';

const at = Date.parse(AT);

describe('an event of a mail', () => {
  it('says which mail it is of', () => {
    expect(mailEventOf(mailEvent({ eventType: 'Delivery' }))).toMatchObject({
      kind: 'mail_event',
      reference: REFERENCE,
      topic: 'order_notification',
      messageId: 'm-1',
      sentAt: Date.parse(SENT_AT),
    });
  });

  it.each([
    ['Delivery', 'delivered', { at, took: 3_500 }],
    ['Bounce', 'bounced', { at, type: 'Permanent', sub_type: 'General', status: '5.1.1', reply: 550 }],
    ['Complaint', 'complained', { at, type: 'abuse' }],
    ['Reject', 'rejected', { at: Date.parse(SENT_AT), type: 'Bad content' }],
    ['DeliveryDelay', 'delayed', { at, type: 'MailboxFull', status: '4.2.2', reply: 452 }],
  ])('%s means that it was %s', (eventType, state, happening) => {
    expect(mailEventOf(mailEvent({ eventType }))).toMatchObject({ state, happening });
  });

  it.each([
    ['that bounced for good', bounce({}), 'bounced'],
    ['that complained', mailEvent({ eventType: 'Complaint' }), 'complained'],
    [
      'on the list of the account after a bounce',
      bounce({ bounceSubType: 'OnAccountSuppressionList' }),
      'bounced',
    ],
    ['on the list of SES', bounce({ bounceSubType: 'Suppressed' }), 'bounced'],
    [
      'on the list of the account after a complaint',
      mailEvent({
        eventType: 'Complaint',
        said: { complaint: { ...SAID.Complaint.complaint, complaintSubType: 'OnAccountSuppressionList' } },
      }),
      'complained',
    ],
  ])('tells an address that gets no more mail: one %s', (_, event, why) => {
    expect(mailEventOf(event)).toMatchObject({ bad: { address: ADDRESS, why } });
  });

  it.each([
    ['a full mailbox', bounce({ bounceType: 'Transient', bounceSubType: 'MailboxFull' })],
    [
      'a bounce that nobody understands',
      bounce({ bounceType: 'Undetermined', bounceSubType: 'Undetermined' }),
    ],
    ['a delivery', mailEvent({ eventType: 'Delivery' })],
    ['a delay', mailEvent({ eventType: 'DeliveryDelay' })],
    ['a mail that SES rejected', mailEvent({ eventType: 'Reject' })],
  ])('tells no such address for %s', (_, event) => {
    expect(mailEventOf(event)).toMatchObject({ kind: 'mail_event', bad: undefined });
  });

  it.each([
    ['a bounce', bounce({ bounceSubType: 'OnAccountSuppressionList' }), 'Bounce'],
    ['a bounce, of a tenant', bounce({ bounceSubType: 'OnTenantSuppressionList' }), 'Bounce'],
    ['a validation that doubts it', bounce({ bounceSubType: 'EmailValidationSuppressed' }), 'Bounce'],
    [
      'a complaint',
      mailEvent({
        eventType: 'Complaint',
        said: { complaint: { ...SAID.Complaint.complaint, complaintSubType: 'OnAccountSuppressionList' } },
      }),
      'Complaint',
    ],
  ])('tells a mail that was accepted and not sent after %s', (_, event, type) => {
    expect(mailEventOf(event)).toMatchObject({ state: 'suppressed', happening: { type } });
  });

  it('says of a mail that its reader took out of the spam folder that it was delivered', () => {
    const complaint = { timestamp: AT, complaintSubType: null, complaintFeedbackType: 'not-spam' };

    expect(mailEventOf(mailEvent({ eventType: 'Complaint', said: { complaint } }))).toMatchObject({
      state: 'delivered',
      bad: undefined,
    });
  });

  it.each([null, undefined, []])('may say nothing of the remote server: %j', (bouncedRecipients) => {
    expect(mailEventOf(bounce({ bouncedRecipients }))).toMatchObject({
      state: 'bounced',
      happening: { at, type: 'Permanent', sub_type: 'General' },
    });
  });

  it.each([
    ['the trace of its producer', '4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['no trace that somebody else wrote', `${ADDRESS} 4bf92f3577b34da6a3ce929d0e0e4736`, undefined],
  ])('tells %s', (_, written, traceId) => {
    const reference = { ...REFERENCE, traceId: written };

    expect(mailEventOf(mailEvent({ eventType: 'Delivery', reference }))).toMatchObject({ traceId });
  });

  it('says nothing of a mail that another program sent', () => {
    const event = mailEvent({ eventType: 'Bounce', mail: { tags: { 'ses:source-ip': ['192.0.2.1'] } } });

    expect(mailEventOf(event)).toEqual({ kind: 'foreign', messageId: 'm-1' });
  });

  it('says nothing of one that another program sent to many, or to hidden recipients alone', () => {
    const to = (destination: string[]) => mailEvent({ eventType: 'Bounce', mail: { tags: {}, destination } });

    for (const destination of [[], [ADDRESS, 'grace@example.com']])
      expect(mailEventOf(to(destination))).toEqual({ kind: 'foreign', messageId: 'm-1' });
  });

  it('keeps nothing of what quotes the address, but for the address itself', () => {
    const { bad, ...kept } = mailEventOf(bounce({})) as { bad: unknown };

    expect(bad).toEqual({ address: ADDRESS, why: 'bounced' });
    expect(JSON.stringify(kept)).not.toMatch(/@|ada/);
  });

  it('keeps only words of what SES calls it', () => {
    const quoting = bounce({ bounceSubType: `<${ADDRESS}>\n`, bounceType: ADDRESS.repeat(40) });
    const { happening } = mailEventOf(quoting) as { happening: { type?: string } };

    expect(JSON.stringify(happening)).not.toContain('@');
    expect(happening.type?.length).toBeLessThanOrEqual(64);
  });
});

describe('what is no event of a mail', () => {
  it.each([
    ['nothing', undefined, 'Not an event of a mail: event: expected an object, found nothing'],
    ['a Kafka batch', { records: {} }, 'Not an event of a mail: event.detail: expected'],
    [
      'an event of another kind',
      mailEvent({ eventType: 'Open', said: { open: {} } }),
      'detail.eventType: expected Bounce, Complaint, Delivery, Reject or DeliveryDelay',
    ],
    [
      'a bounce without its part',
      mailEvent({ eventType: 'Bounce', said: {} }),
      'detail.bounce: expected an object',
    ],
    [
      'a number that is none',
      mailEvent({ eventType: 'Delivery', said: { delivery: { timestamp: AT, processingTimeMillis: 'x' } } }),
      'detail.delivery.processingTimeMillis: expected a number, found a string',
    ],
    [
      'a time that no table can hold',
      mailEvent({
        eventType: 'Delivery',
        said: { delivery: { timestamp: AT, processingTimeMillis: 1e300 } },
      }),
      'detail.delivery.processingTimeMillis: expected milliseconds, from 0 to 2^53 - 1, found a fraction or too large a number',
    ],
    [
      'a time before the send',
      mailEvent({ eventType: 'Delivery', said: { delivery: { timestamp: AT, processingTimeMillis: -1 } } }),
      'detail.delivery.processingTimeMillis: expected milliseconds, from 0 to 2^53 - 1, found a number',
    ],
    [
      'a mail without an address',
      mailEvent({ eventType: 'Bounce', mail: { destination: [] } }),
      'detail.mail.destination: expected one address, found none or several',
    ],
    [
      'one of our mails to many',
      mailEvent({ eventType: 'Bounce', mail: { destination: [ADDRESS, ADDRESS] } }),
      'detail.mail.destination: expected one address, found none or several',
    ],
    [
      'a time that is none',
      mailEvent({ eventType: 'Bounce', mail: { timestamp: 'yesterday' } }),
      'detail.mail.timestamp: expected a time (ISO 8601), found a string',
    ],
    [
      'tags named entry that are not ours',
      mailEvent({ eventType: 'Bounce', mail: { tags: { entry: ['e30'] } } }),
      'detail.mail.tags: expected the tags of this service',
    ],
  ])('is refused, and the field is named: %s', (_, event, message) => {
    expect(() => mailEventOf(event)).toThrow(MailEventError);
    expect(() => mailEventOf(event)).toThrow(message);
  });

  it('is never quoted', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('bounce', 'mail', 'eventType'), (value, field) => {
        const event = { detail: { ...Object(Reflect.get(Object(bounce({})), 'detail')), [field]: value } };
        try {
          mailEventOf(event);
        } catch (error) {
          expect(error).toBeInstanceOf(MailEventError);
          expect(String(error)).not.toContain(ADDRESS);
        }
      }),
    );
  });
});
