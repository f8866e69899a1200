import { recordsOf } from '../../../../lib/kafka/event';
import type { Entry } from '../../../../lib/log/entry';
import { orderNotification } from '../../../../lib/notifications/order';
import { kafkaEvent } from '../../../../local/event';
import { identify, reasonOf } from '../../../../ops/redrive/reason';

const NOW = Date.UTC(2026, 10, 24, 12);

const entry: Entry = {
  order_id: '123',
  notification: '["order_notification","pending"]',
  status: 'failed',
  attempts: 0,
  topic: 'orders',
  partition: 0,
  offset: 7,
  user_id: '42',
  created_at: NOW - 60_000,
  updated_at: NOW - 30_000,
  expires_at: NOW / 1_000 + 86_400,
};
const claimed = { status: 'claimed', claimed_by: 'a/b', attempts: 1 } as const;
const unanswered = (...ids: string[]): Partial<Entry> => ({ unanswered: new Set(ids), attempts: undefined });

describe('why a record is in the bucket, by the log', () => {
  it.each<[string, Partial<Entry>, string]>([
    ['a mail that was sent', { status: 'sent', attempts: 1 }, 'already_sent'],
    ['a live claim', { ...claimed, claim_expires_at: NOW + 1 }, 'claimed_elsewhere'],
    ['an expired claim', { ...claimed, claim_expires_at: NOW - 1 }, 'may_have_been_sent'],
    ['a failure after a send without an answer', { attempts: 1, code: 'throttled' }, 'may_have_been_sent'],
    [
      'an expired claim among the unanswered',
      { ...claimed, claim_expires_at: NOW - 1, ...unanswered('a/b') },
      'may_have_been_sent',
    ],
    [
      'a failure after one that is unanswered',
      { code: 'throttled', ...unanswered('c') },
      'may_have_been_sent',
    ],
    ['a failure', { code: 'contact_missing' }, 'contact_missing'],
    ['a failure without any that is unanswered', { code: 'rejected', attempts: undefined }, 'rejected'],
    ['a skip', { status: 'skipped', code: 'opted_out' }, 'opted_out'],
  ])('%s', (_, fields, code) => {
    expect(reasonOf({ ...entry, ...fields }, NOW).code).toBe(code);
  });

  it('keeps the sentence beside the code', () => {
    expect(reasonOf({ ...entry, code: 'rejected', reason: 'SES: no' }, NOW)).toEqual({
      code: 'rejected',
      reason: 'SES: no',
    });
  });

  it.each<[string, Partial<Entry>, string]>([
    ['before there were codes', { reason: 'SES: no' }, 'failed: SES: no'],
    ['by a version to come', { code: 'moon_phase', reason: 'full moon' }, 'moon_phase: full moon'],
    ['by hand, without a reason', {}, 'failed: no reason given'],
    ['by hand, with a name that every object has', { code: 'toString' }, 'toString: no reason given'],
  ])('has a code for an entry that was written %s', (_, fields, reason) => {
    expect(reasonOf({ ...entry, ...fields }, NOW)).toEqual({ code: 'code_unknown', reason });
  });
});

describe('what a record says of itself', () => {
  const identityOf = (value: string | null) => {
    const [record] = recordsOf(kafkaEvent('orders', [value]));
    if (!record) throw new Error('no record');
    return identify(orderNotification, record);
  };

  it.each([
    ['a tombstone', null, { code: 'tombstone' }, undefined],
    ['no JSON', '{', { code: 'value_invalid' }, undefined],
    [
      'another status',
      '{"order_id":1,"user_id":2,"status":"x","message":"y"}',
      { code: 'message_invalid' },
      '1',
    ],
    ['nothing', '{}', { code: 'message_invalid' }, undefined],
  ])('%s', (_, value, why, orderId) => {
    expect(identityOf(value)).toMatchObject({ kind: 'none', why, orderId });
  });

  it('is the key of its notification where its message is good', () => {
    expect(identityOf('{"order_id":1,"user_id":2,"status":"pending","message":"y"}')).toEqual({
      kind: 'key',
      orderId: '1',
      userId: '2',
      key: { orderId: '1', notification: '["order_notification","pending"]' },
    });
  });
});
