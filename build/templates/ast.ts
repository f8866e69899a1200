/*
 * What `@handlebars/parser` gives, as far as it is looked at. Its own types cannot be found by TypeScript's
 * `moduleResolution: node16`, and are not all true.
 */

/** Lines count from 1, columns from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Located {
  readonly loc: { readonly start: Position };
}

/** `~` at the ends of a tag. */
export interface StripFlags {
  readonly open: boolean;
  readonly close: boolean;
}

export interface Expression extends Located {
  readonly type: string;
  /** As it is written, a string without its quotes. */
  readonly original?: string | number | boolean;
}

interface Hash {
  readonly pairs: ReadonlyArray<{ readonly key: string; readonly value: Expression }>;
}

export interface Program {
  readonly body: readonly Statement[];
  /** What stands between the bars of `as |item|`. */
  readonly blockParams?: readonly string[];
  /** Of `{{else if}}`. */
  readonly chained?: boolean;
}

export interface Content extends Located {
  readonly type: 'ContentStatement';
  readonly value: string;
}

export interface Comment extends Located {
  readonly type: 'CommentStatement';
}

export interface Mustache extends Located {
  readonly type: 'MustacheStatement';
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly escaped: boolean;
  readonly strip: StripFlags;
}

export interface Block extends Located {
  readonly type: 'BlockStatement';
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly program?: Program;
  readonly inverse?: Program;
  readonly openStrip?: StripFlags;
  readonly inverseStrip?: StripFlags;
  readonly closeStrip?: StripFlags;
}

export interface PartialCall extends Located {
  readonly type: 'PartialStatement';
  readonly name: Expression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly strip: StripFlags;
}

/** What the templates' language does not have. */
interface Foreign extends Located {
  readonly type: 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock';
}

export type Statement = Content | Comment | Mustache | Block | PartialCall | Foreign;
