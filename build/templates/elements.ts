import { components } from 'mjml-core';
import { behind, type Place, TemplateError } from './mistake';
import type { Printed } from './print';

/** Elements of HTML that have no end. */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** A comment; a block of the templates' language, or another tag of it; a tag of HTML. All else is text. */
const PIECE =
  /<!--[\s\S]*?-->|\{\{(?<block>#if|#each|else|\/if|\/each)\b[^}]*\}\}|\{\{[^}]*\}\}|<(?<end>\/?)(?<name>[a-z][\w:-]*)(?:"[^"]*"|\{\{[^}]*\}\}|\{(?!\{)|[^"<>{])*>/gi;

/** An element, an `{{#if}}` or an `{{#each}}` whose end is still to come. */
interface Open {
  readonly name: string;
  readonly tag: string;
  readonly index: number;
}

/** Text or a value, and the element that it stands in. */
interface Content {
  readonly index: number;
  readonly element: string | undefined;
}

/** An element that is not closed, or not opened, at an index of the source. */
class Unbalanced extends Error {
  constructor(
    problem: string,
    readonly index: number,
  ) {
    super(problem);
  }
}

const IF = '{{#if}}';

const unclosed = ({ tag, index }: Open, before: string): Unbalanced =>
  new Unbalanced(`${tag} is not closed before ${before}`, index);

/** Closes what `tag` ends: it has to be what was opened last. */
function close(open: Open[], name: string, tag: string, index: number): void {
  const last = open.pop();
  if (last?.name === name) return;
  const isOpen = open
    .slice(open.findLastIndex((one) => one.name === IF) + 1)
    .some((one) => one.name === name);
  if (last && last.name !== IF && (isOpen || name === IF)) throw unclosed(last, tag);
  throw new Unbalanced(`${tag} without its <${name}>`, index);
}

/** Lists what stands between the tags of a source. @throws Unbalanced */
function contentsOf(source: string): Content[] {
  const open: Open[] = [];
  const contents: Content[] = [];
  const add = (text: string, index: number) => {
    if (text.trim() === '') return;
    const element = open.findLast(({ name }) => name !== IF)?.name;
    contents.push({ index: index + text.search(/\S/), element });
  };
  let read = 0;
  for (const { 0: piece, index, groups = {} } of source.matchAll(PIECE)) {
    add(source.slice(read, index), read);
    read = index + piece.length;
    const name = groups.name?.toLowerCase();
    const { block } = groups;
    if (block === '#if' || block === '#each') open.push({ name: IF, tag: piece, index });
    else if (block !== undefined) {
      close(open, IF, piece, index);
      if (block === 'else') open.push({ name: IF, tag: piece, index });
    } else if (name === undefined) add(piece.startsWith('{{') ? piece : '', index);
    else if (groups.end) close(open, name, piece, index);
    else if (!VOID.has(name) && !piece.endsWith('/>')) open.push({ name, tag: `<${name}>`, index });
  }
  add(source.slice(read), read);
  const last = open.at(-1);
  if (last) throw unclosed(last, 'the end of the file');
  return contents;
}

/** Sees that a file closes what it opens, and nothing else: MJML is silent about both. @throws TemplateError */
export function requireClosed(source: string, start: Place): void {
  try {
    contentsOf(source);
  } catch (error) {
    if (!(error instanceof Unbalanced)) throw error;
    throw new TemplateError(error.message, behind(start, source.slice(0, error.index)), { cause: error });
  }
}

/** Whether MJML leaves out what stands right in an element; HTML and what MJML ends with it keep it. */
const leavesOut = (element: string | undefined): boolean =>
  element === undefined || element === 'mjml' || (element in components && !components[element]?.endingTag);

/** Sees that MJML keeps every text and every value of a mail. @throws TemplateError */
export function requireKept({ source, placeOf }: Printed): void {
  const lost = contentsOf(source).find(({ element }) => leavesOut(element));
  if (!lost) return;
  const problem = `what stands right in <${lost.element ?? ''}> would be left out; put it into an <mj-text>`;
  throw new TemplateError(problem, placeOf(lost.index));
}
