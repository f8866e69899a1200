import * as fc from 'fast-check';
import { httpsUrl } from '../../../../lib/notifications/fields/url';
import { refusal } from '../../../support/refusal';

describe('an https URL', () => {
  it.each([
    ['https://track.example/T1', 'https://track.example/T1'],
    ['HTTPS://Track.Example', 'https://track.example/'],
    ['https://track.example:8443/a?b=c#d', 'https://track.example:8443/a?b=c#d'],
    ['https://münchen.example/ü', 'https://xn--mnchen-3ya.example/%C3%BC'],
    ['https://track.example/"><b>', 'https://track.example/%22%3E%3Cb%3E'],
    [`https://track.example/${'x'.repeat(2026)}`, `https://track.example/${'x'.repeat(2026)}`],
  ])('is normalised: %s', (value, expected) => {
    expect(httpsUrl.parse(value)).toBe(expected);
  });

  it('is read however many were read before', () => {
    const url = 'https://münchen.example/ü';

    const read = Array.from({ length: 30_000 }, () => httpsUrl.safeParse(url).success);

    expect(read.filter((success) => !success)).toEqual([]);
  });

  it.each([
    ['http', 'http://track.example/'],
    ['javascript', 'javascript:alert(1)'],
    ['javascript in capitals', 'JAVASCRIPT:alert(1)'],
    ['javascript with a tab', 'java\tscript:alert(1)'],
    ['data', 'data:text/html,<b>'],
    ['mailto', 'mailto:ada@example.com'],
    ['ftp', 'ftp://track.example/'],
    ['no scheme', 'track.example/T1'],
    ['only slashes', '//track.example/T1'],
    ['no host', 'https://'],
    ['a user name', 'https://ada@track.example/'],
    ['user name and password', 'https://ada:secret@track.example/'],
    ['a password', 'https://:secret@track.example/'],
    ['a space at the start', ' https://track.example/'],
    ['a space inside', 'https://track.example/a b'],
    ['a line feed', 'https://track.example/\n'],
    ['a tab in the scheme', 'ht\ttps://track.example/'],
    ['a NUL', 'https://track.example/\u0000'],
    ['a bidi override', 'https://track.example/\u202e'],
    ['a line separator', 'https://track.example/\u2028'],
    ['a lone surrogate', 'https://track.example/\ud800'],
    ['2049 characters', `https://track.example/${'x'.repeat(2027)}`],
    ['the empty string', ''],
    ['an object', { href: 'https://track.example/' }],
  ])('is refused with %s', (_, value) => {
    expect(refusal(httpsUrl, value)).toMatch(
      /^field: expected an https URL of at most 2048 characters, without user name or password, found (a string|an object)$/,
    );
  });

  it('is never anything but https, whatever is written', () => {
    const written = fc.oneof(
      fc.webUrl({ validSchemes: ['http', 'https', 'ftp'] }),
      fc.string(),
      fc.webPath(),
    );

    fc.assert(
      fc.property(written, (value) => {
        const parsed = httpsUrl.safeParse(value);
        fc.pre(parsed.success);

        expect(parsed.data).toMatch(/^https:\/\/[^\s"<>@]+/);
      }),
    );
  });
});
