import { type LanguageFile, type Languages, textsOf } from './texts';

/** Gives the words of one language, by the names that they have where they are used. Each language has every text: `problemsOf` sees to that. */
export function wordsOf({ language, ...sections }: LanguageFile, keys: ReadonlyMap<string, string>) {
  const texts = textsOf(sections);
  return { ...language, texts: Object.fromEntries(Array.from(keys, ([name, key]) => [name, texts[key]])) };
}

/**
 * Writes a compiled mail, text message or push. Each language is a function of its own, which V8 does not even parse before a
 * message in it is sent.
 *
 * @param members the code of what is beside the languages.
 */
export function moduleOf(
  members: Readonly<Record<string, string>>,
  keys: ReadonlyMap<string, string>,
  languages: Languages,
): string {
  const chunks = Object.entries(languages).map(
    ([tag, words]) => `    ${JSON.stringify(tag)}: () => (${JSON.stringify(wordsOf(words, keys))}),`,
  );
  return `{
  languages: {
${chunks.join('\n')}
  },
${Object.entries(members)
  .map(([name, code]) => `  ${name}: ${code},`)
  .join('\n')}
}`;
}
