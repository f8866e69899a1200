import * as fc from 'fast-check';
import {
  ConfigError,
  framesOf,
  NotKafkaEventError,
  nameOf,
  RedriveOptionsError,
  StoreUnavailableError,
  TimeoutError,
} from '../../../lib/runtime/errors';

const unavailable = (message: string, options?: ErrorOptions) =>
  new StoreUnavailableError('log_unavailable', message, options);

describe.each([
  ['ConfigError', (...args: [string, ErrorOptions?]) => new ConfigError(...args)],
  ['NotKafkaEventError', (...args: [string, ErrorOptions?]) => new NotKafkaEventError(...args)],
  ['RedriveOptionsError', (...args: [string, ErrorOptions?]) => new RedriveOptionsError(...args)],
  ['StoreUnavailableError', unavailable],
  ['TimeoutError', (...args: [string, ErrorOptions?]) => new TimeoutError(...args)],
])('%s', (name, make) => {
  it('carries its own name, which is what logs show', () => {
    expect(String(make('what happened'))).toBe(`${name}: what happened`);
  });

  it('keeps its cause', () => {
    const cause = new Error('why');

    expect(make('what happened', { cause }).cause).toBe(cause);
  });
});

describe('StoreUnavailableError', () => {
  it.each(['contacts_unavailable', 'log_unavailable'] as const)('has the reason code %s', (code) => {
    expect(new StoreUnavailableError(code, 'what happened').code).toBe(code);
  });
});

describe('the name of an error', () => {
  const named = (name: string) => Object.assign(new Error('user 42 <ada@example.com>'), { name });

  it('is its own when it is a plain word', () => {
    expect(nameOf(named('ThrottlingException'))).toBe('ThrottlingException');
  });

  it('is its own without the $ that Zod puts before it', () => {
    expect(nameOf(named('$ZodError'))).toBe('ZodError');
  });

  it.each([
    ['a name with an address', named('ada@example.com')],
    ['an endless name', named('E'.repeat(65))],
    ['an empty name', named('')],
    ['a name of two lines', named('Type\nError')],
    ['a string', 'ThrottlingException'],
    ['nothing', undefined],
    ['null', null],
  ])('is "Error" for %s', (_, error) => {
    expect(nameOf(error)).toBe('Error');
  });
});

describe('the frames of an error', () => {
  const FRAME = /^at .*:\d+:\d+\)?$|^at .*<anonymous>/;
  const linesOf = (error: unknown) => framesOf(error)?.split('\n') ?? [];

  function somewhereOfOurs(message: string): Error {
    return new TypeError(message);
  }

  it('say where it was made, the innermost first', () => {
    const [first = ''] = linesOf(somewhereOfOurs('no template'));

    expect(first).toMatch(/^at somewhereOfOurs \(.*errors\.test\.ts:\d+:\d+\)$/);
  });

  it('are places and nothing else', () => {
    const lines = linesOf(somewhereOfOurs('no template for ada@example.com'));

    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => !FRAME.test(line))).toEqual([]);
  });

  it.each([
    ['one line', 'secret'],
    ['several lines', 'one secret\ntwo secret\n\nthree secret'],
    [
      'lines that look like frames',
      'x\n    at secret (secret.ts:1:1)\n    at async secret (node:secret:2:2)',
    ],
    ['a first line that looks like a frame', '\n    at secret (secret.ts:1:1)'],
    ['carriage returns', 'x\r\n    at secret (secret.ts:1:1)\r\n'],
    ['its own name in it', 'TypeError: secret\nTypeError: secret\n    at secret (secret.ts:1:1)'],
    ['signs of a regular expression', '$& .* [secret]\n    at secret (secret.ts:1:1)'],
  ])('never have the message among them: %s', (_, message) => {
    const said = framesOf(somewhereOfOurs(message));

    expect(said).toMatch(/somewhereOfOurs/);
    expect(said).not.toMatch(/secret/);
  });

  it('never have the message among them, whatever it is', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('    at ', 'at (x:1:1)', 'Error: ', 'TypeError: ', '\n', '\r', '\t'),
    );
    const message = fc.array(line).map((parts) => `${parts.join('')}\n    at zzz (zzz.ts:1:1)\nzzz`);

    fc.assert(
      fc.property(message, (text) => {
        const said = framesOf(somewhereOfOurs(text));

        expect(said).not.toMatch(/zzz/);
        expect(said).toMatch(/^at somewhereOfOurs /);
      }),
    );
  });

  it('are none where the message was changed after the stack was made: it cannot be told from the frames', () => {
    const error = somewhereOfOurs('x\n    at secret (secret.ts:1:1)');
    void error.stack;
    error.message = 'something else';

    expect(framesOf(error)).toBeUndefined();
  });

  it('are there for an error without a message', () => {
    expect(linesOf(somewhereOfOurs(''))[0]).toMatch(/^at somewhereOfOurs /);
  });

  it.each([
    ['a string', 'secret'],
    ['nothing', undefined],
    ['an object like an error', { message: 'secret', stack: 'Error: secret\n    at secret (x:1:1)' }],
    ['an error without a stack', Object.assign(new Error('secret'), { stack: undefined })],
  ])('are none for %s', (_, error) => {
    expect(framesOf(error)).toBeUndefined();
  });
});
