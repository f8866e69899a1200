import { figuresOf, mostInASecond, WARM_UP } from '../../../bench/rate/figures';
import { rateCells, SEND_INSTANCES, staticShare } from '../../../bench/rate/plan';
import { instancesOf } from '../../../infra/ses-rate';
import { SOURCES } from '../../../tools/stacks/deployments';
import { stack } from '../../support/computed-stack';

describe('the cells of the rate', () => {
  const all = rateCells({ rates: [1, 14, 50], instances: [1, 4, 20], batch: undefined });

  it('are every number of instances at every rate', () => {
    expect(all.map(({ rate, instances }) => `${rate}/${instances}`)).toEqual([
      '1/1',
      '1/4',
      '1/20',
      '14/1',
      '14/4',
      '14/20',
      '50/1',
      '50/4',
      '50/20',
    ]);
  });

  it('have batches as a deployment would have them', () => {
    expect(all.filter(({ instances }) => instances === 1).map(({ batch }) => batch)).toEqual([9, 100, 150]);
  });

  it('take less than six minutes together', () => {
    const seconds = all.reduce((sum, cell) => sum + cell.seconds + WARM_UP / 1_000, 0);

    expect(seconds).toBeLessThan(330);
  });

  it('have as many instances as a deployment may run', () => {
    expect(SEND_INSTANCES).toBe(instancesOf(stack(SOURCES.msk).parameters));
    expect([1, 4, 20].map((instances) => staticShare({ instances }))).toEqual([0.05, 0.2, 1]);
  });
});

describe('the most mails in a second', () => {
  it.each([
    ['none', [], 0],
    ['one', [5], 1],
    ['a second apart', [0, 1_000, 2_000], 1],
    ['across a whole second', [900, 1_100, 1_899], 3],
    ['a burst in between', [0, 3_000, 3_001, 3_002, 9_000], 3],
  ])('of %s', (_, times, most) => {
    expect(mostInASecond(times)).toBe(most);
  });
});

describe('the figures of a cell', () => {
  const cell = { rate: 2, instances: 1, batch: 10, seconds: 10 };
  const served = (times: readonly number[], requests = {}, writes: readonly number[] = []) => ({
    sends: times.length,
    digest: '',
    times,
    requests,
    writes,
  });
  /** One mail to warm up, then so many. */
  const every = (ms: number, count: number) => [
    0,
    ...Array.from({ length: count }, (_, index) => 500 + index * ms),
  ];

  it('leave out the mails that made the instances warm', () => {
    expect(figuresOf({ ...cell, instances: 3 }, served([0, 1, 2, ...every(500, 100)])).most).toBe(2);
  });

  it('count the mails after the warm-up, in the measured time', () => {
    expect(figuresOf(cell, served(every(500, 100))).used).toBe(1);
    expect(figuresOf(cell, served(every(1_000, 100))).used).toBe(0.5);
  });

  it('count parts of the pause between two mails', () => {
    expect(figuresOf(cell, served(every(700, 100))).used).toBeCloseTo(1 / 0.7 / 2);
  });

  it('count a standstill at the end', () => {
    expect(figuresOf(cell, served(every(500, 17))).used).toBeCloseTo(0.55);
  });

  it('count requests beyond claim and record for the queue', () => {
    const requests = { PutItem: 100, UpdateItem: 110, BatchGetItem: 3 };

    expect(figuresOf(cell, served(every(500, 99), requests)).requests).toBeCloseTo(0.1);
  });

  it('count writes beyond claim and record for the queue, in the measured time alone', () => {
    const times = every(500, 100);
    // Three at the start, and one for each ten mails.
    const writes = [0, 1, 2, ...times.flatMap((at, index) => (index % 10 === 0 ? [at, at, at] : [at, at]))];

    expect(figuresOf(cell, served(times, {}, writes)).writes).toBeCloseTo(0.1);
  });

  it('are none where no mail was sent', () => {
    expect(() => figuresOf(cell, served([0]))).toThrow('SES took no mail');
  });
});
