import * as fc from 'fast-check';
import { displayName } from '../../../../lib/channels/email/header';

describe('a display name', () => {
  it.each([
    ['Example Shop', '"Example Shop"'],
    ['Shop, Inc.', '"Shop, Inc."'],
    ['The "Shop"', '"The \\"Shop\\""'],
    ['Back\\slash', '"Back\\\\slash"'],
    ['<eve@evil.example>', '"<eve@evil.example>"'],
    ['', '""'],
  ])('is quoted when it is ASCII: %s', (name, expected) => {
    expect(displayName(name)).toBe(expected);
  });

  it('is an encoded word otherwise', () => {
    expect(displayName('Café')).toBe('=?UTF-8?B?Q2Fmw6k=?=');
  });

  it('never breaks its header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(displayName(name)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('reads as it was written, in words of 75 characters at most', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => /[^\x20-\x7e]/.test(text));

    fc.assert(
      fc.property(name, (written) => {
        const words = displayName(written).split(' ');

        expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
        const read = words.map((word) =>
          Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64').toString(),
        );
        expect(read.join('')).toBe(written);
      }),
    );
  });
});
