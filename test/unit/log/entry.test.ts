import fc from 'fast-check';
import {
  DELIVERY,
  type Entry,
  entrySchema,
  judge,
  REDRIVE,
  resendOf,
  unansweredOf,
} from '../../../lib/log/entry';

const NOW = Date.UTC(2026, 10, 24);
const LATER = NOW + 1;

const entry: Entry = {
  order_id: '123',
  notification: '["order_notification","pending"]',
  status: 'claimed',
  topic: 'orders',
  partition: 0,
  offset: 7,
  user_id: '42',
  created_at: NOW,
  updated_at: NOW,
  expires_at: 0,
};

const mine = new Set(['mine', 'mine too']);
const ids = (...unanswered: string[]) => ({ unanswered: new Set(unanswered) });

describe('what an entry allows its next reader', () => {
  const claimed = (claimed_by: string, claim_expires_at: number, ...unanswered: string[]) =>
    ({ claimed_by, claim_expires_at, ...ids(...unanswered) }) as const;

  it.each<[string, Partial<Entry>, ReturnType<typeof judge>]>([
    ['sent', { status: 'sent' }, 'sent'],
    ['sent, by me', { status: 'sent', claimed_by: 'mine' }, 'sent'],
    ['sent, after two attempts', { status: 'sent', attempts: 2 }, 'sent'],
    ['claimed by me', claimed('mine', LATER, 'mine'), 'mine'],
    ['claimed by me, expired', claimed('mine', NOW, 'mine'), 'mine'],
    ['claimed by me, the second attempt', claimed('mine', LATER, 'a', 'mine'), 'mine'],
    ['claimed by me, beyond what is allowed', claimed('mine', LATER, 'a', 'b', 'mine'), 'mine'],
    ['claimed by another, live', claimed('a', LATER, 'a'), 'held'],
    ['claimed by another, live, the second attempt', claimed('b', LATER, 'a', 'b'), 'held'],
    ['claimed by another, live, beside one of mine', claimed('a', LATER, 'mine', 'a'), 'held'],
    ['claimed by another, expiring now', claimed('a', NOW, 'a'), 'free'],
    ['claimed by another, expired', claimed('a', NOW - 1, 'a'), 'free'],
    ['claimed by another, expired, the second attempt', claimed('b', NOW - 1, 'a', 'b'), 'spent'],
    ['claimed by another, expired, beside one of mine', claimed('a', NOW - 1, 'a', 'mine'), 'free'],
    ['claimed by another, without an expiry', { claimed_by: 'a', ...ids('a') }, 'free'],
    ['released, never unanswered', { status: 'failed' }, 'free'],
    ['released, unanswered once', { status: 'failed', ...ids('a') }, 'free'],
    ['released, unanswered twice', { status: 'failed', ...ids('a', 'b') }, 'spent'],
    ['released, two of mine in it', { status: 'failed', ...ids('mine', 'mine too') }, 'free'],
    ['released, one of mine and one of others', { status: 'failed', ...ids('mine', 'a') }, 'free'],
    ['released, one of mine and two of others', { status: 'failed', ...ids('mine', 'a', 'b') }, 'spent'],
    ['skipped', { status: 'skipped' }, 'free'],
    ['failed without a claim', { status: 'failed', reason: 'no contact' }, 'free'],
  ])('%s', (_, fields, expected) => {
    expect(judge({ ...entry, ...fields }, mine, NOW)).toBe(expected);
  });
});

describe('what an entry of before, which has a number, allows its next reader', () => {
  const claimed = (claimed_by: string, claim_expires_at: number, attempts: number) =>
    ({ claimed_by, claim_expires_at, attempts }) as const;

  it.each<[string, Partial<Entry>, ReturnType<typeof judge>]>([
    ['sent', { status: 'sent', attempts: 1 }, 'sent'],
    ['sent, after two attempts', { status: 'sent', attempts: 2 }, 'sent'],
    ['claimed by another, live', claimed('other', LATER, 1), 'held'],
    ['claimed by another, live, the second attempt', claimed('other', LATER, 2), 'held'],
    ['claimed by another, expiring now', claimed('other', NOW, 1), 'free'],
    ['claimed by another, expired', claimed('other', NOW - 1, 1), 'free'],
    ['claimed by another, expired, the second attempt', claimed('other', NOW - 1, 2), 'spent'],
    ['claimed by another, without an expiry', { claimed_by: 'other', attempts: 1 }, 'free'],
    ['released, never unanswered', { status: 'failed', attempts: 0 }, 'free'],
    ['released, unanswered once', { status: 'failed', attempts: 1 }, 'free'],
    ['released, unanswered twice', { status: 'failed', attempts: 2 }, 'spent'],
    ['skipped', { status: 'skipped', attempts: 0 }, 'free'],
    ['failed without a claim', { status: 'failed', attempts: 0, reason: 'no contact' }, 'free'],
  ])('%s', (_, fields, expected) => {
    expect(judge({ ...entry, ...fields }, mine, NOW)).toBe(expected);
  });
});

describe('what an entry allows a redrive', () => {
  const expired = { claimed_by: 'a', claim_expires_at: NOW - 1 };
  const claimedAt = (updated_at: number, ...unanswered: string[]) => ({
    ...expired,
    updated_at,
    ...ids(...unanswered),
  });
  const countedAt = (updated_at: number, attempts: number) => ({ ...expired, updated_at, attempts });
  const resend = resendOf(NOW - 60_000);

  it.each<[string, Partial<Entry>, ReturnType<typeof judge>, ReturnType<typeof judge>]>([
    ['sent', { status: 'sent' }, 'sent', 'sent'],
    ['claimed by another, live', { claimed_by: 'a', claim_expires_at: LATER }, 'held', 'held'],
    ['claimed by me', { claimed_by: 'mine', claim_expires_at: LATER, ...ids('mine') }, 'mine', 'mine'],
    ['unanswered once', claimedAt(NOW - 60_001, 'a'), 'spent', 'free'],
    ['unanswered twice', claimedAt(NOW - 60_001, 'a', 'b'), 'spent', 'free'],
    ['resent before, and unanswered again', claimedAt(NOW - 60_001, 'a', 'b', 'c'), 'spent', 'free'],
    ['unanswered since that was decided', claimedAt(NOW - 60_000, 'a', 'b'), 'spent', 'spent'],
    ['released, unanswered once before', { status: 'failed', ...ids('a') }, 'spent', 'free'],
    [
      'released since that was decided',
      { status: 'failed', ...ids('a', 'b'), updated_at: NOW },
      'spent',
      'free',
    ],
    ['released, never unanswered', { status: 'failed' }, 'free', 'free'],
    ['released, only mine in it', { status: 'failed', ...ids('mine') }, 'free', 'free'],
    ['skipped', { status: 'skipped' }, 'free', 'free'],
    ['of before: unanswered once', countedAt(NOW - 60_001, 1), 'spent', 'free'],
    ['of before: unanswered twice', countedAt(NOW - 60_001, 2), 'spent', 'free'],
    ['of before: resent before, and unanswered again', countedAt(NOW - 60_001, 3), 'spent', 'free'],
    ['of before: unanswered since that was decided', countedAt(NOW - 60_000, 2), 'spent', 'spent'],
    ['of before: released, unanswered once before', { status: 'failed', attempts: 1 }, 'spent', 'free'],
    [
      'of before: released since that was decided',
      { status: 'failed', attempts: 2, updated_at: NOW },
      'spent',
      'free',
    ],
    ['of before: released, never unanswered', { status: 'failed', attempts: 0 }, 'free', 'free'],
    ['of before: skipped', { status: 'skipped', attempts: 0 }, 'free', 'free'],
  ])('%s', (_, fields, left, resent) => {
    expect(judge({ ...entry, ...fields }, mine, NOW, REDRIVE)).toBe(left);
    expect(judge({ ...entry, ...fields }, mine, NOW, resend)).toBe(resent);
  });
});

describe('the claims whose send is not known to be over', () => {
  it.each<[string, Partial<Entry>, string[]]>([
    ['are those of its set', ids('a', 'b'), ['a', 'b']],
    ['are none where it has neither set nor number', {}, []],
    ['are as many unknown ones as an entry of before counts', { attempts: 2 }, ['unknown-1', 'unknown-2']],
    ['are none where an entry of before counts none', { attempts: 0 }, []],
    [
      'are those of its set, whatever an earlier version has noted beside it',
      { ...ids('a'), attempts: 0 },
      ['a'],
    ],
  ])('%s', (_, fields, expected) => {
    expect([...unansweredOf({ ...entry, ...fields })]).toEqual(expected);
  });

  it('mean the same as the number that stood for them', () => {
    const names = fc.constantFrom('claimed', 'failed', 'skipped', 'sent');
    fc.assert(
      fc.property(names, fc.nat(4), fc.boolean(), fc.boolean(), (status, count, held, live) => {
        const fields = {
          ...entry,
          status,
          ...(held && { claimed_by: 'x', claim_expires_at: live ? LATER : NOW }),
        } as const;
        const set = ids(...Array.from({ length: count }, (_, index) => `x${index}`));
        for (const takeover of [DELIVERY, REDRIVE, resendOf(NOW), resendOf(NOW + 1)]) {
          expect(judge({ ...fields, ...set }, mine, NOW, takeover)).toBe(
            judge({ ...fields, attempts: count }, mine, NOW, takeover),
          );
        }
      }),
    );
  });
});

describe('an entry', () => {
  it.each<[string, object]>([
    ['with neither set nor number', {}],
    ['with a set', ids('a')],
    ['with a number', { attempts: 1 }],
    ['with both', { ...ids('a'), attempts: 0 }],
  ])('can be read %s', (_, fields) => {
    expect(entrySchema.safeParse({ ...entry, ...fields }).data).toEqual({ ...entry, ...fields });
  });

  it.each<[string, object]>([
    ['whose set is a list', { unanswered: ['a'] }],
    ['whose set is of numbers', { unanswered: new Set([1]) }],
    ['whose number is text', { attempts: '1' }],
    ['of a state that nobody knows', { status: 'mended' }],
  ])('cannot be read %s', (_, fields) => {
    expect(entrySchema.safeParse({ ...entry, ...fields }).success).toBe(false);
  });
});
