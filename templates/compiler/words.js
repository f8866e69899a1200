const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { TemplateError } = require('./syntax.js');

const LANGUAGES = join(__dirname, '../../languages');
/** What every other language falls back to, and the one whose keys they have to have. */
const FALLBACK = 'en';

const PLACEHOLDER = /\{(\w+)\}/g;

const placeholdersOf = (text) => Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name).sort();

/** All files of `languages/`, by the BCP 47 tag that is their name. */
function readLanguages(folder = LANGUAGES) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );
}

/** All texts of a language as `section.key`. */
const textsOf = ({ language: _, ...sections }) =>
  Object.fromEntries(
    Object.entries(sections).flatMap(([section, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${section}.${key}`, text]),
    ),
  );

/** `t.key` is the mail's own text or, when it has none of that name, the common one. */
function keyOf(languages, mail, name) {
  const key = [mail, 'common']
    .map((section) => `${section}.${name}`)
    .find((one) => one in textsOf(languages[FALLBACK]));
  if (key) return key;
  throw new TemplateError(
    `{{t.${name}}}: languages/${FALLBACK}.json has it neither for "${mail}" nor for "common"`,
  );
}

/** What is wrong with the languages, `used` being the keys that any template uses. */
function problemsOf(languages, used) {
  const model = textsOf(languages[FALLBACK]);
  return Object.entries(languages).flatMap(([tag, words]) => {
    const texts = textsOf(words);
    const file = `languages/${tag}.json`;
    return [
      ...(Intl.getCanonicalLocales(tag)[0] === tag ? [] : [`${file}: is not named for a language (BCP 47)`]),
      ...(['ltr', 'rtl'].includes(words.language?.direction)
        ? []
        : [`${file}: language.direction is "ltr" or "rtl"`]),
      ...(isLocale(words.language?.locale) ? [] : [`${file}: language.locale is a locale such as "en-GB"`]),
      ...Object.keys(model)
        .filter((key) => !(key in texts))
        .map((key) => `${file}: ${key} is missing`),
      ...Object.keys(texts)
        .filter((key) => !(key in model))
        .map((key) => `${file}: ${key} is not in ${FALLBACK}.json`),
      ...Object.keys(texts)
        .filter((key) => key in model && !used.has(key))
        .map((key) => `${file}: ${key} is not used`),
      ...Object.entries(texts).flatMap(([key, text]) =>
        typeof text === 'string' && text.trim() === text && text !== '' && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)
          ? []
          : [`${file}: ${key} is to be text on one line`],
      ),
      ...Object.entries(texts)
        .filter(
          ([key, text]) =>
            key in model && String(placeholdersOf(text)) !== String(placeholdersOf(model[key])),
        )
        .map(
          ([key]) =>
            `${file}: ${key} is to have the placeholders ${
              placeholdersOf(model[key])
                .map((name) => `{${name}}`)
                .join(', ') || 'none'
            }`,
        ),
    ];
  });
}

function isLocale(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

const ACCENTED = {
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

/** Texts that nobody has to translate, two fifths longer and in brackets: what is cut or not translated shows. */
const pseudo = (text) => {
  const longer = text.replace(/\{\w+\}|[aeioucnsyAEIOU]/g, (part) => ACCENTED[part] ?? part);
  return `[${longer}${' ~~~~~'.repeat(Math.ceil((text.length * 0.4) / 6))}]`;
};

const PSEUDO = 'en-XA';

function withPseudo(languages) {
  const { language, ...sections } = languages[FALLBACK];
  const longer = Object.entries(sections).map(([section, texts]) => [
    section,
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)])),
  ]);
  return { ...languages, [PSEUDO]: { language, ...Object.fromEntries(longer) } };
}

module.exports = {
  FALLBACK,
  LANGUAGES,
  PSEUDO,
  keyOf,
  placeholdersOf,
  problemsOf,
  readLanguages,
  textsOf,
  withPseudo,
};
