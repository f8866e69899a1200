/** The texts of one mail in one language, as the build takes them from `templates/languages/`. */
export interface Words {
  readonly direction: 'ltr' | 'rtl';
  /** For dates, numbers and money, where the reader's locale names no region. */
  readonly locale: string;
  readonly texts: Readonly<Record<string, string>>;
}

export interface Choice {
  /** BCP 47, a file of `templates/languages/`. */
  readonly tag: string;
  /** BCP 47, for Intl: the reader's region, but never another language than the texts'. */
  readonly locale: string | undefined;
}

const FALLBACK: Choice = { tag: 'en', locale: undefined };

const chosen = new Map<string, Choice>();
const MOST = 1_000;

/** What POSIX writes behind a locale: a character set, a variant. `de_DE.UTF-8`, `de_DE@euro`. */
const POSIX_END = /[.@].*$/s;

function lookUp(written: string, tags: Readonly<Record<string, unknown>>): Choice {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(written.trim().replace(POSIX_END, '').replaceAll('_', '-'));
  } catch {
    return FALLBACK;
  }
  // RFC 4647, 3.4 (lookup): subtags are taken away from the end until there is a match.
  for (let tag = locale.baseName; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    if (!Object.hasOwn(tags, tag)) continue;
    const { language, script, region } = locale;
    return { tag, locale: region && [language, script, region].filter(Boolean).join('-') };
  }
  return FALLBACK;
}

/** Chooses the language for a reader: `de-AT` → `de`, and `en` for a language without texts or for no locale at all. */
export function languageFor(written: string | undefined, tags: Readonly<Record<string, unknown>>): Choice {
  if (written === undefined) return FALLBACK;
  let choice = chosen.get(written);
  if (choice === undefined) {
    if (chosen.size === MOST) chosen.clear();
    choice = lookUp(written, tags);
    chosen.set(written, choice);
  }
  return choice;
}
