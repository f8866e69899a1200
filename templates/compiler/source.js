const { readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { TemplateError } = require('./syntax.js');

const TEMPLATES = join(__dirname, '..');

const PARTIAL = /\{\{>\s*([\w@-]+)((?:\s+\w+="[^"]*")*)\s*\}\}/g;
const ARGUMENT = /(\w+)="([^"]*)"/g;

const withArguments = (text, values) =>
  text.replace(/@(\w+)/g, (written, name) => values[name] ?? written);

/**
 * A template with its partials put in: `{{> row label="t.carrier" value="carrier"}}` is `partials/row.mjml`, with
 * `label` and `value` for its `@label` and `@value`. `files` collects all that was read.
 */
function expand(file, extension, files, values = {}, depth = 0) {
  if (depth > 10) throw new TemplateError(`${basename(file)}: partials within partials without end`);
  files.add(file);
  return withArguments(readFileSync(file, 'utf8').trimEnd(), values).replace(PARTIAL, (_, name, written) => {
    const given = Object.fromEntries(Array.from(written.matchAll(ARGUMENT), ([, key, value]) => [key, value]));
    const partial = name === 'mail' ? values.mail : join(TEMPLATES, 'partials', `${name}.${extension}`);
    return expand(partial, extension, files, { ...values, ...given }, depth + 1);
  });
}

/** The mail `order` is `order.mjml` and `order.txt`, each in the layout of its kind. */
const read = (mail, extension, files) =>
  expand(join(TEMPLATES, 'partials', `layout.${extension}`), extension, files, {
    mail: join(TEMPLATES, `${mail}.${extension}`),
  });

/** The names of all mails. */
const mails = () =>
  readdirSync(TEMPLATES)
    .filter((file) => file.endsWith('.mjml'))
    .map((file) => basename(file, '.mjml'));

module.exports = { TEMPLATES, mails, read };
