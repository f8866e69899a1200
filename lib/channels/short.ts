import type { Reader } from '../recipients/contact';
import { brand } from './brand';
import { shorten } from './fill';
import { type Given, TOOLS } from './insert';
import type { Words } from './language';
import { type Format, wordsFor } from './words';

type Fields = Readonly<Record<string, string | undefined>>;

/** A compiled text message or push; `View` is what its template uses. */
export interface Short<View> {
  readonly languages: Readonly<Record<string, () => Words>>;
  /** Fields that it cannot do without, and those that it can. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  text(view: View, texts: Words['texts'], given: Given, tools: typeof TOOLS): string;
}

/** In characters: of an id that has to give way, at first and in the end. */
const ENOUGH = 24;
const LEAST = 9;

const cut = <View extends Fields>(view: View, names: readonly string[], most: number): View => ({
  ...view,
  ...Object.fromEntries(names.map((name) => [name, shorten(view[name] ?? '', most)])),
});

/**
 * Makes a message smaller, step by step: ids lose their middles, then what it can do without is left out, the longest first.
 * A link and the name of a carrier are left out and not cut: half a link leads nowhere.
 */
function* smaller<View extends Fields>(view: View, { required, optional }: Short<View>): Generator<View> {
  yield view;
  let less = cut(view, required, ENOUGH);
  yield less;
  const lengthOf = (name: string): number => view[name]?.length ?? 0;
  for (const name of optional.toSorted((one, other) => lengthOf(other) - lengthOf(one))) {
    less = { ...less, [name]: undefined };
    yield less;
  }
  yield cut(less, required, LEAST);
}

/**
 * Renders a text message or push in the language of its reader, with as much of its fields as fits. Pure; all of `reader` and of
 * what `view` returns comes from outside.
 *
 * @param finish writes the text in its final way.
 */
export function renderShort<View extends Fields>(
  template: Short<View>,
  reader: Reader,
  view: (format: Format) => View,
  fits: (text: string) => boolean,
  finish = (text: string) => text,
): string {
  const { direction, texts, format } = wordsFor(reader, template.languages);
  const given = { dir: direction, brand: brand.shortName ?? brand.name };
  let text = '';
  for (const fields of smaller(view(format), template)) {
    text = finish(template.text(fields, texts, given, TOOLS));
    if (fits(text)) break;
  }
  return text;
}
