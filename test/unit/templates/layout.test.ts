import * as fc from 'fast-check';
import { date } from '../../../lib/fields';
import { type Content, compose, day, detail, money } from '../../../templates/layout';
import { linksOf, tagsOf, visible } from '../../support/markup';
import { BRAND } from '../../support/messages';

const content: Content = {
  subject: 'Subject',
  headline: 'Headline',
  tone: 'neutral',
  badge: 'Badge',
  lead: 'Lead.',
  message: 'Message.',
  details: [{ label: 'Order number', value: '123' }],
};

describe('money', () => {
  it.each([
    ['49.90', 'EUR', '€49.90'],
    ['1234.5', 'GBP', '£1,234.50'],
    ['50', 'JPY', 'JP¥50'],
    ['0', 'EUR', '€0.00'],
    ['1234567890123.45', 'EUR', '€1,234,567,890,123.45'],
    ['9007199254740993.01', 'EUR', '€9,007,199,254,740,993.01'],
    ['49.9', undefined, '49.90'],
  ] as const)('%s %s reads %s', (amount, currency, expected) => {
    expect(money(amount, currency)).toBe(expected);
  });

  it('takes every code of three letters, known or not', () => {
    expect(money('1.5', 'XQZ')).toMatch(/^XQZ\s1\.50$/);
  });
});

describe('a day', () => {
  it.each([
    ['2026-11-24', /^Tuesday,? 24 November 2026$/],
    ['2026-11-24T14:05:00Z', /^Tuesday,? 24 November 2026 at 14:05 UTC$/],
    ['2026-11-24T00:30:00+01:00', /^Monday,? 23 November 2026 at 23:30 UTC$/],
  ])('%s reads in words', (iso, expected) => {
    expect(day(iso)).toMatch(expected);
  });

  it('can be any that a message may carry', () => {
    const two = (max: number) => fc.nat(max).map((value) => String(value).padStart(2, '0'));
    const written = fc
      .tuple(
        fc.nat(9999).map((year) => String(year).padStart(4, '0')),
        ...[12, 31, 23, 59, 59, 23, 59].map(two),
        fc.constantFrom('+', '-'),
      )
      .chain(([year, month, dayOfMonth, hour, minute, second, offset, minutes, sign]) =>
        fc.constantFrom(
          `${year}-${month}-${dayOfMonth}`,
          `${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}Z`,
          `${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}.123456${sign}${offset}:${minutes}`,
        ),
      );

    fc.assert(
      fc.property(written, (iso) => {
        fc.pre(date.safeParse(iso).success);

        expect(day(iso)).toMatch(/^[A-Z][a-z]+day,? \d/);
      }),
    );
  });
});

describe('a detail', () => {
  it('is a row when there is a value', () => {
    expect(detail('Carrier', 'Post')).toEqual([{ label: 'Carrier', value: 'Post' }]);
  });

  it.each([undefined, ''])('is no row for %p', (value) => {
    expect(detail('Carrier', value)).toEqual([]);
  });
});

describe('a mail', () => {
  it('keeps its subject', () => {
    expect(compose(content, {}, BRAND).subject).toBe('Subject');
  });

  it.each([
    ['by name', { name: 'Ada' }, 'Hello Ada,'],
    ['without a name', {}, 'Hello,'],
    ['with an empty name', { name: '' }, 'Hello,'],
  ])('greets its reader %s, in both parts', (_, reader, greeting) => {
    const mail = compose(content, reader, BRAND);

    expect(visible(mail.html)).toContain(`\n${greeting}\n`);
    expect(mail.text).toContain(`\n${greeting}\n`);
  });

  it('says the same in both of its parts', () => {
    const action = { label: 'Track your parcel', href: 'https://track.example/' };
    const words = [
      'Headline',
      'Lead.',
      'Message.',
      'Order number',
      '123',
      'Track your parcel',
      'Example Shop',
    ];

    const mail = compose({ ...content, action }, {}, BRAND);

    for (const word of words) {
      expect(visible(mail.html)).toContain(word);
      expect(mail.text).toContain(word);
    }
  });

  it('tells why it came and where to ask', () => {
    const { text } = compose(content, {}, BRAND);

    expect(text).toContain('You get this e-mail because you placed an order with Example Shop.');
    expect(text).toContain('Questions? Write to help@shop.example.');
  });

  it('has no box for a message that is empty', () => {
    const tags = (message: string) => tagsOf(compose({ ...content, message }, {}, BRAND).html).length;

    expect(tags('Message.') - tags('')).toBe(2);
  });

  it('has no gap in the text for a message that is empty', () => {
    expect(compose({ ...content, message: '' }, {}, BRAND).text).not.toContain('\n\n\n');
  });

  it.each(['', undefined] as const)('has no button when its action is %p', (action) => {
    const mail = compose({ ...content, action }, {}, BRAND);

    expect(linksOf(mail.html)).toEqual(['mailto:help@shop.example']);
  });

  it('links a detail that has somewhere to lead', () => {
    const details = [{ label: 'Tracking number', value: 'T1', href: 'https://track.example/' }];

    expect(linksOf(compose({ ...content, details }, {}, BRAND).html)).toContain('https://track.example/');
  });

  it.each(['neutral', 'good', 'bad'] as const)('closes every element it opens, in tone %s', (tone) => {
    const { html } = compose(
      { ...content, tone, action: { label: 'Go', href: 'https://a.example/' } },
      {},
      BRAND,
    );
    const open: string[] = [];

    for (const tag of tagsOf(html)) {
      const [, slash, name = ''] = /^<(\/?)([a-z0-9!]+)/.exec(tag) ?? [];
      if (slash) expect(open.pop()).toBe(name);
      else if (!['!doctype', 'meta'].includes(name)) open.push(name);
    }

    expect(open).toEqual([]);
  });

  it('loads nothing from anywhere', () => {
    expect(compose(content, {}, BRAND).html).not.toMatch(/<(?:img|link|script|iframe)|\ssrc=|url\(|@import/i);
  });
});
