import { caniemail } from 'caniemail';
import { readLanguages } from '../../../build/templates/languages';
import { mails as templates } from '../../../build/templates/partials';
import { orderMail } from '../../../lib/channels/email/order';
import { orderNotification, SUMS } from '../../../lib/notifications/order';
import { LONGEST_TOKEN } from '../../../lib/preferences-page/link';
import { PICTURES } from '../../../local/gallery/items';
import { longestMails } from '../../../local/gallery/mails';
import { LANGUAGES, MAILS } from '../../support/mails';
import { linksOf, tagsOf, visible } from '../../support/markup';
import { COMPLETE, messageOf } from '../../support/messages';

const titled = (mails: typeof MAILS) =>
  mails.map(
    (mail) =>
      [`${mail.sample}, ${mail.language}${mail.kind === 'hostile' ? ', hostile' : ''}`, mail] as const,
  );

const USUAL = MAILS.filter(({ kind }) => kind === 'usual');

/** Gmail cuts a mail off at 102 kB; ours, with a message of a few lines, have to be far from it. */
const MOST_BYTES = 30_000;
const GMAIL_CUTS_AT = 102_000;

const withoutMarks = (text: string) => text.replace(/[\u2068\u2069]/g, '');

/** The text part as its words: what is said, not how it is set. */
const wordsIn = (text: string) => new Set(withoutMarks(text).match(/[\p{L}\p{M}\p{N}]+/gu));

it('there is a sample of every template, in every language', () => {
  expect([...new Set(USUAL.map(({ name }) => name))].sort()).toEqual([...templates()].sort());
  expect(MAILS.filter(({ name, sample }) => name === sample)).toHaveLength(
    templates().length * LANGUAGES.length * 2,
  );
});

describe.each(titled(USUAL))('%s', (_, mail) => {
  it('says it all in a subject of 60 characters', () => {
    expect(withoutMarks(mail.subject).length).toBeLessThanOrEqual(60);
    expect(mail.subject).toContain('2026-1');
  });

  it('says the same in text as in HTML', () => {
    const read = mail.html.replace(
      /<(style|title)\b.*?<\/\1>|<!--.*?-->|<div style="display:none.*?<\/div>/gs,
      '',
    );
    const html = visible(read.replaceAll('<', ' <'));

    const [inHtml, inText] = [wordsIn(html), wordsIn(mail.text)];
    for (const link of linksOf(mail.html)) for (const word of wordsIn(link)) inHtml.add(word);
    inHtml.delete('nbsp');

    const numbers = new Set(['1', '2', '3', 'https', 'mailto']);
    expect([...inText].filter((word) => !inHtml.has(word) && !numbers.has(word))).toEqual([]);
    expect([...inHtml].filter((word) => !inText.has(word) && !numbers.has(word))).toEqual([]);
  });

  it('names its language and direction', () => {
    const { direction } = readLanguages()[mail.language]?.language ?? {};

    expect(mail.html).toContain(`<html lang="${mail.language}" dir="${direction}"`);
  });
});

describe.each(titled(MAILS))('%s', (_, mail) => {
  it('is far below the size at which Gmail cuts; with many items, it is below', () => {
    const most = mail.sample === mail.name ? MOST_BYTES : GMAIL_CUTS_AT;

    expect(Buffer.byteLength(mail.html)).toBeLessThan(most);
  });

  it('has no placeholder left, and nothing that is undefined', () => {
    const texts = Object.keys(readLanguages().en?.common ?? {});

    for (const part of [mail.subject, mail.html, mail.text]) {
      expect(part).not.toMatch(/undefined|\[object|NaN/);
      for (const name of [...texts, 'name', 'brand', 'order_id', 'tracking_number']) {
        expect(part).not.toContain(`{${name}}`);
      }
    }
  });

  it('keeps its subject short, whatever the order is called', () => {
    expect(Array.from(withoutMarks(mail.subject)).length).toBeLessThanOrEqual(60);
  });

  it('loads nothing from anywhere but pictures of items', () => {
    const styles = mail.html.match(/<style.*?<\/style>/gs) ?? [];
    const others = tagsOf(mail.html).filter((tag) => !tag.startsWith(`<img src="${PICTURES}`));

    expect(
      [...others, ...styles].filter((one) => /<(?:img|link|script|iframe)|\ssrc=|url\(|@import/i.test(one)),
    ).toEqual([]);
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const tag of tagsOf(mail.html.replace(/<!--\[if.*?<!\[endif\]-->|<!--.*?-->/gs, ''))) {
      const [, slash, name = ''] = /^<(\/?)([a-z0-9!]+)/i.exec(tag) ?? [];
      if (slash) expect(open.pop()).toBe(name);
      else if (!['!doctype', 'meta', 'br'].includes(name) && !tag.endsWith('/>')) open.push(name);
    }
    expect(open).toEqual([]);
  });
});

it.each(titled(longestMails(LANGUAGES)))(
  '%s, is not cut by Gmail with the longest message',
  (_, { html }) => {
    expect(Buffer.byteLength(html)).toBeGreaterThan(60_000);
    expect(Buffer.byteLength(html)).toBeLessThan(GMAIL_CUTS_AT);
  },
);

describe('an order of fifty items with long names', () => {
  const name = 'Wolfeschlegelsteinhausenbergerdorff'.padEnd(200, ' maximiliane');
  const picture = `https://shop.example/${'x'.repeat(80)}.png`;
  const item = { name, quantity: 12, price: '1249.00', options: name.slice(0, 60), image_url: picture };
  const htmlIn = (locale: string, fields: object) =>
    orderMail(messageOf(orderNotification, { ...COMPLETE.order, items: Array(50).fill(item), ...fields }), {
      ...{ locale, name: '"'.repeat(200) },
      preferencesUrl: `https://preferences.shop.example/${'x'.repeat(LONGEST_TOKEN)}`,
    }).html;
  const rowsIn = (html: string) => html.match(/scope="row" colspan="[12]"/g)?.length ?? 0;
  const SUM_ROWS = SUMS.length;

  it.each(LANGUAGES)('has them all, and is not cut by Gmail: %s', (language) => {
    const html = htmlIn(language, {});

    expect(rowsIn(html)).toBe(50 + SUM_ROWS);
    expect(Buffer.byteLength(html)).toBeGreaterThan(60_000);
    expect(Buffer.byteLength(html)).toBeLessThan(GMAIL_CUTS_AT);
  });

  it.each([
    ['the longest message', { message: '"'.repeat(10_000) }],
    ['a message of many lines', { message: `a${'\n'.repeat(9_998)}a` }],
    [
      'the longest of all fields',
      {
        ...{ order_id: '"'.repeat(64), message: '"'.repeat(10_000), shipping_address: '"'.repeat(500) },
        items: Array(50).fill({ ...item, name: '"'.repeat(200), options: '"'.repeat(200) }),
      },
    ],
    ['names of letters that take six bytes', { items: Array(50).fill({ ...item, name: '"'.repeat(200) }) }],
    [
      'the longest links',
      { items: Array(50).fill({ ...item, image_url: `https://x/${'x'.repeat(2_000)}` }) },
    ],
  ])('has as many as fit beside %s', (_, fields) => {
    const html = htmlIn('ar', fields);

    expect(rowsIn(html)).toBeGreaterThan(3 + SUM_ROWS);
    expect(rowsIn(html)).toBeLessThan(50 + SUM_ROWS);
    expect(Buffer.byteLength(html)).toBeLessThan(GMAIL_CUTS_AT);
  });
});

it('the link to the preference page is kept from the click tracking of SES', () => {
  const preferencesUrl = 'https://preferences.shop.example/a.b';
  const { html } = orderMail(messageOf(orderNotification, COMPLETE.order), { preferencesUrl });

  expect(html).toMatch(/<a ses:no-track(?:="")? [^>]*href="https:\/\/preferences\.shop\.example\/a\.b"/);
});

describe('mail clients', () => {
  const CLIENTS = ['gmail.*', 'outlook.windows', 'outlook.outlook-com', 'apple-mail.*', 'yahoo.*'] as const;

  /** What some of these clients do not support, by caniemail's title, and why the mails may have it all the same. */
  const STYLE_SHEET =
    'the looks are in style attributes; the style sheet adds dark colours and phones to those that read it';
  const FROM_MJML = 'written by MJML for the clients that need it; no other shows a difference';
  const ALLOWED: Readonly<Record<string, string>> = {
    '<style> element': STYLE_SHEET,
    '@media': STYLE_SHEET,
    'Class selector': STYLE_SHEET,
    'Type selector': STYLE_SHEET,
    'ID selector': STYLE_SHEET,
    'Attribute selector': STYLE_SHEET,
    'Chaining selectors': STYLE_SHEET,
    'Descendant combinator': STYLE_SHEET,
    'Child combinator': STYLE_SHEET,
    'color-scheme meta tag': 'for Apple Mail, which would darken the mail by itself',
    'border-radius': 'corners are square where they cannot be round',
    'word-break': 'only what has no place to break for a whole line is wider than its cell',
    'aria-label attribute': 'MJML repeats the subject in it',
    'display:none': 'hides the preheader; opacity, height and font size hide it where this does not',
    opacity: 'hides the preheader',
    'max-height property': 'hides the preheader',
    overflow: 'hides the preheader; keeps the round corners',
    '<body> element': FROM_MJML,
    cursor: FROM_MJML,
    'target attribute': FROM_MJML,
    'height property': FROM_MJML,
    outline: FROM_MJML,
    'table-layout': FROM_MJML,
    'word-spacing': FROM_MJML,
  };

  const unsupported = ({ html }: { readonly html: string }) =>
    [...caniemail({ clients: [...CLIENTS], html }).issues.errors].flatMap(([client, features]) =>
      features.map(({ title }) => ({ client, title })),
    );

  it.each(titled(USUAL))('support what %s needs of them, by caniemail', (_, mail) => {
    expect(unsupported(mail).filter(({ title }) => !(title in ALLOWED))).toEqual([]);
  });

  it('are excused for nothing that they need no excuse for', () => {
    const needed = new Set(USUAL.flatMap((mail) => unsupported(mail).map(({ title }) => title)));

    expect(Object.keys(ALLOWED).filter((title) => !needed.has(title))).toEqual([]);
  });
});
