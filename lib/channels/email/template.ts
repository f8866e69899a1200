import type { Reader } from '../../recipients/contact';
import { isolate, withoutControls } from './bidi';
import { brand } from './brand';
import { escapeHtml } from './escape';
import { day, moment, money } from './format';
import { languageFor, type Words } from './language';

/** What a notification says by e-mail. Pure; all of `message` and `reader` comes from outside and is escaped. */
export type MailOf<M> = (message: M, reader: Reader) => Mail;

export interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What may stand in a link: nothing that a message could turn into a script. */
export type Href = `https://${string}`;

type Texts = Words['texts'];
type Fields = Readonly<Record<string, string | undefined>>;

/** What every mail has without its notification supplying it. */
interface Given {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Where lines start: templates are written from left to right, and mirrored by this. */
  readonly start: 'left' | 'right';
  readonly end: 'left' | 'right';
  readonly subject: string;
  /** Of the reader; empty when it is not known. */
  readonly name: string;
  /** The customer's page of this order, where the brand has one. */
  readonly orderUrl: Href | undefined;
  /** The customer's own preference page, where the deployment has one. No message says it. */
  readonly preferencesUrl: string | undefined;
}

/** A compiled mail; `View` is what its templates use. */
export interface Template<View> {
  readonly languages: Readonly<Record<string, () => Words>>;
  html(view: View, texts: Texts, given: Given, tools: typeof TOOLS): string;
  text(view: View, texts: Texts, given: Given, tools: typeof TOOLS): string;
}

const PLACEHOLDER = /\{(\w+)\}/g;

const placeholder = (name: string, fields: Fields, given: Given): string =>
  name === 'brand' ? brand.name : ((name === 'name' ? given.name : fields[name]) ?? '');

const TOOLS = {
  escape: escapeHtml,
  /** For an element with a direction of its own. Not every mail client knows `white-space`, hence the breaks. */
  lines: (value: string) => escapeHtml(withoutControls(value)).replaceAll('\n', '<br>'),
  /** A paragraph of its own, in plain text. */
  plain: withoutControls,
  isolate: (value: string, { dir }: Given) => isolate(value, dir),
  /** A text with its `{placeholders}` filled in; not escaped yet. */
  fill: (text: string, fields: Fields, given: Given) =>
    text.replace(PLACEHOLDER, (_, name) => isolate(placeholder(name, fields, given), given.dir)),
};

/** In characters: what a phone shows of a subject, more or less. */
const SUBJECT = 60;
const LEAST = 9;

/** Shortens the middle: orders of one shop tend to begin alike, and their ends tell them apart. */
function shortened(value: string, most: number): string {
  const characters = Array.from(value);
  if (characters.length <= most) return value;
  const head = Math.ceil((most - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (most - 1 - head)).join('')}`;
}

function subjectOf(text: string, orderId: string, given: Omit<Given, 'subject'>): string {
  const room = SUBJECT - text.replace(PLACEHOLDER, '').length;
  const order_id = shortened(withoutControls(orderId), Math.max(room, LEAST));
  return TOOLS.fill(text, { order_id }, { ...given, subject: '' });
}

const orderUrlOf = (orderId: string): Href | undefined =>
  brand.orderUrl?.replace('{order_id}', () => encodeURIComponent(orderId.toWellFormed())) as Href | undefined;

/** What a notification says in the reader's way: dates, numbers and money. */
export interface Format {
  money(amount: `${number}`, currency: string): string;
  /** A day, or the day of a moment in the time zone of the brand (ISO 8601). */
  day(iso: string): string;
  /** A day with the time of day, where it has one; a moment in the time zone of the brand. */
  moment(iso: string): string;
}

const loaded = new WeakMap<() => Words, Words>();

/** Makes the texts when the first mail needs them, and keeps them. */
function wordsOf(load: () => Words): Words {
  let words = loaded.get(load);
  if (words === undefined) {
    words = load();
    loaded.set(load, words);
  }
  return words;
}

/**
 * Renders a mail in the language of its reader. Pure; everything in `reader` and in what `view` returns comes from outside, and is
 * escaped by the template.
 */
export function render<View extends { readonly order_id: string }>(
  template: Template<View>,
  reader: Reader,
  view: (format: Format) => View,
): Mail {
  const { tag, locale } = languageFor(reader.locale, template.languages);
  const load = template.languages[tag];
  if (load === undefined) throw new Error(`no language ${tag}`);
  const { direction, texts, ...words } = wordsOf(load);
  const inWords = locale ?? words.locale;
  const fields = view({
    money: (amount, currency) => money(amount, currency, inWords),
    day: (iso) => day(iso, inWords, brand.timeZone),
    moment: (iso) => moment(iso, inWords, brand.timeZone),
  });
  const given = {
    lang: tag,
    dir: direction,
    ...(direction === 'ltr' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT),
    name: withoutControls(reader.name ?? ''),
    orderUrl: orderUrlOf(fields.order_id),
    preferencesUrl: reader.preferencesUrl,
  };
  const subject = subjectOf(texts.subject ?? '', fields.order_id, given);
  const all = { ...given, subject };
  return {
    subject,
    html: template.html(fields, texts, all, TOOLS),
    text: template.text(fields, texts, all, TOOLS),
  };
}

const LEFT_TO_RIGHT = { start: 'left', end: 'right' } as const;
const RIGHT_TO_LEFT = { start: 'right', end: 'left' } as const;
