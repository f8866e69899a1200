/** A file of `templates/languages/`: texts by section and key. */
export interface LanguageFile {
  readonly language: { readonly direction: 'ltr' | 'rtl'; readonly locale: string };
  readonly [section: string]: Readonly<Record<string, string>>;
}

/** By the BCP 47 tag that is the name of its file. */
export type Languages = Readonly<Record<string, LanguageFile>>;

export type Texts = Readonly<Record<string, string>>;

/** What every other language falls back to, and the one whose keys they have to have. */
export const FALLBACK = 'en';

/** Where a language is written, relative to the repository. */
export const fileOf = (tag: string): string => `templates/languages/${tag}.json`;

/** Lists all texts of a language as `section.key`. */
export const textsOf = ({ language: _, ...sections }: Partial<LanguageFile>): Texts =>
  Object.fromEntries(
    Object.entries(sections).flatMap(([section, texts]) =>
      Object.entries(texts ?? {}).map(([key, text]) => [`${section}.${key}`, text]),
    ),
  );

/** Lists the texts of the fallback. */
export const modelOf = (languages: Languages): Texts => textsOf(languages[FALLBACK] ?? {});

const PLACEHOLDER = /\{(\w+)\}/g;

export const placeholdersOf = (text: string): string[] =>
  Array.from(text.matchAll(PLACEHOLDER), ([, name = '']) => name).sort();

/** Finds the key of `t.name`: the mail's own text or, when it has none of that name, the common one. */
export function keyOf(model: Texts, mail: string, name: string): string | undefined {
  return [`${mail}.${name}`, `common.${name}`].find((key) => key in model);
}

/** Lists the texts that no template uses, `used` being the keys of those that one does. */
export const unusedIn = (languages: Languages, used: ReadonlySet<string>): string[] =>
  Object.keys(modelOf(languages))
    .filter((key) => !used.has(key))
    .map((key) => `${fileOf(FALLBACK)}: ${key} is not used by any template`);
