import { FAULTS, RETRIES, readFaults, readRetries } from '../../../../local/kafka/settings';

describe('settings of the local mappings', () => {
  it('have defaults', () => {
    expect(readRetries()).toEqual(RETRIES);
    expect(readFaults('')).toEqual(FAULTS);
  });

  it('are read from comma-separated pairs', () => {
    expect(readRetries('order=pessimistic, gap=5,throttle-gap=6,splits-count=yes,event=whole')).toEqual({
      order: 'pessimistic',
      gap: 5,
      throttleGap: 6,
      splitsCount: true,
      event: 'whole',
    });
    expect(readFaults('duplicate=0.5,rebalance=1,crash=0,slow=100,seed=7')).toEqual({
      duplicate: 0.5,
      rebalance: 1,
      crash: 0,
      slow: 100,
      seed: 7,
    });
  });

  it.each([
    [
      readRetries,
      'order=random',
      'retries: order: expected in-place, overtaken, pessimistic, found "random"',
    ],
    [readRetries, 'order=toString', 'found "toString"'],
    [readRetries, 'event=half', 'retries: event: expected records, whole, found "half"'],
    [readRetries, 'gap=soon', 'retries: gap: expected a number from 0 to 2147483647, found "soon"'],
    [
      readRetries,
      'pause=1',
      'retries: expected order=…, gap=…, throttle-gap=…, splits-count=…, event=…, found "pause=1"',
    ],
    [readFaults, 'crash=2', 'faults: crash: expected a number from 0 to 1, found "2"'],
    [readFaults, 'crash', 'found "crash"'],
    [readFaults, 'slow=3000000000', 'faults: slow: expected a number from 0 to 2147483647'],
  ])('say what they expect (%p, %s)', (read, text, problem) => {
    expect(() => read(text)).toThrow(problem);
  });
});
