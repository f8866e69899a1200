import type { Entry } from '../../../../lib/log/entry';
import { timeline } from '../../../../ops/explain/timeline';
import { entry, expired, NOW, REDRIVE, unanswered } from '../../../support/log-entry';

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
    expect(timeline('123', [{ ...entry, ...fields }], [], NOW, REDRIVE)).toContain(
      `\n  attempts    ${attempts}\n`,
    );
  });

  it('tells all there is, the last change last', () => {
    const failed = {
      ...entry,
      notification: '["order_notification","pending"]',
      status: 'failed',
      attempts: 0,
    } as const;
    const before = { ...failed, reason: 'SES: MessageRejected', updated_at: NOW - 40_000 };

    expect(timeline('123', [entry, before], [], NOW, REDRIVE)).toBe(`Order 123: 2 notifications

2026-11-24 11:59:20 UTC  order_notification, pending: failed
  means       The last try sent nothing.
  to do       Mend what caused it. Then: npm run redrive -- --local --order '123'
  why         SES: MessageRejected
  message id  m-1
  attempts    0
  record      shipments, partition 3, offset 7
  user        42
  first seen  2026-11-24 11:59:00 UTC
  kept until  2026-11-25 12:00:00 UTC

2026-11-24 11:59:30 UTC  shipment_notification, shipped: sent
  means       SES accepted the mail.
  to do       Nothing. If it did not arrive, look for its message id among the bounces and complaints of SES.
  code        sent
  id          T 1
  message id  m-1
  attempts    1
  record      shipments, partition 3, offset 7
  user        42
  first seen  2026-11-24 11:59:00 UTC
  kept until  2026-11-25 12:00:00 UTC
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

    const text = timeline('123', [rejected], [], NOW, REDRIVE);

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

    const text = timeline('123', [failed], [], NOW, REDRIVE);

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

    expect(timeline('123', [throttled], [], NOW, REDRIVE)).toContain(`
  code        may_have_been_sent
  last try    SES: too fast
`);
  });

  it('names an entry that somebody has changed', () => {
    expect(timeline('123', [], ['["order_notification","pending"]'], NOW, REDRIVE)).toContain(
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

    expect(timeline('\u001b[1m', [written], ['\u009b'], NOW, REDRIVE)).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});
