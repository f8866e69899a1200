import * as fc from 'fast-check';
import { retryAfter, verdictOf } from '../../../../lib/channels/push/answers';

const NOW = Date.parse('2026-11-26T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['in seconds', '120', 120_000],
    ['as a date', 'Thu, 26 Nov 2026 12:01:00 GMT', 60_000],
    ['as a date that is over', 'Thu, 26 Nov 2026 11:00:00 GMT', 0],
    ['that cannot be read', 'soon', undefined],
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
