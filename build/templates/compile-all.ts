import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompileOptions, compile } from './compile';
import { readLanguages } from './languages';
import { TemplateError } from './mistake';
import { mails, shorts } from './partials';
import { compileShort } from './short';
import { unusedIn } from './texts';
import { typesOf } from './types';
import { keysOf, SECTIONS, wordsCode, wordsTypes } from './words';

const OUT = join(__dirname, '../../.build');

/** Where what is compiled goes, and the types of it. */
interface Folders {
  readonly out?: string;
  readonly types?: string;
}

/**
 * Compiles all mails, text messages and pushes: for the tests, and their fields as types for the type check.
 *
 * @throws TemplateError for a mistake in a template, a language or the brand, and for a text that no template uses.
 */
export async function compileAll({
  out = join(OUT, 'templates'),
  types = join(OUT, 'types/templates'),
  languages = readLanguages(),
  ...options
}: CompileOptions & Folders = {}): Promise<void> {
  const compiled = await Promise.all([
    ...mails(options.folder).map(async (mail) => ({
      ...(await compile(mail, { ...options, languages })),
      kind: 'mjml' as const,
    })),
    ...shorts(options.folder).map(async ([mail, kind]) => ({
      ...(await compileShort(mail, kind, { ...options, languages })),
      kind,
    })),
  ]);
  const inCode = SECTIONS.flatMap((section) =>
    [...keysOf(section, languages).values()].filter((key) => key.startsWith(`${section}.`)),
  );
  const problems = unusedIn(languages, new Set([...inCode, ...compiled.flatMap(({ used }) => [...used])]));
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
  for (const folder of [out, types]) mkdirSync(folder, { recursive: true });
  const module = (code: string) => `exports.__esModule = true;\nexports.default = ${code};\n`;
  for (const { mail, kind, code, fields } of compiled) {
    writeFileSync(join(out, kind === 'mjml' ? `${mail}.js` : `${mail}.${kind}.js`), module(code));
    writeFileSync(join(types, `${mail}.d.${kind}.ts`), typesOf(fields, '../lib', kind));
  }
  for (const section of SECTIONS) {
    writeFileSync(join(out, `${section}.words.js`), module(wordsCode(section, languages)));
    writeFileSync(join(types, `${section}.d.words.ts`), wordsTypes('../lib'));
  }
}
