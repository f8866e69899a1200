import * as fc from 'fast-check';
import { line, text } from '../../../../lib/notifications/fields/text';
import { refusal } from '../../../support/refusal';

describe('text', () => {
  it('keeps what people write', () => {
    const written = 'Grüße 👋\n\tZeile zwei — "quoted" <b>';

    expect(text(100).parse(written)).toBe(written);
  });

  it.each([
    ['turns every line break into a line feed', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['takes control characters out', 'a\u0000b\u0007c\u000bd\u001be\u007ff\u0085g\u009fh', 'abcdefgh'],
    ['replaces lone surrogates', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
    ['takes white space off its ends', '\n a\nb \t', 'a\nb'],
    ['takes a byte order mark off', '\ufeffa', 'a'],
  ])('%s', (_, value, expected) => {
    expect(text(100).parse(value)).toBe(expected);
  });

  it.each([5, null, undefined, ['a'], { toString: 'a' }])('is refused as %p', (value) => {
    expect(refusal(text(10), value)).toMatch(
      /^field: expected a string, which is cut after 10 characters, found /,
    );
  });
});

describe('a text that is too long', () => {
  it.each([
    ['nothing while it fits', 'x'.repeat(10), 'x'.repeat(10)],
    ['what is too much', 'x'.repeat(11), `${'x'.repeat(9)}…`],
    ['an emoji of several characters as a whole', '12345👩‍👩‍👧‍👦 and more', '12345…'],
    ['a letter together with its accents', `12345678e\u0301\u0323 and more`, '12345678…'],
    ['a flag as a whole', '1234567🇩🇪🇩🇪', '1234567…'],
    ['also the space before', '12345678 and more', '12345678…'],
  ])('loses %s', (_, value, expected) => {
    expect(line(10).parse(value)).toBe(expected);
  });

  it('is nothing where its first character is too long already', () => {
    expect(line(10).parse(`e${'\u0301'.repeat(50)}`)).toBeUndefined();
  });

  it('is never longer than it may be, and well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (value) => {
        const shown = line(20).parse(value) ?? '';

        expect(shown.length).toBeLessThanOrEqual(20);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });

  it('is cut in time that grows with its length alone', () => {
    const gap = ' '.repeat(300_000);

    expect(line(200).parse(`a${gap}b${gap}\u200b${gap}c`)).toBe('a b \u200b c');
  });
});

describe('a name of which nothing can be seen', () => {
  it.each([
    ['spaces', '   '],
    ['zero-width spaces', '\u200b\u200b'],
    ['a zero-width joiner between spaces', ' \u200d '],
    ['control characters', '\u0000\u0007'],
    ['a byte order mark', '\ufeff'],
    ['fillers of Hangul', '\u3164\u115f\uffa0'],
    ['a blank of Braille', '\u2800'],
    ['tag characters', '\u{e0041}\u{e0042}'],
    ['a variation selector', '\ufe0f'],
    ['marks of direction', '\u202e\u2066'],
  ])('is none: %s', (_, value) => {
    expect(line(100).parse(value)).toBeUndefined();
  });

  it.each(['.', 'ß', '李', '👋', '\u0301', 'م'])('is not one like %p', (value) => {
    expect(line(100).parse(value)).toBe(value);
  });
});

describe('a line', () => {
  it.each([
    ['a line feed', 'Ada\nLovelace'],
    ['CR and LF', 'Ada\r\nLovelace'],
    ['a line separator', 'Ada\u2028Lovelace'],
    ['a paragraph separator', 'Ada\u2029Lovelace'],
    ['tabs', 'Ada\t\tLovelace'],
    ['a no-break space', 'Ada\u00a0Lovelace'],
    ['spaces around', '  Ada Lovelace  '],
    ['zero-width spaces around', '\u200bAda Lovelace\u200b'],
  ])('has one space for %s', (_, value) => {
    expect(line(100).parse(value)).toBe('Ada Lovelace');
  });

  it.each(['Renée 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'Ada ❤️', 'مي‌خواهم'])('keeps what belongs to a character: %s', (value) => {
    expect(line(100).parse(value)).toBe(value);
  });

  it('never holds a line break or a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(line(1_000).parse(value) ?? '').not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
