import { MEANING } from '../../lib/deliver';

describe('what an answer means', () => {
  it('is this, for claim, pace, delivery and lane', () => {
    expect(MEANING).toEqual({
      sent: { claim: 'record', pace: 'faster' },
      throttled: { claim: 'release', pace: 'slower', again: true },
      transient: { claim: 'release', again: true },
      rejected: { claim: 'release' },
      declined: { claim: 'release' },
      halted: { claim: 'release', halts: true },
      unknown: { claim: 'keep' },
      claim_late: { claim: 'release', again: true },
      not_asked: { claim: 'release' },
    });
  });
});
