import type { Entry } from '../../../../lib/log/entry';
import { meaningOf } from '../../../../ops/explain/meaning';
import { REASONS } from '../../../../ops/reasons';
import {
  COMMANDS,
  entry,
  expired,
  mail,
  NOW,
  RECIPIENTS,
  REDRIVE,
  unanswered,
} from '../../../support/log-entry';

describe('what an entry means', () => {
  it.each<[string, Partial<Entry>, string, string]>([
    ['sent', {}, 'sent', 'See below'],
    ['sent by a second attempt', { attempts: 2 }, 'sent', 'See below'],
    ['a live claim', { ...expired, claim_expires_at: NOW + 1 }, 'being sent', 'Look again'],
    ['an expired claim', expired, 'may have been sent', 'The event source mapping sends it once more'],
    ['a second expired claim', { ...expired, attempts: 2 }, 'may have been sent', 'Ask the customer'],
    ['failed', { status: 'failed', attempts: 0, reason: 'SES: no' }, 'failed', REDRIVE],
    [
      'failed after a send without an answer',
      { status: 'failed', attempts: 2 },
      'may have been sent',
      '--resend-unknown',
    ],
    [
      'a live claim among the unanswered',
      { ...expired, claim_expires_at: NOW + 1, ...unanswered('a/b') },
      'being sent',
      'Look again',
    ],
    [
      'an expired claim among the unanswered',
      { ...expired, ...unanswered('a/b') },
      'may have been sent',
      'The event source mapping sends it once more',
    ],
    [
      'an expired claim beside another',
      { ...expired, ...unanswered('a/b', 'c') },
      'may have been sent',
      'Ask the customer',
    ],
    [
      'failed after one send without an answer',
      { status: 'failed', ...unanswered('c') },
      'may have been sent',
      'The event source mapping sends it once more',
    ],
    [
      'failed, and no send without an answer',
      { status: 'failed', attempts: undefined, reason: 'SES: no' },
      'failed',
      REDRIVE,
    ],
    ['skipped', { status: 'skipped', attempts: 0, reason: 'opted out' }, 'skipped', 'Nothing.'],
    [
      'failed with a code',
      { status: 'failed', attempts: 0, code: 'account_paused' },
      'failed',
      `--enabled, and ${REDRIVE}`,
    ],
    [
      'failed for the address',
      { status: 'failed', attempts: 0, code: 'address_bounced' },
      'failed',
      `${RECIPIENTS} --forget --keep-choices`,
    ],
    [
      'skipped with a code',
      { status: 'skipped', attempts: 0, code: 'too_old' },
      'skipped',
      'publish it again',
    ],
  ])('%s', (_, fields, kind, next) => {
    const meaning = meaningOf({ ...entry, ...fields }, [], NOW, COMMANDS);

    expect(meaning).toMatchObject({ kind, next: expect.stringContaining(next) });
  });

  it.each<[string, Partial<Entry>, string | undefined]>([
    ['what was sent', {}, 'sent'],
    ['a live claim', { ...expired, claim_expires_at: NOW + 1 }, 'claimed_elsewhere'],
    ['an expired claim', expired, 'may_have_been_sent'],
    [
      'a failure after a send without an answer',
      { status: 'failed', attempts: 1, code: 'throttled' },
      'may_have_been_sent',
    ],
    ['a failure', { status: 'failed', attempts: 0, code: 'throttled' }, 'throttled'],
    ['a failure before there were codes', { status: 'failed', attempts: 0 }, undefined],
    ['a failure of a version to come', { status: 'failed', attempts: 0, code: 'moon_phase' }, undefined],
  ])('has a code for programs: %s', (_, fields, code) => {
    expect(meaningOf({ ...entry, ...fields }, [], NOW, COMMANDS).code).toBe(code);
  });

  it('is what its code means, with the command filled in', () => {
    const meaning = meaningOf({ ...entry, status: 'failed', attempts: 0, code: 'rejected' }, [], NOW, {
      ...COMMANDS,
      redrive: "x '$&' `y`",
    });

    expect(meaning.means).toBe(REASONS.rejected.means);
    expect(meaning.next).toMatch(/ Then: x '\$&' `y`$/);
    expect(meaning.next).not.toContain('{redrive}');
  });

  it('of a STOP says how AWS is told that the customer wants texts again', () => {
    const { next } = meaningOf(
      { ...entry, status: 'skipped', attempts: 0, code: 'opted_out' },
      [],
      NOW,
      COMMANDS,
    );

    expect(next).toContain('aws pinpoint-sms-voice-v2 delete-opted-out-number');
    expect(next).toContain('once in 30 days');
  });

  it('says when a customer may have got a mail twice', () => {
    expect(meaningOf({ ...entry, attempts: 2 }, [], NOW, COMMANDS).means).toContain('may have got it twice');
  });

  describe('whose send was never answered', () => {
    it('was sent, where SES told of its mail later', () => {
      const told = meaningOf({ ...entry, ...expired }, [mail], NOW, COMMANDS);

      expect(told.means).toContain('that one was sent');
      expect(told.next).not.toContain('ask the customer');
    });

    it('may have been sent, where the mail is older than the entry: somebody deleted the one before', () => {
      const earlier = { ...mail, sent_at: entry.created_at - 3_600_000 };

      expect(meaningOf({ ...entry, ...expired }, [earlier], NOW, COMMANDS).next).toContain(
        'ask the customer',
      );
    });
  });
});
