import { type Context, contextAfter, MarkupError, START, same } from './context';
import { insertHtml } from './insert-html';
import { insertText } from './insert-text';
import { type Place, TemplateError } from './mistake';
import type { Needs } from './needs';
import type { Choice, Each, Insert, Node, Text } from './nodes';

/** How one kind of a mail becomes code: in what context it starts, what text does to that, how a value is inserted. */
interface Kind {
  read(context: Context, text: Text): Context;
  insert(node: Insert, context: Context, guards: ReadonlySet<string>, near: Neighbours): string;
}

type Neighbours = readonly [Node | undefined, Node | undefined];

interface Code {
  readonly code: string;
  /** The context behind it. */
  readonly context: Context;
}

const literal = (text: string): string => text.replace(/[\\`]|\$(?=\{)/g, '\\$&');

function generate(nodes: readonly Node[], needs: Needs, { read, insert }: Kind): string {
  function choice(node: Choice<Node>, context: Context, guards: ReadonlySet<string>): string {
    const test = needs.field(node.path, { place: node.place, guards: new Set([node.path]) });
    const yes = codeOf(node.yes, context, new Set([...guards, node.path]));
    const no = codeOf(node.no, context, guards);
    if (!same(yes.context, context) || !same(no.context, context)) {
      throw new TemplateError(
        `{{#if ${node.path}}} opens or closes a tag on one of its ways only`,
        node.place,
      );
    }
    return `\${${test} ? \`${yes.code}\` : \`${no.code}\`}`;
  }

  function each(
    { path, item, body, place }: Each<Node>,
    context: Context,
    guards: ReadonlySet<string>,
  ): string {
    return needs.each(path, item, { place, guards }, (list) => {
      const one = codeOf(body, context, guards);
      if (same(one.context, context)) return `\${${list}.map((_${item}) => \`${one.code}\`).join('')}`;
      throw new TemplateError(
        `{{#each ${path}}} opens or closes a tag that it does not close or open`,
        place,
      );
    });
  }

  function codeOf(inner: readonly Node[], start: Context, guards: ReadonlySet<string>): Code {
    let context = start;
    const parts = inner.map((node, index) => {
      if (node.kind === 'comment') return '';
      if (node.kind === 'choice') return choice(node, context, guards);
      if (node.kind === 'each') return each(node, context, guards);
      if (node.kind === 'insert') {
        return `\${${insert(node, context, guards, [inner[index - 1], inner[index + 1]])}}`;
      }
      context = read(context, node);
      return literal(node.text);
    });
    return { code: parts.join(''), context };
  }

  return `(v, t, m, x) => \`${codeOf(nodes, START, new Set()).code}\``;
}

/**
 * Turns HTML into a function of a template literal, which escapes each value as its context needs it.
 *
 * @param find the place where a piece of the HTML was written.
 * @throws TemplateError where no escaping could make a value safe, and for what no mail may have.
 */
export const htmlCode = (
  nodes: readonly Node[],
  needs: Needs,
  find: (near: string) => Place | undefined,
): string =>
  generate(nodes, needs, {
    read(context, { text }) {
      try {
        return contextAfter(context, text);
      } catch (error) {
        if (!(error instanceof MarkupError)) throw error;
        throw new TemplateError(error.message, find(error.near), { cause: error });
      }
    },
    insert: (node, context, guards) => insertHtml(node, context, guards, needs),
  });

/** Turns plain text into such a function. */
export const textCode = (nodes: readonly Node[], needs: Needs): string =>
  generate(nodes, needs, {
    read: (context) => context,
    insert: (node, _, guards, near) => insertText(node, near, guards, needs),
  });
