/* Compiles all templates for the type check (fields as types) and the tests (the compiled mails). */
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { compile, mails, TemplateError, typesOf } = require('./index.js');
const { unusedIn, readLanguages } = require('./words.js');

const OUT = join(__dirname, '../../.build');

/** @throws TemplateError for a mistake in a template or a language. */
async function build({ brand, out = join(OUT, 'templates'), types, languages = readLanguages() } = {}) {
  const compiled = await Promise.all(mails().map((mail) => compile(mail, { brand, languages })));
  const problems = unusedIn(languages, new Set(compiled.flatMap(({ used }) => [...used])));
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
  mkdirSync(out, { recursive: true });
  for (const one of compiled) {
    writeFileSync(
      join(out, `${one.mail}.js`),
      `exports.__esModule = true;\nexports.default = ${one.code};\n`,
    );
  }
  if (!types) return;
  mkdirSync(types, { recursive: true });
  for (const one of compiled) writeFileSync(join(types, `${one.mail}.d.mjml.ts`), typesOf(one, '../lib'));
}

module.exports = { build };

if (require.main === module) {
  build({ types: join(OUT, 'types/templates') }).catch((error) => {
    console.error(error instanceof TemplateError ? error.message : error);
    process.exitCode = 1;
  });
}
