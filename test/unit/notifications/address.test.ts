import * as fc from 'fast-check';
import { maskOf, parseAddress } from '../../../lib/notifications/address';
import { HEADERS, MARKUP } from '../../support/injections';

const label = 'd'.repeat(63);
/** A valid domain of exactly `length` characters. */
const domainOf = (length: number): string => {
  const labels = `${label}.`.repeat(Math.ceil(length / 64)).slice(0, length - 4);
  return `${labels.replace(/\.$/, 'd')}.com`;
};
const addressOf = (local: number, domain: number) => `${'l'.repeat(local)}@${domainOf(domain)}`;

describe('an address', () => {
  it.each([
    ['a plain one', 'ada@example.com'],
    ['dots and a tag', 'ada.lovelace+shop@mail.example.co.uk'],
    ['every other sign of an atom', "!#$%&'*+/=?^_`{|}~-@example.com"],
    ['the shortest', 'a@b.c'],
    ['capitals before the @', 'Ada@example.com'],
    ['digits in the domain', 'ada@123.example.com'],
    ['punycode', 'ada@xn--mnchen-3ya.de'],
  ])('is kept as it is: %s', (_, address) => {
    expect(parseAddress(address)).toEqual({ kind: 'address', address });
  });

  it.each([
    ['lower-cases the domain', 'ada@EXAMPLE.Com', 'ada@example.com'],
    ['writes an international domain in punycode', 'ada@münchen.de', 'ada@xn--mnchen-3ya.de'],
    ['keeps a sharp s', 'ada@faß.de', 'ada@xn--fa-hia.de'],
    ['knows the ideographic full stop', 'ada@例え。テスト', 'ada@xn--r8jz45g.xn--zckzah'],
  ])('%s', (_, raw, address) => {
    expect(parseAddress(raw)).toEqual({ kind: 'address', address });
  });
});

describe('the lengths of RFC 5321', () => {
  it.each([
    ['64 characters before the @', addressOf(64, 20)],
    ['254 characters in all', addressOf(64, 189)],
    ['254 characters in all, most of them the domain', addressOf(1, 252)],
    ['63 characters in a label', `ada@${label}.com`],
  ])('allow %s', (_, address) => {
    expect(parseAddress(address)).toEqual({ kind: 'address', address });
  });

  it.each([
    ['65 characters before the @', addressOf(65, 20), 'at most 64 characters before the @'],
    ['255 characters in all', addressOf(64, 190), 'at most 254 characters'],
    ['255 characters in all, most of them the domain', addressOf(1, 253), 'at most 254 characters'],
    ['64 characters in a label', `ada@${label}d.com`, 'a valid domain name after the @'],
    ['a domain that grows too long in punycode', `ada@${'ü'.repeat(60)}.de`, 'a valid domain name'],
  ])('forbid %s', (_, address, reason) => {
    expect(parseAddress(address)).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });
});

describe('what is no address', () => {
  it.each([
    ['line feed', 'ada@example.com\nBcc: eve@evil.example'],
    ['carriage return', 'ada@example.com\r'],
    ['tab', 'ada\t@example.com'],
    ['NUL', 'ada\u0000@example.com'],
    ['delete', 'ada\u007f@example.com'],
    ['soft hyphen', 'ada@exa\u00admple.com'],
    ['zero-width space', 'ada@example\u200b.com'],
    ['bidi override', 'ada@\u202eexample.com'],
    ['lone surrogate', 'ada@\ud800example.com'],
  ])('is refused: %s', (_, raw) => {
    expect(parseAddress(raw)).toEqual({
      kind: 'invalid',
      reason: 'an e-mail address without line breaks or control characters',
    });
  });

  it.each([
    ['a display name', 'Ada <ada@example.com>'],
    ['angle brackets', '<ada@example.com>'],
    ['two addresses with a comma', 'ada@example.com,eve@evil.example'],
    ['two addresses with a semicolon', 'ada@example.com;eve@evil.example'],
    ['a space at the end', 'ada@example.com '],
    ['a line separator', 'ada@example.com\u2028'],
    ['a no-break space', 'ada@example\u00a0.com'],
    ['quotes', '"ada lovelace"@example.com'],
    ['a quoted @', '"ada@home"@example.com'],
    ['a comment', 'ada(home)@example.com'],
  ])('is refused: %s', (_, raw) => {
    expect(parseAddress(raw)).toEqual({
      kind: 'invalid',
      reason: 'one e-mail address without display name, spaces, commas or quotes',
    });
  });

  it.each([
    ['the empty string', ''],
    ['no @', 'ada.example.com'],
    ['nothing before the @', '@example.com'],
    ['nothing after the @', 'ada@'],
    ['two @', 'ada@home@example.com'],
    ['a dot at the start', '.ada@example.com'],
    ['a dot before the @', 'ada.@example.com'],
    ['two dots', 'ada..lovelace@example.com'],
    ['a backslash', 'ada\\@example.com'],
    ['a scheme', 'mailto:ada@example.com'],
  ])('is refused: %s', (_, raw) => {
    expect(parseAddress(raw)).toEqual({ kind: 'invalid', reason: 'an e-mail address like name@example.com' });
  });

  it('is refused with letters beyond ASCII before the @, which SES does not take', () => {
    expect(parseAddress('zoë@example.com')).toEqual({
      kind: 'invalid',
      reason: 'an e-mail address with ASCII only before the @ (Amazon SES takes no other)',
    });
  });

  it.each([
    ['no dot', 'localhost'],
    ['a numeric top-level domain', 'example.123'],
    ['an IP address', '192.0.2.1'],
    ['an IP address in disguise', '0xc0.0x2'],
    ['an IPv6 address', '[IPv6:2001:db8::1]'],
    ['a dot at the end', 'example.com.'],
    ['a dot at the start', '.example.com'],
    ['two dots', 'example..com'],
    ['a hyphen at the start of a label', '-example.com'],
    ['a hyphen at the end of a label', 'example-.com'],
    ['an underscore', 'ex_ample.com'],
    ['a port', 'example.com:25'],
    ['a path', 'example.com/eve'],
    ['a backslash', 'example.com\\eve'],
    ['a query', 'example.com?eve'],
    ['a fragment', 'example.com#eve'],
    ['percent-encoding', 'ex%61mple.com'],
    ['a path behind a wide slash', 'example.com\uff0feve'],
  ])('is refused with a domain that has %s', (_, domain) => {
    expect(parseAddress(`ada@${domain}`)).toEqual({
      kind: 'invalid',
      reason: 'an e-mail address with a valid domain name after the @',
    });
  });

  it('is refused for every header and markup injection around an address', () => {
    const accepted = [...HEADERS, ...MARKUP].filter(
      (attack) =>
        parseAddress(`${attack}@example.com`).kind === 'address' ||
        parseAddress(`ada@example.com${attack}`).kind === 'address',
    );

    expect(accepted).toEqual([]);
  });
});

describe('whatever is written', () => {
  const written = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.emailAddress(),
    fc.tuple(fc.string(), fc.string({ unit: 'grapheme' })).map(([local, domain]) => `${local}@${domain}.com`),
  );

  it('an accepted address is printable ASCII with a single @, and accepted again as it is', () => {
    fc.assert(
      fc.property(written, (raw) => {
        const parsed = parseAddress(raw);
        fc.pre(parsed.kind === 'address');

        expect(parsed.address).toMatch(/^[!-?A-~]{1,64}@[a-z0-9.-]{3,252}$/);
        expect(parseAddress(parsed.address)).toEqual(parsed);
      }),
    );
  });

  it('a reason never quotes the address', () => {
    const secret = fc.stringMatching(/^[a-z]{3,9}[ ,<>"@\n]{1,3}$/).map((part) => `zzz${part}zzz@secret.zz`);

    fc.assert(
      fc.property(secret, (raw) => {
        expect(parseAddress(raw)).toEqual({
          kind: 'invalid',
          reason: expect.not.stringMatching(/zzz|secret/),
        });
      }),
    );
  });
});

it.each([
  ['ada@example.com', 'a…@example.com'],
  ['a@example.com', 'a…@example.com'],
])('%s is shown as %s', (address, masked) => {
  expect(maskOf(address)).toBe(masked);
});
