import { systemClock } from '../../../lib/runtime/clock';
import { sendAndMark, TIMING, wholeRecord } from '../../../lib/runtime/timing';

describe('the durations', () => {
  it('let a claim outlive the slowest way through claim, send and mark', () => {
    expect(TIMING.claim).toBeGreaterThan(TIMING.storeCall + sendAndMark(TIMING));
  });

  it('give up a connection to SES before its answer', () => {
    expect(TIMING.sesConnect).toBeLessThan(TIMING.sesAnswer);
  });

  it('fit three attempts into one call of DynamoDB', () => {
    expect(3 * TIMING.storeAttempt).toBeLessThan(TIMING.storeCall);
  });

  it('spread the tries of a record over about ten seconds', () => {
    const pauses = Array.from({ length: TIMING.tries - 1 }, (_, index) => TIMING.backoff * 2 ** index);

    const sum = pauses.reduce((total, pause) => total + pause);

    expect(sum).toBeGreaterThan(9_000);
    expect(sum).toBeLessThan(12_000);
  });

  it('count a send as its answer and its mark', () => {
    expect(sendAndMark({ ...TIMING, sesAnswer: 10_000, storeCall: 4_000 })).toBe(14_000);
  });

  it.each([
    ['claim, send and mark', { sesAnswer: 10_000, storeCall: 4_000 }, 18_000],
    ['three calls and a release, where these take longer', { sesAnswer: 1_000, storeCall: 4_000 }, 16_000],
  ])('count a whole record as %s', (_, changed, expected) => {
    expect(wholeRecord({ ...TIMING, ...changed })).toBe(expected);
  });
});

describe('the clock of the system', () => {
  it('tells the time', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
  });
});
