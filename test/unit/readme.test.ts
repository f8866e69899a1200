import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODES, type ReasonCode } from '../../lib/runtime/outcome';
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
    const scripts = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script]) => script ?? '');

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
      ...text.matchAll(
        /(?:-p |`)((?:events|lib|ops|handlers|local|build|infra|tools|docs|templates|test)\/[\w./-]+)/g,
      ),
    ].map(([, file]) => file ?? '');

    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('the README’s table of outcomes', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [section = ''] = readme.split('## How a record ends')[1]?.split('\n## ') ?? [];
  const outcome = /^ *\| `(?:failed`, `)?(\w+)` \| ([^|]+) \| (.+) \|$/gm;
  const rows = Array.from(section.matchAll(outcome), ([, kind = '', next = '', why = '']) => ({
    kind,
    next,
    why,
  }));
  const codesOf = (kind: string) =>
    (Object.keys(CODES) as ReasonCode[]).filter((code) => CODES[code] === kind);

  it('has every outcome once', () => {
    expect(rows.map(({ kind }) => kind).sort()).toEqual([...new Set(Object.values(CODES))].sort());
  });

  it.each(rows.map((row) => [row.kind, row] as const).filter(([kind]) => kind !== 'sent'))(
    'names the reason codes of %s, each of them and no other',
    (kind, { why }) => {
      const named = Array.from(why.matchAll(/`(\w+)`/g), ([, code]) => code);

      expect(named.sort()).toEqual(codesOf(kind).sort());
    },
  );
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
