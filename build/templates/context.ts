/** Where in HTML a position is: what may be inserted there, and how, depends on it. */
export type Context =
  | { readonly at: 'text'; readonly ownDirection: boolean }
  /** `opened` is the tag up to here. */
  | { readonly at: 'tag'; readonly opened: string }
  | { readonly at: 'attribute'; readonly name: string; readonly opened: string }
  | { readonly at: 'comment' | 'style' | 'title' };

export const START: Context = { at: 'text', ownDirection: false };

/** HTML that no mail may have; `near` is the piece of it that says where. */
export class MarkupError extends Error {
  constructor(
    problem: string,
    readonly near: string,
  ) {
    super(problem);
  }
}

/** Outlook reads what is between these as markup, so it is checked as markup. */
const OUTLOOK = /^<!--\[if [^\]]*\]>(?:<!-->)?|^<!\[endif\]-->|^<!--<!\[endif\]-->/;

/** Such as `<div dir="auto">`: what is in it neither changes nor needs the direction of what surrounds it. */
const OWN_DIRECTION = /^<[a-z][^>]*\sdir=/i;

/** How many characters were read, and what the context is behind them. */
type Step = readonly [length: number, next: Context];

function inText(rest: string, ownDirection: boolean): Step {
  const tag = rest.search(/<(?=[a-z!/])/i);
  const own = ownDirection && rest.slice(0, tag === -1 ? undefined : tag).trim() === '';
  if (tag === -1) {
    return [rest.length, rest.endsWith('<') ? { at: 'tag', opened: '<' } : { at: 'text', ownDirection: own }];
  }
  const markup = rest.slice(tag);
  const outlook = OUTLOOK.exec(markup);
  if (outlook) return [tag + outlook[0].length, { at: 'text', ownDirection: own }];
  return markup.startsWith('<!--') ? [tag + 4, { at: 'comment' }] : [tag, { at: 'tag', opened: '' }];
}

function inTag(rest: string, before: string): Step {
  const mark = rest.search(/["'>]/);
  if (mark === -1) return [rest.length, { at: 'tag', opened: before + rest }];
  const opened = before + rest.slice(0, mark + 1);
  if (rest[mark] === "'") {
    const near = /[^\s"]*$/.exec(opened)?.[0] ?? opened;
    throw new MarkupError(`an attribute in single quotes: ${opened}`, near);
  }
  if (rest[mark] === '"') {
    const name = /([\w:-]+)\s*=\s*"$/.exec(opened)?.[1] ?? '';
    return [mark + 1, { at: 'attribute', name: name.toLowerCase(), opened }];
  }
  const name = /^<([a-z]+)/i.exec(opened)?.[1]?.toLowerCase();
  if (name === 'script') {
    throw new MarkupError('a <script>: no mail program runs one, and many refuse it', '<script');
  }
  if (name === 'style' || name === 'title') return [mark + 1, { at: name }];
  return [mark + 1, { at: 'text', ownDirection: OWN_DIRECTION.test(opened) }];
}

function inAttribute(rest: string, { name, opened }: { name: string; opened: string }): Step {
  const end = rest.indexOf('"');
  if (end === -1) return [rest.length, { at: 'attribute', name, opened: opened + rest }];
  return [end + 1, { at: 'tag', opened: opened + rest.slice(0, end + 1) }];
}

/** What is read as it stands, up to its end: that of a comment belongs to it, that of an element is a tag. */
function inRaw(rest: string, context: Context & { at: 'comment' | 'style' | 'title' }): Step {
  const isComment = context.at === 'comment';
  const end = rest.search(isComment ? /-->/ : new RegExp(`</${context.at}`, 'i'));
  return end === -1 ? [rest.length, context] : [isComment ? end + 3 : end, START];
}

function step(context: Context, rest: string): Step {
  switch (context.at) {
    case 'text':
      return inText(rest, context.ownDirection);
    case 'tag':
      return inTag(rest, context.opened);
    case 'attribute':
      return inAttribute(rest, context);
    default:
      return inRaw(rest, context);
  }
}

/**
 * Gives the context after `text`, which begins in `context`.
 *
 * @throws MarkupError for an attribute in single quotes and for a script.
 */
export function contextAfter(context: Context, text: string): Context {
  let state = context;
  let rest = text;
  while (rest !== '') {
    const [length, next] = step(state, rest);
    rest = rest.slice(length);
    state = next;
  }
  return state;
}

const nameOf = (context: Context): string => (context.at === 'attribute' ? context.name : '');

export const same = (one: Context, other: Context): boolean =>
  one.at === other.at && nameOf(one) === nameOf(other);
