import type { Entry } from '../../../../lib/log/entry';
import type { MailStatus } from '../../../../lib/log/mail-status';
import { timeline } from '../../../../ops/explain/timeline';
import { COMMANDS, entry, expired, mail, NOW, unanswered } from '../../../support/log-entry';

/** What is said of order 123. */
const told = (
  entries: readonly Entry[],
  { mails = [], unreadable = [] }: { mails?: readonly MailStatus[]; unreadable?: readonly string[] } = {},
): string => timeline('123', { entries, mails, unreadable }, NOW, COMMANDS);

describe('a text or a push of an order', () => {
  const text: Entry = {
    ...entry,
    notification: '["sms","shipment_notification","shipped","T 1"]',
    message_id: undefined,
    status: 'failed',
    attempts: 0,
    code: 'spend_limit_reached',
  };

  it('is named by its channel, and has no mail', () => {
    const shown = told([{ ...text, status: 'sent', attempts: 1, code: undefined, message_id: 'text-1' }]);

    expect(shown).toContain('UTC  sms shipment_notification, shipped: sent\n');
    expect(shown).toContain('AWS End User Messaging accepted the text.');
    expect(shown).not.toContain('mail text-1');
    expect(shown).not.toContain('SES');
  });

  it('that failed beside a mail that was sent goes when its record is published again', () => {
    const shown = told([entry, text]);

    expect(shown).toContain('Then: publish the record again (what was sent is already_sent, the text goes)');
    expect(shown).not.toContain('npm run redrive');
  });

  it.each(['deadline', 'claim_late', 'throttled'] as const)(
    'that failed as %s beside a mail that was sent is tried again by no mapping',
    (code) => {
      expect(told([entry, { ...text, code }])).not.toContain('mapping');
      expect(told([{ ...text, code }])).toContain('mapping');
    },
  );

  it('that failed where a push was sent instead of the mail goes when its record is published again', () => {
    const push = '["push","shipment_notification","shipped","T 1"]';
    const noMail: Entry = { ...entry, status: 'skipped', attempts: 0, code: 'opted_out' };

    expect(told([noMail, text, { ...entry, notification: push }])).not.toContain('npm run redrive');
    expect(told([noMail, text])).toContain('npm run redrive');
  });

  it('that failed beside a mail that failed is sent by the redrive', () => {
    const shown = told([{ ...entry, status: 'failed', attempts: 0, code: 'throttled' }, text]);

    expect(shown).not.toContain('publish the record again');
    expect(shown.match(/npm run redrive/g)).toHaveLength(2);
  });

  it('that was never answered is told in the words of its provider', () => {
    const shown = told([entry, { ...text, ...expired, attempts: 1, code: undefined }]);

    expect(shown).toContain('AWS End User Messaging never answered');
    expect(shown).toContain('publish the record again, which sends it once more');
  });

  it('that was often not answered needs its own entry deleted', () => {
    const shown = told([entry, { ...text, ...expired, attempts: 2, code: undefined }]);

    expect(shown).toContain('delete its entry, and publish the record again: ');
    expect(shown).toContain('[\\"sms\\",');
  });

  it('by FCM may be repeated, since a second one replaces the first', () => {
    const push = { ...text, notification: '["push","shipment_notification","shipped","T 1"]' };

    expect(told([entry, { ...push, code: 'no_answer' }])).toContain('replaces the first on the device');
  });
});

describe('the timeline of an order', () => {
  it.each<[string, Partial<Entry>, number]>([
    ['what was sent', { attempts: 2 }, 2],
    ['a claim under way', { ...expired, claim_expires_at: NOW + 1, ...unanswered('a/b') }, 1],
    ['two without an answer', { ...expired, ...unanswered('a/b', 'c') }, 2],
    ['a failure after one without an answer', { status: 'failed', ...unanswered('c') }, 1],
    ['a failure', { status: 'failed', attempts: undefined }, 0],
    ['an entry of before', { status: 'failed', attempts: 2 }, 2],
    [
      'an entry of before that an earlier version has noted since',
      { status: 'failed', ...unanswered('c'), attempts: 0 },
      1,
    ],
  ])('counts the sends that there were, or may have been: %s', (_, fields, attempts) => {
    expect(told([{ ...entry, ...fields }])).toContain(`\n  attempts    ${attempts}\n`);
  });

  it('tells all there is, the last change last', () => {
    const failed = {
      ...entry,
      notification: '["order_notification","pending"]',
      status: 'failed',
      attempts: 0,
      message_id: undefined,
    } as const;
    const before = { ...failed, reason: 'SES: MessageRejected', updated_at: NOW - 40_000 };

    const delivered = {
      ...mail,
      delayed: { at: NOW - 20_000, type: 'MailboxFull', status: '4.2.2', reply: 452 },
      delivered: { at: NOW - 10_000, took: 20_000 },
    };

    expect(told([entry, before], { mails: [delivered] })).toBe(`Order 123: 2 notifications

2026-11-24 11:59:20 UTC  order_notification, pending: failed
  means       The last try sent nothing.
  to do       Mend what caused it. Then: npm run redrive -- --local --order '123'
  why         SES: MessageRejected
  attempts    0
  record      shipments, partition 3, offset 7
  user        42
  first seen  2026-11-24 11:59:00 UTC
  kept until  2026-11-25 12:00:00 UTC

2026-11-24 11:59:30 UTC  shipment_notification, shipped: sent, delivered
  means       SES accepted the mail.
  to do       See below what became of the mail.
  code        sent
  id          T 1
  message id  m-1
  attempts    1
  record      shipments, partition 3, offset 7
  user        42
  first seen  2026-11-24 11:59:00 UTC
  kept until  2026-11-25 12:00:00 UTC

  mail m-1: delivered
    means       The server of the mailbox took it.
    to do       Nothing. If the customer does not find it: look in the spam folder; the provider of the mailbox can look for the message id.
    delayed     2026-11-24 11:59:40 UTC: MailboxFull, 4.2.2, reply 452
    delivered   2026-11-24 11:59:50 UTC, 20.0 s after SES took it
`);
  });

  it('shows the code, the reason and the trace of its producer', () => {
    const rejected = {
      ...entry,
      status: 'failed',
      attempts: 0,
      code: 'rejected',
      reason: 'SES: the message was rejected (MessageRejected)',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    } as const;

    const text = told([rejected]);

    expect(text).toContain(
      '\n  means       The provider refused this message for good; the customer did not get it.\n',
    );
    expect(text).toContain(`
  code        rejected
  why         SES: the message was rejected (MessageRejected)
`);
    expect(text).toContain('\n  trace       4bf92f3577b34da6a3ce929d0e0e4736\n');
  });

  it('shows the code of a version to come as it is', () => {
    const failed = {
      ...entry,
      status: 'failed',
      attempts: 0,
      code: 'moon_phase',
      reason: 'full moon',
    } as const;

    const text = told([failed]);

    expect(text).toContain('\n  means       The last try sent nothing.\n');
    expect(text).toContain(`
  code        moon_phase
  why         full moon
`);
  });

  it('tells the last try from the one that may have sent', () => {
    const throttled = {
      ...entry,
      status: 'failed',
      attempts: 1,
      code: 'throttled',
      reason: 'SES: too fast',
    } as const;

    expect(told([throttled])).toContain(`
  code        may_have_been_sent
  last try    SES: too fast
`);
  });

  it('names an entry that somebody has changed', () => {
    expect(told([], { unreadable: ['["order_notification","pending"]'] })).toContain(
      'The entry ["order_notification","pending"] cannot be read',
    );
  });

  it('lets nothing steer the terminal', () => {
    const written = {
      ...entry,
      notification: '\u001b[2J',
      reason: '\u001b]0;x\u0007\n',
      status: 'failed',
    } as const;

    expect(
      timeline(
        '\u001b[1m',
        { entries: [written], mails: [{ ...mail, message_id: '\u001b' }], unreadable: ['\u009b'] },
        NOW,
        COMMANDS,
      ),
    ).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('tells of a mail without an entry, which the log has forgotten or not got yet', () => {
    expect(told([], { mails: [{ ...mail, delivered: { at: NOW } }] })).toBe(`Order 123: 1 notification

2026-11-24 11:59:30 UTC  shipment_notification, shipped: sent, delivered
  means       SES told of a mail whose entry the log does not have: not yet, or not any more.
  id          T 1
  user        42

  mail m-1: delivered
    means       The server of the mailbox took it.
    to do       Nothing. If the customer does not find it: look in the spam folder; the provider of the mailbox can look for the message id.
    delivered   2026-11-24 12:00:00 UTC
`);
  });

  it('tells of each mail of a notification, the last one sent last', () => {
    const first = { ...mail, message_id: 'm-0', sent_at: NOW - 50_000, delivered: { at: NOW - 49_000 } };

    const text = told([{ ...entry, attempts: 2 }], { mails: [first] });

    expect(text).toContain('shipment_notification, shipped: sent, delivered, nothing known yet\n');
    expect(text.match(/^ {2}mail .*$/gm)).toEqual(['  mail m-0: delivered', '  mail m-1: nothing known yet']);
  });

  it.each([
    [1_300, '1.3 s'],
    [119_949, '119.9 s'],
    [5_400_000, '90 min'],
  ])('says how long SES had a mail: %d ms', (took, text) => {
    const delivered = { ...mail, delivered: { at: NOW, took } };

    expect(told([entry], { mails: [delivered] })).toContain(`, ${text} after SES took it\n`);
  });
});
