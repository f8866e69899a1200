import { behind, type Place } from './mistake';
import type { Choice, Each, FileNode, Insert, Node } from './nodes';

/** A mail as source for what knows nothing of its nodes. Each tag in it is a number: `{{7}}`, `{{#if 8}}`. */
export interface Printed {
  readonly source: string;
  /** Finds the place that was written where the source has `index`. */
  placeOf(index: number): Place | undefined;
  /** Puts the nodes that were numbered back into what was made of the source. */
  restored(nodes: readonly FileNode[]): Node[];
}

/** Prints nodes so that places and paths survive whatever MJML does to the source. */
export function print(nodes: readonly Node[]): Printed {
  const tags: Array<Insert | Choice<Node> | Each<Node>> = [];
  const parts: Array<{ readonly index: number; readonly text: string; readonly place: Place }> = [];
  let source = '';

  function write(text: string, place: Place): void {
    parts.push({ index: source.length, text, place });
    source += text;
  }

  function writeAll(inner: readonly Node[]): void {
    for (const node of inner) {
      if (node.kind === 'text') write(node.text, node.place);
      else if (node.kind === 'comment') write('{{!}}', node.place);
      else if (node.kind === 'insert') write(`{{${tags.push(node) - 1}}}`, node.place);
      else if (node.kind === 'each') {
        write(`{{#each ${tags.push(node) - 1} as |${node.item}|}}`, node.place);
        writeAll(node.body);
        write('{{/each}}', node.place);
      } else {
        write(`{{#if ${tags.push(node) - 1}}}`, node.place);
        writeAll(node.yes);
        if (node.no.length > 0) write('{{else}}', node.place);
        writeAll(node.no);
        write('{{/if}}', node.place);
      }
    }
  }

  function restored(inner: readonly FileNode[]): Node[] {
    return inner.flatMap((node): Node[] => {
      if (node.kind === 'text') return [node];
      if (node.kind === 'comment' || node.kind === 'partial') return [];
      const tag = tags[Number(node.path)];
      if (node.kind === 'insert') return [tag?.kind === 'insert' ? tag : node];
      if (node.kind === 'each') return tag?.kind === 'each' ? [{ ...tag, body: restored(node.body) }] : [];
      return tag?.kind === 'choice' ? [{ ...tag, yes: restored(node.yes), no: restored(node.no) }] : [];
    });
  }

  writeAll(nodes);
  return {
    source,
    placeOf(index) {
      const part = parts.findLast((one) => one.index <= index);
      return part && behind(part.place, part.text.slice(0, index - part.index));
    },
    restored,
  };
}
