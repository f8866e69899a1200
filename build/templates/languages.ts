import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readJson } from './json';
import { problemsOf } from './language-mistakes';
import { TemplateError } from './mistake';
import { TEMPLATES } from './partials';
import { fileOf, type Languages } from './texts';

/**
 * Reads all files of `templates/languages/`.
 *
 * @throws TemplateError that names each wrong file, and what is wrong in it.
 */
export function readLanguages(folder = join(TEMPLATES, 'languages')): Languages {
  const tags = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'));
  const languages = Object.fromEntries(
    tags.map((tag) => [tag, readJson(join(folder, `${tag}.json`), fileOf(tag))]),
  );
  const problems = problemsOf(languages);
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
  return languages as Languages;
}
