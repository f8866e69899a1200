import { type Entry, judge } from '../../lib/notification-log';

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
