/** Markup that is safe to put into a page as it is; only `html` makes it. */
export class Html {
  constructor(readonly markup: string) {}
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

type Value = string | Html | readonly Html[] | undefined | false;

function insert(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  return typeof value === 'string' ? escapeHtml(value) : value.map((part) => part.markup).join('');
}

/** Tagged template: every inserted string is escaped for element content and quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((markup, part, index) => markup + insert(values[index - 1]) + part));
}
