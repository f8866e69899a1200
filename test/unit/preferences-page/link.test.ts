import fc from 'fast-check';
import { LONGEST_TOKEN, linkOf, tokenOf, VALID_FOR } from '../../../lib/preferences-page/link';

const NOW = Date.UTC(2026, 10, 26);
const KEY = 'k'.repeat(64);
const OLD = 'o'.repeat(64);
const token = tokenOf('42', NOW + VALID_FOR, KEY);

/** As `lib/notifications/fields/id.ts` lets them through. */
const ids = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((id) => id.toWellFormed());

describe('a link', () => {
  it('leads its customer to their page for 90 days', () => {
    expect(linkOf(token, [KEY], NOW + VALID_FOR - 1_000)).toEqual({ kind: 'user', userId: '42' });
    expect(linkOf(token, [KEY], NOW + VALID_FOR + 1_000)).toEqual({ kind: 'expired' });
  });

  it('leads any customer to their own page and to no other', () => {
    fc.assert(
      fc.property(ids, (userId) => {
        expect(linkOf(tokenOf(userId, NOW + 1_000, KEY), [KEY], NOW)).toEqual({ kind: 'user', userId });
      }),
    );
  });

  it('is short enough for the longest id', () => {
    const longest = tokenOf('\u{1F600}'.repeat(64), NOW, KEY);

    expect(longest.length).toBeLessThanOrEqual(LONGEST_TOKEN);
  });

  it('ends with a letter or a digit, whatever the id, so that mail programs take no end off', () => {
    fc.assert(
      fc.property(ids, (userId) => {
        expect(tokenOf(userId, NOW, KEY)).toMatch(/^[\w-]{43}\.[\w-]*[A-Za-z0-9]$/);
      }),
    );
  });

  it('that the key before the last has signed still leads there', () => {
    expect(linkOf(tokenOf('42', NOW + 1_000, OLD), [KEY, OLD], NOW).kind).toBe('user');
    expect(linkOf(tokenOf('42', NOW + 1_000, OLD), [KEY], NOW).kind).toBe('forged');
  });
});

describe('a forged link leads nowhere:', () => {
  it('one with any character changed', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...alphabet), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(linkOf(changed, [KEY], NOW)).toEqual({ kind: 'forged' });
      }),
      { numRuns: 5_000 },
    );
  });

  it('one cut short, lengthened, or made of the parts of two', () => {
    const other = tokenOf('43', NOW + VALID_FOR, KEY);
    const [signature] = token.split('.');
    const [, content] = other.split('.');
    const forged = [
      `${signature}.${content}`,
      token.slice(0, -1),
      `${token}A`,
      token.replace('.', ''),
      ` ${token}`,
      `${token}\n`,
      `.${content}`,
      `${signature}.`,
    ];

    expect(forged.map((one) => linkOf(one, [KEY], NOW).kind)).toEqual(forged.map(() => 'forged'));
  });

  it('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(linkOf(text, [KEY], NOW)).toEqual({ kind: 'forged' });
      }),
    );
  });

  it('one that another key has signed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 32 }), ids, (key, userId) => {
        fc.pre(key !== KEY);
        expect(linkOf(tokenOf(userId, NOW + 1_000, key), [KEY], NOW)).toEqual({ kind: 'forged' });
      }),
    );
  });
});
