import { betterRatios, committedFor, comparison, type Ratios, worseRatios } from '../../../bench/ci';

const committed = committedFor('20');

describe('the short form', () => {
  it('lets a ratio be as it was committed, better, or worse within its margin', () => {
    const better = Object.fromEntries(Object.entries(committed).map(([name, value]) => [name, value * 0.5]));
    const noisy = {
      ...committed,
      'CPU a record ÷ floor-send': committed['CPU a record ÷ floor-send'] * 1.05,
    };

    expect(worseRatios(committed, committed)).toEqual([]);
    expect(worseRatios(better as unknown as Ratios, committed)).toEqual([]);
    expect(worseRatios(noisy, committed)).toEqual([]);
  });

  it('fails one that is worse, and says which', () => {
    const found = { ...committed, 'largest function, kB': 1_000 };

    expect(worseRatios(found, committed)).toEqual(['largest function, kB']);
    expect(comparison(found, committed)).toMatch(/^largest function.* 1000\.0 .*WORSE$/m);
  });

  it('takes the better one of two measurements, ratio by ratio', () => {
    const first = { ...committed, 'largest function, kB': 1_000 };
    const second = { ...committed, 'CPU a record ÷ floor-send': 9 };

    expect(betterRatios(first, second)).toEqual(committed);
  });

  it('has ratios of the Node.js that functions run on, and says which where it has none', () => {
    expect(Object.keys(committedFor('24'))).toEqual(Object.keys(committed));
    expect(() => committedFor('21')).toThrow(
      'bench/committed.json has ratios of Node.js 20, 22, 24, and none of 21: npm run bench -- --ci --commit adds them.',
    );
  });

  it('fails one that could not be measured', () => {
    expect(worseRatios({ ...committed, 'largest function, kB': Number.NaN }, committed)).toEqual([
      'largest function, kB',
    ]);
  });
});
