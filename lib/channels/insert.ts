import { isolate, withoutControls } from './bidi';
import { fill } from './fill';

/** What every text message and push has without its notification supplying it. The reader's name is not in it, nor ever in them. */
export interface Given {
  readonly dir: 'ltr' | 'rtl';
  /** The shop's name. */
  readonly brand: string;
}

type Fields = Readonly<Record<string, string | undefined>>;

/** A value on one line: a line break of its own would begin another paragraph, or the body of a push. */
const onOneLine = (value: string): string =>
  withoutControls(value.toWellFormed()).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

/** How values get into a compiled text message or push, which is plain text. */
export const TOOLS = {
  /** A line of its own, such as a link: nothing sticks to it. */
  plain: onOneLine,
  isolate: (value: string, { dir }: Given) => isolate(onOneLine(value), dir),
  /** A text with its `{placeholders}` filled in. */
  fill: (text: string, fields: Fields, { dir, brand }: Given) =>
    fill(text, dir, (name) => onOneLine((name === 'brand' ? brand : fields[name]) ?? '')),
};
