import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLanguages } from '../../../../build/templates/languages';
import { TEMPLATES } from '../../../../build/templates/partials';

describe('the files of languages', () => {
  let languageFiles: string;
  beforeEach(() => {
    languageFiles = mkdtempSync(join(tmpdir(), 'languages-'));
    cpSync(join(TEMPLATES, 'languages'), languageFiles, { recursive: true });
  });
  afterEach(() => rmSync(languageFiles, { recursive: true }));

  it.each([
    [
      'half of a JSON',
      '{ "language":\n  ',
      'templates/languages/fr.json:2:3: is no JSON: Unexpected end of file',
    ],
    ['no object', 'null', 'templates/languages/fr.json: is to be an object of sections'],
    ['no language', '{}', 'templates/languages/fr.json: language.direction is "ltr" or "rtl"'],
    ['no texts', '{}', 'templates/languages/fr.json: order.subject is missing'],
  ])('are refused by name: %s', (_, json, problem) => {
    writeFileSync(join(languageFiles, 'fr.json'), json);

    expect(() => readLanguages(languageFiles)).toThrow(problem);
  });

  it('are refused without English, which the others fall back to', () => {
    rmSync(join(languageFiles, 'en.json'));

    expect(() => readLanguages(languageFiles)).toThrow('templates/languages/en.json: is missing');
  });
});
