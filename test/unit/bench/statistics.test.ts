import { inWords, median, spreadOf } from '../../../bench/report/statistics';

describe('the median', () => {
  it('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([10, 1, 4, 2])).toBe(3);
  });

  it('is refused where there is no value', () => {
    expect(() => median([])).toThrow('no values');
  });
});

it('says a spread as its median, smallest and largest', () => {
  expect(inWords(spreadOf([2, 1, 4]), 1)).toBe('2.0 (1.0–4.0)');
});
