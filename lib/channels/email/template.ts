import type { Reader } from '../../recipients/contact';
import { isolate, withoutControls } from '../bidi';
import { brand, type Href, orderUrlOf } from '../brand';
import { fill, PLACEHOLDER, shorten } from '../fill';
import type { Words } from '../language';
import { type Format, wordsFor } from '../words';
import { escapeHtml } from './escape';

/** What a notification says by e-mail. Pure; all of `message` and `reader` comes from outside and is escaped. */
export type MailOf<M> = (message: M, reader: Reader) => Mail;

export interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

type Texts = Words['texts'];
/** What placeholders are filled from: only text is put into one. */
type Fields = Readonly<Record<string, unknown>>;

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

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const placeholder = (name: string, fields: Fields, given: Given): string | undefined =>
  name === 'brand' ? brand.name : name === 'name' ? given.name : textOf(fields[name]);

const TOOLS = {
  escape: escapeHtml,
  /** For an element with a direction of its own. Not every mail client knows `white-space`, hence the breaks. */
  lines: (value: string) => escapeHtml(withoutControls(value)).replaceAll('\n', '<br>'),
  /** A paragraph of its own, in plain text. */
  plain: withoutControls,
  isolate: (value: string, { dir }: Given) => isolate(value, dir),
  /** A text with its `{placeholders}` filled in; not escaped yet. */
  fill: (text: string, fields: Fields, given: Given) =>
    fill(text, given.dir, (name) => placeholder(name, fields, given)),
};

/** In characters: what a phone shows of a subject, more or less. */
const SUBJECT = 60;
const LEAST = 9;

function subjectOf(text: string, orderId: string, given: Omit<Given, 'subject'>): string {
  const room = SUBJECT - text.replace(PLACEHOLDER, '').length;
  const order_id = shorten(withoutControls(orderId), Math.max(room, LEAST));
  return TOOLS.fill(text, { order_id }, { ...given, subject: '' });
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
  const { tag, direction, texts, format } = wordsFor(reader, template.languages);
  const fields = view(format);
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
