import * as fc from 'fast-check';
import {
  CODES,
  type FailureCode,
  type FailureKind,
  fail,
  fold,
  type Outcome,
  type SkipCode,
  sent,
  skip,
} from '../../../lib/runtime/outcome';

const codesOf = <Code extends string>(wanted: (kind: string) => boolean) =>
  Object.entries(CODES).flatMap(([code, kind]) => (wanted(kind) ? [code as Code] : []));
const SKIPS = codesOf<SkipCode>((kind) => kind === 'skipped');
const FAILURES = codesOf<FailureCode>((kind) => kind !== 'skipped' && kind !== 'sent');

describe('an outcome', () => {
  it('that was sent has the message id of the provider', () => {
    expect(sent('m-1')).toEqual({ kind: 'sent', code: 'sent', messageId: 'm-1' });
  });

  it.each(SKIPS)('that was skipped has code and sentence: %s', (code) => {
    expect(skip(code, 'because')).toEqual({ kind: 'skipped', code, reason: 'because' });
  });

  it.each<[FailureCode, FailureKind]>([
    ['message_invalid', 'invalid'],
    ['contact_missing', 'permanent'],
    ['throttled', 'transient'],
    ['no_answer', 'unknown'],
    ['defect', 'defect'],
    ['log_entry_invalid', 'permanent'],
    ['log_unavailable', 'transient'],
    ['may_have_been_sent', 'permanent'],
  ])('that failed by %s is a failure that is %s', (code, failure) => {
    expect(fail(code, 'because')).toEqual({ kind: 'failed', failure, code, reason: 'because' });
  });

  it('has codes of plain small words, which programs can compare and people can read', () => {
    expect(Object.keys(CODES).filter((code) => !/^[a-z]+(?:_[a-z]+)*$/.test(code))).toEqual([]);
  });
});

describe('the outcome of a record with several deliveries', () => {
  const none = skip('opted_out', 'opted out');
  const notAllowed = skip('recipient_not_allowed', 'recipient not allowed');
  const before = skip('already_sent', 'already sent');
  const bad = fail('rejected', 'SES: the message was rejected (MessageRejected)');
  const other = fail('throttled', 'SMS: busy');
  const mail = sent('mail-1');
  const text = sent('text-1');

  const folded = (ends: Record<string, Outcome>) => fold(new Map(Object.entries(ends)));

  describe('is that of the mail', () => {
    it.each<[string, Outcome, Outcome]>([
      ['it went and the other did not', mail, other],
      ['both went', mail, text],
      ['it went and the other was skipped', mail, none],
      ['it failed and the other went', bad, text],
      ['it failed and the other failed', bad, other],
      ['it failed and the other was skipped', bad, none],
      ['it went before, and the other did not now', before, other],
      ['it went before, and the other went now', before, text],
    ])('where %s', (_, ofMail, ofOther) => {
      expect(folded({ email: ofMail, sms: ofOther })).toBe(ofMail);
      expect(folded({ sms: ofOther, email: ofMail })).toBe(ofMail);
    });

    it.each([mail, bad, none, before])('where it is alone: %j', (outcome) => {
      expect(folded({ email: outcome })).toBe(outcome);
    });
  });

  describe('is that of the others where the customer gets no mail', () => {
    it.each<[string, Outcome, Outcome, Outcome]>([
      ['sent, if one was sent and one failed', text, other, text],
      ['sent, if one was sent and one skipped', text, none, text],
      ['sent, if one failed and one was sent', other, text, text],
      ['failed, if one failed and none was sent', none, other, other],
      ['failed, if all failed', bad, other, bad],
      ['skipped, if one went before and one failed now', before, other, before],
      ['sent, if one went before and one was sent now', before, text, text],
    ])('%s', (_, sms, push, expected) => {
      expect(folded({ email: none, sms, push })).toBe(expected);
      expect(folded({ email: notAllowed, sms, push })).toBe(expected);
      expect(folded({ sms, push, email: none })).toBe(expected);
      expect(folded({ sms, push })).toBe(expected);
    });

    it('skipped, if all were skipped, with the reason of the mail', () => {
      expect(folded({ sms: notAllowed, email: none, push: notAllowed })).toBe(none);
    });

    it('skipped, if there is no mail and all were skipped', () => {
      expect(folded({ sms: before, push: none })).toBe(before);
    });
  });

  it('may be one outcome that two channels share', () => {
    expect(folded({ email: none, sms: none })).toBe(none);
    expect(folded({ email: other, sms: other })).toBe(other);
  });

  it('is skipped for a record without deliveries', () => {
    expect(folded({})).toMatchObject({ kind: 'skipped' });
  });

  const anyOutcome = fc.oneof(
    fc.string().map(sent),
    fc.constantFrom(...SKIPS).map((code) => skip(code, code)),
    fc.constantFrom(...FAILURES).map((code) => fail(code, code)),
  );
  const anyEnds = fc
    .tuple(fc.option(anyOutcome), fc.array(anyOutcome, { maxLength: 3 }), fc.boolean())
    .map(([email, others, first]) => {
      const mailEntry: Array<[string, Outcome]> = email ? [['email', email]] : [];
      const rest = others.map((outcome, index): [string, Outcome] => [`channel-${index}`, outcome]);
      return new Map(first ? [...mailEntry, ...rest] : [...rest, ...mailEntry]);
    })
    .filter((ends) => ends.size > 0);

  /** The rule in other words: ends are ranked, and the best of them is the record's. */
  function rankOf([channel, outcome]: [string, Outcome]): number {
    const sameAsNoMail = outcome.kind === 'skipped' && outcome.code !== 'already_sent';
    if (channel === 'email') return sameAsNoMail ? 2 : 6;
    if (outcome.code === 'already_sent') return 4;
    return { sent: 5, failed: 3, skipped: 1 }[outcome.kind];
  }

  it('is one of its ends, as the rule ranks them', () => {
    fc.assert(
      fc.property(anyEnds, (ends) => {
        const entries = [...ends];
        const best = Math.max(...entries.map(rankOf));

        expect(entries.filter((entry) => rankOf(entry) === best).map(([, outcome]) => outcome)).toContain(
          fold(ends),
        );
      }),
    );
  });

  it('is never reported because of what failed beside a mail that went', () => {
    fc.assert(
      fc.property(anyEnds, (ends) => {
        const ofMail = ends.get('email');
        fc.pre(ofMail?.kind === 'sent');

        expect(fold(ends).kind).toBe('sent');
      }),
    );
  });
});
