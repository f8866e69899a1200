import { wordsOf } from './module';
import { type Languages, modelOf } from './texts';

/** Sections of the languages that code uses and no template does. */
export const SECTIONS = ['preferences'] as const;

/** Lists the texts of a section, and the common ones under it, by the names that code knows them by. */
export const keysOf = (section: string, languages: Languages): ReadonlyMap<string, string> =>
  new Map(
    Object.keys(modelOf(languages))
      .filter((key) => key.startsWith(`${section}.`) || key.startsWith('common.'))
      // Its own come last, and count.
      .sort((one, other) => Number(one.startsWith(`${section}.`)) - Number(other.startsWith(`${section}.`)))
      .map((key) => [key.slice(key.indexOf('.') + 1), key]),
  );

/** Writes the words of a section, for `import words from '…/templates/preferences.words'`: by language, each a function as in a compiled mail. */
export function wordsCode(section: string, languages: Languages): string {
  const keys = keysOf(section, languages);
  const chunks = Object.entries(languages).map(
    ([tag, words]) => `  ${JSON.stringify(tag)}: () => (${JSON.stringify(wordsOf(words, keys))}),`,
  );
  return `{\n${chunks.join('\n')}\n}`;
}

/** Writes what TypeScript has to know of them. */
export const wordsTypes = (lib: string): string => `import type { Words } from '${lib}/channels/language';

declare const words: Readonly<Record<string, () => Words>>;
export default words;
`;
