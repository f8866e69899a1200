import { FALLBACK, type LanguageFile, type Languages } from './texts';

export const PSEUDO = 'en-XA';

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ý',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ø',
  U: 'Û',
};

/** Makes a text two fifths longer, in brackets and with accents: what is cut or not translated shows. */
const pseudo = (text: string): string => {
  const longer = text.replace(/\{\w+\}|[aeioucnsyAEIOU]/g, (part) => ACCENTED[part] ?? part);
  return `[${longer}${' ~~~~~'.repeat(Math.ceil((text.length * 0.4) / 6))}]`;
};

function pseudoOf({ language, ...sections }: LanguageFile): LanguageFile {
  const longer = Object.entries(sections).map(([section, texts]) => [
    section,
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)])),
  ]);
  return { language, ...Object.fromEntries(longer) };
}

/** Adds the language that nobody has to translate. */
export function withPseudo(languages: Languages): Languages {
  const model = languages[FALLBACK];
  return model === undefined ? languages : { ...languages, [PSEUDO]: pseudoOf(model) };
}
