import { UsageError } from '../../../tools/command';
import { addressesOf, choicesOption, numberOption, numbersOption, pairOption } from '../../../tools/options';

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

describe('an option with several values', () => {
  it('takes numbers with commas between them', () => {
    expect(numbersOption('batch', '1, 100', { least: 1, fallback: 7 })).toEqual([1, 100]);
    expect(numbersOption('batch', undefined, { least: 1, fallback: 7 })).toEqual([7]);
    expect(() => numbersOption('batch', '1,0', { least: 1, fallback: 7 })).toThrow('found "0"');
  });

  it('takes words, as what they mean', () => {
    const choices = new Map([
      ['red', 1],
      ['green', 2],
    ]);

    expect(choicesOption('colour', 'Green, red', choices, 'a colour')).toEqual([2, 1]);
    expect(() => choicesOption('colour', 'red,blue', choices, 'a colour')).toThrow(
      new UsageError('--colour: expected a colour, found "blue"'),
    );
  });
});

describe('a pair', () => {
  it.each<[string, [string, string]]>([
    ['a=b', ['a', 'b']],
    ['a=b=c', ['a', 'b=c']],
    ['a=', ['a', '']],
  ])('is %s', (given, expected) => {
    expect(pairOption('header', given)).toEqual(expected);
  });

  it.each(['a', '=b', ''])('is not %j', (given) => {
    expect(() => pairOption('header', given)).toThrow(
      new UsageError(`--header: expected name=value, found ${JSON.stringify(given)}`),
    );
  });
});

describe('an address', () => {
  it('is host:port, or several of them', () => {
    expect(addressesOf('--kafka', '127.0.0.1:9092, kafka.local:19092')).toEqual([
      '127.0.0.1:9092',
      'kafka.local:19092',
    ]);
  });

  it.each(['localhost', ':9092', 'PLAINTEXT://localhost:9092', 'a:1,,b:2'])('is not %s', (given) => {
    expect(() => addressesOf('--kafka', given)).toThrow(
      '--kafka: expected host:port, such as 127.0.0.1:9092, found',
    );
  });
});
