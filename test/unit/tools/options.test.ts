import { UsageError } from '../../../tools/command';
import { numberOption } from '../../../tools/options';

describe('an option that is a number', () => {
  it.each([
    ['7', 7],
    ['0.25', 0.25],
    ['.5', 0.5],
    ['-3', -3],
  ])('%s is %d', (given, expected) => {
    expect(numberOption('rate', given, { fallback: 1 })).toBe(expected);
  });

  it('has its default where it is not given', () => {
    expect(numberOption('rate', undefined, { least: 5, fallback: 1 })).toBe(1);
  });

  it.each([
    ['x', {}, 'a number'],
    ['', {}, 'a number'],
    [' ', {}, 'a number'],
    ['0x10', {}, 'a number'],
    ['Infinity', {}, 'a number'],
    ['-1', { least: 0 }, 'a number from 0'],
    ['2', { most: 1 }, 'a number up to 1'],
    ['2', { least: 0, most: 1 }, 'a number from 0 to 1'],
    ['1.5', { least: 1, whole: true }, 'a whole number from 1'],
    ['9007199254740993', { least: 1, whole: true }, 'a whole number from 1'],
  ])('refuses %j with the limits %j', (given, limits, expected) => {
    const read = () => numberOption('rate', given, { ...limits, fallback: 1 });

    expect(read).toThrow(UsageError);
    expect(read).toThrow(`--rate: expected ${expected}, found ${JSON.stringify(given)}`);
  });
});
