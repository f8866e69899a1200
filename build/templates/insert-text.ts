import type { Needs } from './needs';
import type { Insert, Node } from './nodes';

/** The text next to an insertion; a block begins and ends a line. */
const textOf = (node: Node | undefined): string => {
  if (node === undefined) return '';
  return node.kind === 'text' ? node.text : '\n';
};

/** Gives the code that inserts a value into plain text, between its two neighbours. */
export function insertText(
  { path, place }: Insert,
  [before, after]: readonly [Node | undefined, Node | undefined],
  guards: ReadonlySet<string>,
  needs: Needs,
): string {
  if (path.startsWith('t.')) {
    const { code, filled } = needs.text(path.slice(2), { place, guards });
    return filled ? `x.fill(${code}, v, m)` : code;
  }
  const value = needs.field(path, { place, guards });
  // Alone on its line it is a paragraph of its own, and a link that nothing sticks to.
  const alone = /(?:^|\n)$/.test(textOf(before)) && /^(?:\n|$)/.test(textOf(after));
  return alone ? `x.plain(${value})` : `x.isolate(${value}, m)`;
}
