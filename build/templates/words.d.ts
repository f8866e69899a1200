export interface LanguageFile {
  readonly language: { readonly direction: 'ltr' | 'rtl'; readonly locale: string };
  readonly [section: string]: Readonly<Record<string, string>>;
}

type Languages = Readonly<Record<string, LanguageFile>>;

export const PSEUDO: string;
export function readLanguages(folder?: string): Languages;
export function withPseudo(languages: Languages): Languages;
export function problemsOf(languages: Languages): string[];
export function unusedIn(languages: Languages, used: ReadonlySet<string>): string[];
export function textsOf(language: LanguageFile): Record<string, string>;
