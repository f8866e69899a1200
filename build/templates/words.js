const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { ONE_LINE } = require('./one-line.js');
const { TemplateError } = require('./syntax.js');

const LANGUAGES = join(__dirname, '../../templates/languages');
/** What every other language falls back to, and the one whose keys they have to have. */
const FALLBACK = 'en';

/** A subject is made before the fields of the mail are known to it. */
const IN_SUBJECT = ['order_id', 'brand'];

const PLACEHOLDER = /\{(\w+)\}/g;

const placeholdersOf = (text) => Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name).sort();

/**
 * All files of `templates/languages/`, by the BCP 47 tag that is their name.
 *
 * @throws TemplateError that names each wrong file, and what is wrong in it.
 */
function readLanguages(folder = LANGUAGES) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const languages = Object.fromEntries(
    files.map((file) => [basename(file, '.json'), parsed(readFileSync(join(folder, file), 'utf8'), file)]),
  );
  const problems = problemsOf(languages);
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
  return languages;
}

function parsed(json, file) {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new TemplateError(`templates/languages/${file}: is no JSON: ${error.message}`, { cause: error });
  }
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
    `{{t.${name}}}: templates/languages/${FALLBACK}.json has it neither for "${mail}" nor for "common"`,
  );
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isLine = (text) =>
  typeof text === 'string' && text !== '' && text.trim() === text && ONE_LINE.test(text);
const written = (placeholders) => placeholders.map((name) => `{${name}}`).join(', ') || 'none';

/** What stops a language from being read at all. */
function malformed(words) {
  if (!isObject(words)) return ['is to be an object of sections'];
  return Object.entries(words).flatMap(([section, texts]) => {
    if (!isObject(texts)) return [`${section} is to be an object of texts`];
    return Object.entries(texts)
      .filter(([, text]) => !isLine(text))
      .map(([key]) => `${section}.${key} is to be text on one line`);
  });
}

/** What is wrong in a language that can be read, next to `model`, the texts of the fallback. */
function mistakes(tag, words, model) {
  const texts = textsOf(words);
  const found = (problem, keys) => keys.map((key) => `${key} ${problem(key)}`);
  const missing = Object.keys(model).filter((key) => !(key in texts));
  const unknown = Object.keys(texts).filter((key) => !(key in model));
  const shared = Object.keys(texts).filter((key) => key in model);
  return [
    ...(canonical(tag) === tag ? [] : ['is not named for a language (BCP 47)']),
    ...(['ltr', 'rtl'].includes(words.language?.direction) ? [] : ['language.direction is "ltr" or "rtl"']),
    ...(canonical(words.language?.locale) ? [] : ['language.locale is a locale such as "en-GB"']),
    ...found(() => 'is missing', missing),
    ...found(() => `is not in ${FALLBACK}.json`, unknown),
    ...found(
      (key) => `is to have the placeholders ${written(placeholdersOf(model[key]))}`,
      shared.filter((key) => String(placeholdersOf(texts[key])) !== String(placeholdersOf(model[key]))),
    ),
    ...found(
      () => `may have the placeholders ${written(IN_SUBJECT)} only`,
      shared.filter(
        (key) =>
          key.endsWith('.subject') && placeholdersOf(texts[key]).some((name) => !IN_SUBJECT.includes(name)),
      ),
    ),
  ];
}

/** What is wrong with the languages, each problem with its file. */
function problemsOf(languages) {
  const inFiles = (problems) =>
    Object.entries(languages).flatMap(([tag, words]) =>
      problems(tag, words).map((problem) => `templates/languages/${tag}.json: ${problem}`),
    );
  if (!(FALLBACK in languages)) return [`templates/languages/${FALLBACK}.json: is missing`];
  const unreadable = inFiles((_, words) => malformed(words));
  if (unreadable.length > 0) return unreadable;
  const model = textsOf(languages[FALLBACK]);
  return inFiles((tag, words) => mistakes(tag, words, model));
}

/** The texts that no template uses, `used` being the keys of those that one does. */
const unusedIn = (languages, used) =>
  Object.keys(textsOf(languages[FALLBACK]))
    .filter((key) => !used.has(key))
    .map((key) => `languages: ${key} is not used by any template`);

/** A language tag as BCP 47 writes it; undefined for what is none. */
function canonical(tag) {
  try {
    return typeof tag === 'string' ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
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
  unusedIn,
  withPseudo,
};
