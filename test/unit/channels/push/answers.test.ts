import * as fc from 'fast-check';
import { retryAfter, verdictOf } from '../../../../lib/channels/push/answers';

const NOW = Date.parse('2026-11-26T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['in seconds', '120', 120_000],
    ['as a date', 'Thu, 26 Nov 2026 12:01:00 GMT', 60_000],
    ['of a year, which is an hour', '31536000', 3_600_000],
    ['as a date that is over', 'Thu, 26 Nov 2026 11:00:00 GMT', 0],
    ['as a date in the form of RFC 850', 'Thursday, 26-Nov-26 12:01:00 GMT', 60_000],
    ['that cannot be read', 'soon', undefined],
    ['of a day without a date', 'Monday 1', undefined],
    ['of a part of a second', '1.5', undefined],
    ['below zero', '-5', undefined],
    ['with blanks', ' 7 ', undefined],
    ['as a date of another form', '2026-11-26T12:01:00Z', undefined],
    ['that is not there', null, undefined],
  ])('%s', (_, header, ms) => {
    expect(retryAfter(header, NOW)).toBe(ms);
  });
});

describe('an answer of FCM', () => {
  it('is a failure that may pass where it is no JSON, as that of a gateway', () => {
    expect(verdictOf(502, '<!DOCTYPE html>', null, NOW)).toMatchObject({
      answer: {
        kind: 'transient',
        outcome: { code: 'provider_error', reason: 'FCM: answered with HTTP 502' },
      },
    });
  });

  it('asks for a minute after a 429 whose Retry-After cannot be read', () => {
    expect(verdictOf(429, '', '1.5', NOW).rest).toBe(60_000);
  });

  it('is read though one of its details is none', () => {
    const body = JSON.stringify({ error: { details: [null, 7, { errorCode: 'UNREGISTERED' }] } });

    expect(verdictOf(404, body, null, NOW)).toMatchObject({ gone: true });
  });

  it('is a failure for good where the message is too large', () => {
    expect(verdictOf(413, '', null, NOW)).toMatchObject({
      answer: {
        kind: 'rejected',
        outcome: { code: 'parameter_refused', reason: 'FCM: the message is too large' },
      },
    });
  });

  it('is read whatever it is, and never quoted', () => {
    const status = fc.integer({ min: 200, max: 599 });
    const details = fc.array(
      fc.record(
        { errorCode: fc.anything(), fieldViolations: fc.anything(), message: fc.constant('secret') },
        { requiredKeys: [] },
      ),
    );
    const body = fc.oneof(
      fc.json(),
      details.map((list) => JSON.stringify({ error: { message: 'secret', details: list } })),
    );
    fc.assert(
      fc.property(status, body, (code, said) => {
        const { answer } = verdictOf(code, said, null, NOW);

        expect(answer.kind === 'sent').toBe(code < 300);
        expect(JSON.stringify(answer.kind === 'sent' ? '' : answer)).not.toContain('secret');
      }),
    );
  });
});
