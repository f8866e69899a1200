import type { Place } from './mistake';

export interface Text {
  readonly kind: 'text';
  readonly text: string;
  readonly place: Place;
}

export interface Insert {
  readonly kind: 'insert';
  readonly path: string;
  readonly place: Place;
}

/** `{{#if path}} yes {{else}} no {{/if}}` */
export interface Choice<Inner> {
  readonly kind: 'choice';
  readonly path: string;
  readonly yes: readonly Inner[];
  readonly no: readonly Inner[];
  readonly place: Place;
}

/** `{{#each path as |item|}} body {{/each}}` */
export interface Each<Inner> {
  readonly kind: 'each';
  readonly path: string;
  /** What the body calls one of them. */
  readonly item: string;
  readonly body: readonly Inner[];
  readonly place: Place;
}

export interface Comment {
  readonly kind: 'comment';
  readonly place: Place;
}

/** `{{> name key="value"}}` */
export interface Partial {
  readonly kind: 'partial';
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** What a file of templates consists of. */
export type FileNode = Text | Insert | Comment | Partial | Choice<FileNode> | Each<FileNode>;

/** What a mail consists of, all partials put in. */
export type Node = Text | Insert | Comment | Choice<Node> | Each<Node>;

/** Lists every path that is inserted anywhere in the nodes. */
export const insertsIn = (nodes: readonly Node[]): Insert[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'insert') return [node];
    if (node.kind === 'each') return insertsIn(node.body);
    return node.kind === 'choice' ? [...insertsIn(node.yes), ...insertsIn(node.no)] : [];
  });
