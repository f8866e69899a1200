import { type Entry, judge, REDRIVE, resendOf } from '../../../lib/log/entry';

const NOW = Date.UTC(2026, 10, 24);
const LATER = NOW + 1;

const entry: Entry = {
  order_id: '123',
  notification: '["order_notification","pending"]',
  status: 'claimed',
  attempts: 1,
  topic: 'orders',
  partition: 0,
  offset: 7,
  user_id: '42',
  created_at: NOW,
  updated_at: NOW,
  expires_at: 0,
};

describe('what an entry allows its next reader', () => {
  const claimed = (claimed_by: string, claim_expires_at: number, attempts: number) =>
    ({ claimed_by, claim_expires_at, attempts }) as const;

  it.each<[string, Partial<Entry>, ReturnType<typeof judge>]>([
    ['sent', { status: 'sent' }, 'sent'],
    ['sent, by me', { status: 'sent', claimed_by: 'me' }, 'sent'],
    ['sent, after two attempts', { status: 'sent', attempts: 2 }, 'sent'],
    ['claimed by me', claimed('me', LATER, 1), 'mine'],
    ['claimed by me, expired', claimed('me', NOW, 1), 'mine'],
    ['claimed by me, the second attempt', claimed('me', LATER, 2), 'mine'],
    ['claimed by another, live', claimed('other', LATER, 1), 'held'],
    ['claimed by another, live, the second attempt', claimed('other', LATER, 2), 'held'],
    ['claimed by another, expiring now', claimed('other', NOW, 1), 'free'],
    ['claimed by another, expired', claimed('other', NOW - 1, 1), 'free'],
    ['claimed by another, expired, the second attempt', claimed('other', NOW - 1, 2), 'spent'],
    ['claimed by another, without an expiry', { claimed_by: 'other' }, 'free'],
    ['released, never unanswered', { status: 'failed', attempts: 0 }, 'free'],
    ['released, unanswered once', { status: 'failed', attempts: 1 }, 'free'],
    ['released, unanswered twice', { status: 'failed', attempts: 2 }, 'spent'],
    ['skipped', { status: 'skipped', attempts: 0 }, 'free'],
    ['failed without a claim', { status: 'failed', attempts: 0, reason: 'no contact' }, 'free'],
  ])('%s', (_, fields, expected) => {
    expect(judge({ ...entry, ...fields }, 'me', NOW)).toBe(expected);
  });
});

describe('what an entry allows a redrive', () => {
  const unanswered = { claimed_by: 'other', claim_expires_at: NOW - 1 };
  const claimedAt = (updated_at: number, attempts = 2) => ({ ...unanswered, updated_at, attempts });
  const resend = resendOf(NOW - 60_000);

  it.each<[string, Partial<Entry>, ReturnType<typeof judge>, ReturnType<typeof judge>]>([
    ['sent', { status: 'sent' }, 'sent', 'sent'],
    ['claimed by another, live', { claimed_by: 'other', claim_expires_at: LATER }, 'held', 'held'],
    ['unanswered once', claimedAt(NOW - 60_001, 1), 'spent', 'free'],
    ['unanswered twice', claimedAt(NOW - 60_001), 'spent', 'free'],
    ['resent before, and unanswered again', claimedAt(NOW - 60_001, 3), 'spent', 'free'],
    ['unanswered since that was decided', claimedAt(NOW - 60_000), 'spent', 'spent'],
    ['released, unanswered once before', { status: 'failed', attempts: 1 }, 'spent', 'free'],
    ['released since that was decided', { status: 'failed', attempts: 2, updated_at: NOW }, 'spent', 'free'],
    ['released, never unanswered', { status: 'failed', attempts: 0 }, 'free', 'free'],
    ['skipped', { status: 'skipped', attempts: 0 }, 'free', 'free'],
  ])('%s', (_, fields, left, resent) => {
    expect(judge({ ...entry, ...fields }, 'me', NOW, REDRIVE)).toBe(left);
    expect(judge({ ...entry, ...fields }, 'me', NOW, resend)).toBe(resent);
  });
});
