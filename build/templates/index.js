const { join } = require('node:path');
const { FILE: BRAND_FILE, readBrand } = require('./brand.js');
const { mix, DARK_CARD, WHITE } = require('./colour.js');
const { generator, needs } = require('./generate.js');
const { toHtml } = require('./html.js');
const { mails, read, TEMPLATES } = require('./source.js');
const { fold, parse, pathsIn, print, TemplateError } = require('./syntax.js');
const { keyOf, LANGUAGES, readLanguages, textsOf } = require('./words.js');

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

/** A value that becomes part of a template, and is to be no tag of its language there. */
const escapeForTemplate = (text) => escapeHtml(text).replace(/[{}]/g, (brace) => `&#${brace.charCodeAt(0)};`);

/** The brand as templates see it: with the shades of its colour. */
const shades = (brand) => ({
  ...brand,
  tint: mix(brand.colour, WHITE, 0.92),
  tintOnDark: mix(brand.colourOnDark, DARK_CARD, 0.86),
});

/** In a text, a line that holds nothing but `{{#if}}`, `{{else}}` or `{{/if}}` is no line of the mail. */
const withoutBlockLines = (source) =>
  source.replace(/^[ \t]*(\{\{(?:#if [^}]*|else|\/if|!--[\s\S]*?--)\}\})[ \t]*\n/gm, '$1');

/**
 * A mail compiled: `code`, the functions and words as the body of a module; `fields`, what its notification has to
 * supply; `used`, the keys of the texts in it, whatever the brand; `files`, all it was made from.
 *
 * @throws TemplateError that names the mail and what is wrong in it.
 */
async function compile(mail, { brand = readBrand(), languages = readLanguages(), folder = TEMPLATES } = {}) {
  const files = new Set([BRAND_FILE, ...Object.keys(languages).map((tag) => join(LANGUAGES, `${tag}.json`))]);
  const needed = needs();
  try {
    const [looks, words] = [
      parse(read(folder, mail, 'mjml', files)),
      parse(withoutBlockLines(`${read(folder, mail, 'txt', files)}\n`)),
    ];
    const source = print(fold(looks, shades(brand), escapeForTemplate));
    const html = generator(needed, languages, mail, 'html')(parse(await toHtml(source, mail)));
    const text = generator(needed, languages, mail, 'text')(fold(words, brand, String));
    needed.keys.set('subject', `${mail}.subject`);
    const used = new Set([`${mail}.subject`]);
    for (const path of pathsIn([...looks, ...words])) {
      if (path.startsWith('t.')) used.add(keyOf(languages, mail, path.slice(2)));
    }
    return { mail, code: codeOf(needed, languages, html, text), fields: needed.fields, used, files };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`templates/${mail}: ${error.message}`, { cause: error });
  }
}

function wordsOf({ language, ...sections }, keys) {
  const texts = textsOf(sections);
  const used = Array.from(keys, ([name, key]) => {
    if (typeof texts[key] === 'string') return [name, texts[key]];
    throw new TemplateError(`${key} is missing in a language`);
  });
  return { ...language, texts: Object.fromEntries(used) };
}

/** Each language is a function of its own, which V8 does not even parse before a mail in it is sent. */
function codeOf({ keys }, languages, html, text) {
  const chunks = Object.entries(languages).map(
    ([tag, words]) => `    ${JSON.stringify(tag)}: () => (${JSON.stringify(wordsOf(words, keys))}),`,
  );
  return `{
  languages: {
${chunks.join('\n')}
  },
  html: (v, t, m, x) => ${html},
  text: (v, t, m, x) => ${text},
}`;
}

/** What TypeScript has to know of a mail: the fields that its notification must supply. */
function typesOf({ fields }, lib) {
  const members = Array.from(fields, ([name, { optional, href }]) => {
    const type = href ? 'Href' : 'string';
    return `  readonly ${name}: ${optional ? `${type} | undefined` : type};`;
  });
  return `import type { Href, Template } from '${lib}/channels/email/template';

declare const template: Template<{
${members.sort().join('\n')}
}>;
export default template;
`;
}

module.exports = { TEMPLATES, TemplateError, compile, escapeHtml, mails, typesOf };
