import * as fc from 'fast-check';
import { isolate } from '../../../lib/channels/bidi';

const MARKED = /^\u2068([^\u2068]*)\u2069$/;

describe('a value in a text', () => {
  it.each(['123', 'A-12/34', 'Grüße', '日本', ''])('stays as it is from left to right: %s', (value) => {
    expect(isolate(value, 'ltr')).toBe(value);
  });

  it.each(['مرحبا', 'שלום 12-34', 'a מ'])(
    'is kept to itself when it runs from right to left: %s',
    (value) => {
      expect(isolate(value, 'ltr')).toBe(`\u2068${value}\u2069`);
    },
  );

  it('is always kept to itself in a text from right to left, where 12-34 would read 34-12', () => {
    expect(isolate('12-34', 'rtl')).toBe('\u206812-34\u2069');
  });

  it('can never leave its marks, whatever marks it brings', () => {
    const part = fc.constantFrom('\u202a', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069', 'a', 'م', '1');

    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const [, inside = ''] = MARKED.exec(isolate(parts.join(''), 'rtl')) ?? [];

        expect(inside).toMatch(/^[aم1]*$/);
      }),
    );
  });
});
