import { filterOf } from '../../../../local/kafka/filter';
import type { EventRecord } from '../../../../local/kafka/record';

const record = (value: string | undefined): EventRecord => ({
  topic: 't',
  partition: 0,
  offset: 0,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  headers: [],
  ...(value !== undefined && { value: Buffer.from(value).toString('base64') }),
});

const passes = (pattern: unknown, value: unknown): boolean =>
  filterOf([JSON.stringify({ value: pattern })])(record(JSON.stringify(value)));

describe('filter criteria', () => {
  it.each([
    ['equal text', { status: ['pending'] }, { status: 'pending' }, { status: 'paid' }],
    ['one of several', { status: ['pending', 'paid'] }, { status: 'paid' }, { status: 'failed' }],
    ['equal number', { amount: [5] }, { amount: 5 }, { amount: '5' }],
    ['null', { reason: [null] }, { reason: null }, { reason: '' }],
    ['empty text', { reason: [''] }, { reason: '' }, { reason: null }],
    ['an element of a list', { tags: ['a'] }, { tags: ['b', 'a'] }, { tags: ['b'] }],
    ['a field within', { order: { id: [7] } }, { order: { id: 7 } }, { order: 7 }],
    ['all fields', { a: [1], b: [2] }, { a: 1, b: 2 }, { a: 1, b: 3 }],
    ['$or', { $or: [{ a: [1] }, { b: [2] }] }, { a: 0, b: 2 }, { a: 0, b: 0 }],
    ['prefix', { id: [{ prefix: 'AB' }] }, { id: 'AB1' }, { id: 'XAB' }],
    ['suffix', { id: [{ suffix: '.de' }] }, { id: 'a.de' }, { id: 'a.de.com' }],
    ['equals-ignore-case', { id: [{ 'equals-ignore-case': 'Ab' }] }, { id: 'aB' }, { id: 'a' }],
    ['exists', { id: [{ exists: true }] }, { id: null }, {}],
    ['exists not', { id: [{ exists: false }] }, {}, { id: 1 }],
    ['numeric', { price: [{ numeric: ['>', 10, '<=', 20] }] }, { price: 20 }, { price: 10 }],
    ['anything-but, of a field that is there', { status: [{ 'anything-but': ['a'] }] }, { status: null }, {}],
    ['anything-but', { status: [{ 'anything-but': ['a', 'b'] }] }, { status: 'c' }, { status: 'b' }],
    ['anything-but a prefix', { id: [{ 'anything-but': { prefix: 'x' } }] }, { id: 'a' }, { id: 'xa' }],
  ])('%s', (_, pattern, wanted, refused) => {
    expect(passes(pattern, wanted)).toBe(true);
    expect(passes(pattern, refused)).toBe(false);
  });

  it('pass when any of them does, or when there are none', () => {
    const either = filterOf(['{"value":{"a":[1]}}', '{"value":{"b":[1]}}']);

    expect(either(record('{"b":1}'))).toBe(true);
    expect(filterOf([])(record(undefined))).toBe(true);
    expect(filterOf(['{}'])(record('anything'))).toBe(true);
  });

  it.each(['not json', '"text"', '[1]', undefined])('drop %s where the pattern wants JSON', (value) => {
    expect(filterOf(['{"value":{"a":[{"exists":false}]}}'])(record(value))).toBe(false);
  });

  it('compare plain text with a list of texts', () => {
    const filter = filterOf(['{"value":["on",{"prefix":"off"}]}']);

    expect(filter(record('on'))).toBe(true);
    expect(filter(record('offline'))).toBe(true);
    expect(filter(record('{"on":1}'))).toBe(false);
  });

  it.each([
    ['{"key":["a"]}', 'filter on "value" only, found key'],
    ['[]', 'expected a JSON object'],
    ['{"value":{"a":[{"cidr":"10.0.0.0/8"}]}}', 'expected one of prefix, suffix'],
    ['{"value":{"a":5}}', 'expected an object or a list'],
    ['{"value":{"a":[{"numeric":["~",5]}]}}', 'numeric takes pairs'],
  ])('refuse %s', (pattern, problem) => {
    expect(() => filterOf([pattern])).toThrow(problem);
  });
});
