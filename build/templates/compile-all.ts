import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompileOptions, compile } from './compile';
import { readLanguages } from './languages';
import { TemplateError } from './mistake';
import { mails } from './partials';
import { unusedIn } from './texts';
import { typesOf } from './types';

const OUT = join(__dirname, '../../.build');

/** Where the compiled mails go, and their types if anywhere. */
interface Folders {
  readonly out?: string;
  readonly types?: string;
}

/**
 * Compiles all mails: for the tests, and their fields as types for the type check.
 *
 * @throws TemplateError for a mistake in a template, a language or the brand, and for a text that no template uses.
 */
export async function compileAll({
  out = join(OUT, 'templates'),
  types = join(OUT, 'types/templates'),
  languages = readLanguages(),
  ...options
}: CompileOptions & Folders = {}): Promise<void> {
  const compiled = await Promise.all(
    mails(options.folder).map((mail) => compile(mail, { ...options, languages })),
  );
  const problems = unusedIn(languages, new Set(compiled.flatMap(({ used }) => [...used])));
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
  for (const folder of [out, types]) mkdirSync(folder, { recursive: true });
  for (const { mail, code, fields } of compiled) {
    const source = `exports.__esModule = true;\nexports.default = ${code};\n`;
    writeFileSync(join(out, `${mail}.js`), source);
    writeFileSync(join(types, `${mail}.d.mjml.ts`), typesOf(fields, '../lib'));
  }
}
