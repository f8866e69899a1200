import type { Context } from './context';
import { TemplateError } from './mistake';
import { GIVEN, type Needs } from './needs';
import type { Insert } from './nodes';

/** Of what is given, what needs no escaping and may stand anywhere. */
const SAFE = new Set(['dir', 'start', 'end']);

/** Attributes that only say something: whatever is inserted there neither loads nor runs nor leads anywhere. */
const TEXT_ATTRIBUTES = new Set(['alt', 'aria-label', 'lang', 'title']);

/** Of what is given, what is a link. */
const GIVEN_LINKS = new Set(['order_url', 'preferences_url']);

const CONTENT = new Set(['text', 'title', 'attribute']);

/** The elements whose link leads somewhere, or shows a picture; a link of any other would load what it names, and perhaps run it. */
const LINKS: Readonly<Record<string, { readonly tag: RegExp; readonly written: string }>> = {
  href: { tag: /^<a\s/i, written: '<a>' },
  src: { tag: /^<img\s/i, written: '<img>' },
};

/** Says why a path may not stand in an `href` or `src`: a link is one field, from its first character, of a type that holds nothing but https. */
function linkProblem(path: string, name: string, opened: string): string | undefined {
  const isNoLink = path.startsWith('t.') || (path in GIVEN && !GIVEN_LINKS.has(path));
  if (isNoLink) return `stands in the attribute ${name}, but is no link`;
  const link = LINKS[name];
  if (!link?.tag.test(opened)) return `is a link of something else than ${link?.written}`;
  return opened.endsWith('="') ? undefined : `is not the beginning of its ${name}`;
}

/** Says why a path may not stand there. */
function problemOf(path: string, context: Context): string | undefined {
  if (!CONTENT.has(context.at)) return `stands where no escaping can make it safe (${context.at})`;
  if (context.at !== 'attribute') return undefined;
  if (context.name in LINKS) return linkProblem(path, context.name, context.opened);
  return TEXT_ATTRIBUTES.has(context.name) ? undefined : `stands in the attribute ${context.name}`;
}

/**
 * Gives the code that inserts a value into HTML, escaped as its context needs it.
 *
 * @throws TemplateError where no escaping could make the value safe.
 */
export function insertHtml(
  { path, place }: Insert,
  context: Context,
  guards: ReadonlySet<string>,
  needs: Needs,
): string {
  if (SAFE.has(path)) return GIVEN[path] ?? '';
  const problem = problemOf(path, context);
  if (problem !== undefined) throw new TemplateError(`{{${path}}} ${problem}`, place);
  if (path.startsWith('t.')) {
    const { code, filled } = needs.text(path.slice(2), { place, guards });
    return filled ? `x.escape(x.fill(${code}, v, m))` : `x.escape(${code})`;
  }
  const href = context.at === 'attribute' && context.name in LINKS;
  const value = needs.field(path, { place, guards, href });
  if (context.at !== 'text') return `x.escape(${value})`;
  return context.ownDirection ? `x.lines(${value})` : `x.escape(x.isolate(${value}, m))`;
}
