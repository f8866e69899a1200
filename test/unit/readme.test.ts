import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { parametersTable } from '../support/parameters-table';
import { variablesTable } from '../support/variables-table';

const ROOT = join(__dirname, '../..');

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('names scripts that exist', () => {
    const scripts = [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script]) => script ?? '');

    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g), ...text.matchAll(/src="([^"]+)"/g)].map(
      ([, link]) => link ?? '',
    );

    expect(links.filter((link) => !existsSync(join(ROOT, document, '..', link)))).toEqual([]);
  });

  it('names files that exist', () => {
    const files = [
      ...text.matchAll(/(?:-p |`)((?:events|lib|ops|handlers|local|config|docs|templates|test)\/[\w./-]+)/g),
    ].map(([, file]) => file ?? '');

    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('the README’s table of parameters', () => {
  it('is the one that a deployment is checked against', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

    expect(readme).toContain(`by a test -->\n${parametersTable()}\n<!-- /parameters -->`);
  });
});

describe('the README’s table of variables', () => {
  it('is the one that the schema makes', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

    expect(readme).toContain(`by a test -->\n${variablesTable()}\n<!-- /variables -->`);
  });
});
