const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { basename, extname, join, relative } = require('node:path');
const { TemplateError } = require('./syntax.js');

const TEMPLATES = join(__dirname, '../../templates');

const PARTIAL = /\{\{>\s*([\w@-]+)((?:\s+\w+="[^"]*")*)\s*\}\}/g;
const ARGUMENT = /(\w+)="([^"]*)"/g;

const withArguments = (text, values) => text.replace(/@(\w+)/g, (written, name) => values[name] ?? written);

/**
 * A template with its partials put in: `{{> row label="t.carrier" value="carrier"}}` is `partials/row.mjml`, with
 * `label` and `value` for its `@label` and `@value`. `files` collects all that was read.
 */
function expand(folder, file, files, values = {}, depth = 0) {
  if (depth > 10) throw new TemplateError(`${basename(file)}: partials within partials without end`);
  files.add(file);
  return withArguments(readFileSync(file, 'utf8').trimEnd(), values).replace(PARTIAL, (_, name, written) => {
    const given = Object.fromEntries(
      Array.from(written.matchAll(ARGUMENT), ([, key, value]) => [key, value]),
    );
    const partial = name === 'mail' ? values.mail : join(folder, 'partials', `${name}${extname(file)}`);
    if (!existsSync(partial))
      throw new TemplateError(`{{> ${name}}}: there is no ${relative(folder, partial)}`);
    return expand(folder, partial, files, { ...values, ...given }, depth + 1);
  });
}

/** The mail `order` is `order.mjml` and `order.txt`, each in the layout of its kind. */
const read = (folder, mail, extension, files) =>
  expand(folder, join(folder, 'partials', `layout.${extension}`), files, {
    mail: join(folder, `${mail}.${extension}`),
  });

/** The names of all mails. */
const mails = (folder = TEMPLATES) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjml'))
    .map((file) => basename(file, '.mjml'));

module.exports = { TEMPLATES, mails, read };
