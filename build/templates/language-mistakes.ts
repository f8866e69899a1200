import { ONE_LINE } from './one-line';
import {
  FALLBACK,
  fileOf,
  type LanguageFile,
  type Languages,
  modelOf,
  placeholdersOf,
  type Texts,
  textsOf,
} from './texts';

/** A subject is made before the fields of the mail are known to it. */
const IN_SUBJECT = ['order_id', 'brand'];

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLine = (text: unknown): boolean =>
  typeof text === 'string' && text !== '' && text.trim() === text && ONE_LINE.test(text);

const written = (placeholders: readonly string[]): string =>
  placeholders.map((name) => `{${name}}`).join(', ') || 'none';

/** Writes a language tag as BCP 47 does; undefined for what is none. */
function canonical(tag: unknown): string | undefined {
  try {
    return typeof tag === 'string' ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Says what stops a language from being read at all. */
function malformed(words: unknown): string[] {
  if (!isObject(words)) return ['is to be an object of sections'];
  return Object.entries(words).flatMap(([section, texts]) => {
    if (!isObject(texts)) return [`${section} is to be an object of texts`];
    return Object.entries(texts)
      .filter(([, text]) => !isLine(text))
      .map(([key]) => `${section}.${key} is to be text on one line`);
  });
}

/** Says what is wrong in a text next to that of the fallback. */
function mistakesOf(key: string, text: string | undefined, model: string | undefined): string[] {
  if (text === undefined) return [`${key} is missing`];
  if (model === undefined) return [`${key} is not in ${FALLBACK}.json`];
  const [found, expected] = [placeholdersOf(text), placeholdersOf(model)];
  const unfilled = key.endsWith('.subject') && found.some((name) => !IN_SUBJECT.includes(name));
  return [
    ...(String(found) === String(expected)
      ? []
      : [`${key} is to have the placeholders ${written(expected)}`]),
    ...(unfilled ? [`${key} may have the placeholders ${written(IN_SUBJECT)} only`] : []),
  ];
}

/** Says what is wrong in a language that can be read. */
function mistakesIn(tag: string, words: Partial<LanguageFile>, model: Texts): string[] {
  const { direction, locale } = words.language ?? {};
  const texts = textsOf(words);
  const keys = new Set([...Object.keys(model), ...Object.keys(texts)]);
  return [
    ...(canonical(tag) === tag ? [] : ['is not named for a language (BCP 47)']),
    ...(direction === 'ltr' || direction === 'rtl' ? [] : ['language.direction is "ltr" or "rtl"']),
    ...(canonical(locale) ? [] : ['language.locale is a locale such as "en-GB"']),
    ...[...keys].flatMap((key) => mistakesOf(key, texts[key], model[key])),
  ];
}

/** Says what is wrong with the languages, each problem with its file and the path of the text. */
export function problemsOf(languages: Readonly<Record<string, unknown>>): string[] {
  const inFiles = <Words>(
    files: Readonly<Record<string, Words>>,
    problems: (tag: string, words: Words) => string[],
  ) =>
    Object.entries(files).flatMap(([tag, words]) =>
      problems(tag, words).map((problem) => `${fileOf(tag)}: ${problem}`),
    );
  if (!(FALLBACK in languages)) return [`${fileOf(FALLBACK)}: is missing`];
  const unreadable = inFiles(languages, (_, words) => malformed(words));
  if (unreadable.length > 0) return unreadable;
  const readable = languages as Languages;
  const model = modelOf(readable);
  return inFiles(readable, (tag, words) => mistakesIn(tag, words, model));
}
