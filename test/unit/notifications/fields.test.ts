import * as fc from 'fast-check';
import * as z from 'zod/mini';
import {
  amount,
  currency,
  date,
  email,
  httpsUrl,
  id,
  line,
  optional,
  status,
  text,
} from '../../../lib/notifications/fields';
import { reasonOf } from '../../../lib/runtime/validation';
import { INJECTIONS } from '../../support/injections';

const accepts = (schema: z.ZodMiniType, value: unknown) => schema.safeParse(value).success;

function refusal(schema: z.ZodMiniType, value: unknown): string {
  const input = { field: value };
  const { error } = z.object({ field: schema }).safeParse(input);
  if (!error) throw new Error('expected to be refused');
  return reasonOf(error, input);
}

describe('an id', () => {
  const EXPECTED =
    'field: expected an integer within ±(2^53 - 1), or a string of 1 to 64 printable characters';

  it.each([
    [0, '0'],
    [-0, '0'],
    [-7, '-7'],
    [2 ** 53 - 1, '9007199254740991'],
    [-(2 ** 53 - 1), '-9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['007', '007'],
    ['A-1/b_2 #3', 'A-1/b_2 #3'],
    ['注文番号', '注文番号'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['😀'.repeat(64), '😀'.repeat(64)],
  ])('is kept as a string: %p', (value, expected) => {
    expect(id.parse(value)).toBe(expected);
  });

  it.each([2 ** 53, -(2 ** 53), 1e300, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is refused as a number that JSON may have rounded: %p',
    (value) => {
      expect(refusal(id, value)).toBe(`${EXPECTED}, found a fraction or too large a number`);
    },
  );

  it.each([
    ['empty', ''],
    ['65 characters', 'x'.repeat(65)],
    ['65 characters beyond the basic plane', '😀'.repeat(65)],
    ['a space at the start', ' 1'],
    ['a space at the end', '1 '],
    ['a no-break space at the end', '1\u00a0'],
    ['only spaces', '   '],
    ['a line feed', '1\n2'],
    ['a NUL', '1\u0000'],
    ['a C1 control', '1\u0085'],
    ['a bidi override', '1\u202e2'],
    ['a bidi isolate', '1\u20662'],
    ['a zero-width space', '1\u200b2'],
    ['a soft hyphen', '1\u00ad2'],
    ['a byte order mark', '\ufeff1'],
    ['a lone high surrogate', '1\ud800'],
    ['a lone low surrogate', '\udc001'],
    ['a line separator', '1\u20282'],
    ['a paragraph separator', '1\u20292'],
    ['a tag character', '1\u{e0031}'],
    ['an unassigned code point', '1\u0378'],
  ])('is refused as a string: %s', (_, value) => {
    expect(refusal(id, value)).toBe(`${EXPECTED}, found a string`);
  });

  it.each([
    [null, 'null'],
    [undefined, 'nothing'],
    [true, 'a boolean'],
    [[1], 'an array'],
    [{ id: 1 }, 'an object'],
  ])('is refused as %p', (value, found) => {
    expect(refusal(id, value)).toBe(`${EXPECTED}, found ${found}`);
  });

  it('is the same for a number and for the string of it', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(id.parse(value)).toBe(id.parse(String(value)));
      }),
    );
  });
});

describe('text', () => {
  it('keeps what people write', () => {
    const written = 'Grüße 👋\n\tZeile zwei — "quoted" <b>';

    expect(text(100).parse(written)).toBe(written);
  });

  it.each([
    ['turns every line break into a line feed', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['takes control characters out', 'a\u0000b\u0007c\u000bd\u001be\u007ff\u0085g\u009fh', 'abcdefgh'],
    ['replaces lone surrogates', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
    ['may be empty', '', ''],
  ])('%s', (_, value, expected) => {
    expect(text(100).parse(value)).toBe(expected);
  });

  it('takes as many characters as it may', () => {
    expect(accepts(text(10), 'x'.repeat(10))).toBe(true);
  });

  it('takes not one more', () => {
    expect(refusal(text(10), 'x'.repeat(11))).toBe(
      'field: expected a string of at most 10 characters, found a string',
    );
  });

  it.each([5, null, undefined, ['a'], { toString: 'a' }])('is refused as %p', (value) => {
    expect(refusal(text(10), value)).toMatch(/^field: expected a string of at most 10 characters, found /);
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
  ])('has one space for %s', (_, value) => {
    expect(line(100).parse(value)).toBe('Ada Lovelace');
  });

  it('never holds a line break or a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(line(1_000).parse(value)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('an optional field', () => {
  it.each([null, undefined])('is absent when it is %p', (value) => {
    expect(optional(text(10)).parse(value)).toBeUndefined();
  });

  it('is checked when it is there', () => {
    expect(refusal(optional(text(10)), 5)).toBe(
      'field: expected a string of at most 10 characters, found a number',
    );
  });

  it('may be empty', () => {
    expect(optional(text(10)).parse('')).toBe('');
  });
});

describe('a status', () => {
  it.each(['success', 'failed'])('is one of its words: %s', (value) => {
    expect(status('success', 'failed').parse(value)).toBe(value);
  });

  it.each(['Success', ' success', 'done', '', 1, null])('is nothing else: %p', (value) => {
    expect(refusal(status('success', 'failed'), value)).toMatch(
      /^field: expected "success" or "failed", found /,
    );
  });
});

describe('an e-mail address', () => {
  it('is normalised', () => {
    expect(email.parse('ada@MÜNCHEN.de')).toBe('ada@xn--mnchen-3ya.de');
  });

  it('says why it is refused', () => {
    expect(refusal(email, 'Ada <ada@example.com>')).toBe(
      'field: expected one e-mail address without display name, spaces, commas or quotes, found a string',
    );
  });

  it('is refused when it is no string', () => {
    expect(refusal(email, ['ada@example.com'])).toBe('field: expected an e-mail address, found an array');
  });
});

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

describe('an amount', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [5, '5'],
    [100, '100'],
    [49.9, '49.9'],
    [0.1 + 0.2, '0.3'],
    [1e11, '100000000000'],
    ['49.90', '49.90'],
    ['0', '0'],
    ['1234567890123.4567', '1234567890123.4567'],
  ])('is a decimal string: %p', (value, expected) => {
    expect(amount.parse(value)).toBe(expected);
  });

  it.each([
    -0.01,
    1e12 + 1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '-1',
    '+1',
    '1e3',
    '49,90',
    '1.',
    '.5',
    '1.23456',
    '12345678901234',
    ' 1',
    '1\n',
    '٤٩',
    '0x10',
    null,
    true,
    {},
  ])('is refused: %p', (value) => {
    expect(refusal(amount, value)).toMatch(
      /^field: expected a decimal number of at least 0, as a number or a string like "49\.90", found /,
    );
  });

  it('keeps cents exactly', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (cents) => {
        expect(Number(amount.parse(cents / 100))).toBe(cents / 100);
      }),
    );
  });
});

describe('a currency', () => {
  it('is a code of three capital letters', () => {
    expect(currency.parse('EUR')).toBe('EUR');
  });

  it.each(['eur', 'EURO', 'E1R', '€', '', 'EU\u200d', 'EUR\n', 978, null])('is refused: %p', (value) => {
    expect(refusal(currency, value)).toMatch(
      /^field: expected a currency code of three capital letters \(ISO 4217\), found /,
    );
  });
});

describe('a date', () => {
  it.each([
    '2026-11-24',
    '2024-02-29',
    '2026-11-24T14:05:00Z',
    '2026-11-24T14:05:00.123456Z',
    '2026-11-24T14:05:00+01:00',
    '2026-11-24T23:59:59-23:59',
  ])('is kept as it was written: %s', (value) => {
    expect(date.parse(value)).toBe(value);
  });

  it.each([
    ['a day that is none', '2026-02-29'],
    ['a month that is none', '2026-13-01'],
    ['an hour that is none', '2026-11-24T24:00:00Z'],
    ['no offset', '2026-11-24T14:05:00'],
    ['a space for the T', '2026-11-24 14:05:00Z'],
    ['another order', '24.11.2026'],
    ['words', 'tomorrow'],
    ['a line feed', '2026-11-24\n'],
    ['the empty string', ''],
    ['a number', 1_795_000_000],
  ])('is refused: %s', (_, value) => {
    expect(refusal(date, value)).toMatch(
      /^field: expected a date or a time with its offset \(ISO 8601\): 2026-11-24 or 2026-11-24T14:05:00Z, found (a string|a number)$/,
    );
  });
});

describe('the reason of a refusal', () => {
  const schema = z.object({
    order_id: id,
    message: text(10),
    email: optional(email),
    name: optional(line(5)),
    amount: optional(amount),
    currency: optional(currency),
    tracking_url: optional(httpsUrl),
    delivered_at: optional(date),
    status: status('pending'),
  });
  const reasonFor = (input: unknown) => {
    const { error } = schema.safeParse(input);
    return error ? reasonOf(error, input) : undefined;
  };
  const valid = { order_id: 1, message: '', status: 'pending' };

  it('names the field, what was expected and what was found', () => {
    expect(reasonFor({ ...valid, message: 5 })).toBe(
      'message: expected a string of at most 10 characters, found a number',
    );
  });

  it('names the way to a field inside a field', () => {
    const nested = z.object({ a: z.object({ b: z.array(currency) }) });
    const input = { a: { b: ['EUR', 5] } };

    const { error } = nested.safeParse(input);

    expect(error && reasonOf(error, input)).toMatch(/^a\.b\.1: expected a currency code .*, found a number$/);
  });

  it('names three fields and counts the rest', () => {
    expect(reasonFor({ email: 5, name: 5 })).toMatch(/^order_id: .*; message: .*; email: [^;]*; 2 more$/);
  });

  it('never holds the value that was refused', () => {
    const fields = Object.keys(schema.shape);

    const quoted = INJECTIONS.filter((value) => value.length > 2).flatMap((value) =>
      fields.filter((field) => reasonFor({ ...valid, [field]: value })?.includes(value)),
    );

    expect(quoted).toEqual([]);
  });

  it('is made of our own words, whatever is refused', () => {
    const input = fc.record(
      Object.fromEntries(Object.keys(schema.shape).map((field) => [field, fc.anything()])),
    );
    const ours = /^(?:(?:[a-z_]+: expected [^;]+, found (?:nothing|null|an? [a-z ]+)|\d more)(?:; |$))+$/;

    fc.assert(
      fc.property(input, (value) => {
        const reason = reasonFor(value);
        fc.pre(reason !== undefined);

        expect(reason).toMatch(ours);
        expect(reason).not.toMatch(/Invalid|received/);
      }),
    );
  });
});

describe('an amount as a number', () => {
  it('comes out as the very decimal it was written as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), (cents) => {
        const parsed = amount.parse(cents / 100);

        expect(Math.round(Number(parsed) * 100)).toBe(cents);
        expect(parsed.split('.')[1]?.length ?? 0).toBeLessThanOrEqual(2);
      }),
    );
  });

  it.each([
    [1234567.89, '1234567.89'],
    [524288.07, '524288.07'],
    [0.1 + 0.2, '0.3'],
  ])('%d is %s', (given, expected) => {
    expect(amount.parse(given)).toBe(expected);
  });
});
