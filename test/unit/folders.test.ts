import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/docs';
import { importsOf } from '../support/imports';

/**
 * What each folder may import from, beside itself: a folder, or one file of it. CONTRIBUTING has the same table;
 * test/unit/layout.test.ts has the rooms of `lib`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  handlers: ['lib'],
  lib: ['templates'],
  tools: [],
  build: ['lib'],
  infra: ['lib', 'tools'],
  ops: ['lib', 'tools'],
  // The page of `npm start` shows what the commands show.
  local: ['lib', 'infra', 'build', 'tools', 'ops'],
  bench: ['handlers', 'lib', 'templates', 'tools', 'build', 'infra', 'local', 'ops'],
  test: ['handlers', 'lib', 'templates', 'tools', 'build', 'infra', 'local', 'ops', 'bench'],
};

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file) && !file.includes('node_modules/'))
    .map((file) => join(folder, file));

/** Whether a folder may import a file, without its ending. */
const mayImport = (folder: string, file: string) =>
  [folder, ...(MAY_IMPORT[folder] ?? [])].some(
    (allowed) => file === allowed || file.startsWith(`${allowed}/`),
  );

describe.each(Object.keys(MAY_IMPORT))('%s/', (folder) => {
  const imports = sourcesIn(folder).flatMap((file) =>
    importsOf(file).map((imported) => ({ file, imported })),
  );

  it('imports from itself and from what the table names', () => {
    // Files beside the folders are data: package.json, serverless.yml.
    const wrong = imports.filter(
      ({ imported }) => imported.includes('/') && !mayImport(folder, imported.replace(/\.[jt]s$/, '')),
    );

    expect(wrong).toEqual([]);
  });
});

it('has every folder with code', () => {
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^(?:node_modules|coverage)$/.test(entry.name))
    .map(({ name }) => name)
    .filter((folder) => sourcesIn(folder).length > 0);

  expect(folders.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

it('no folder is reached from itself', () => {
  const reached = (folder: string, seen = new Set<string>()): Set<string> => {
    for (const next of MAY_IMPORT[folder] ?? []) {
      const [top = next] = next.split('/');
      if (!seen.has(top)) reached(top, seen.add(top));
    }
    return seen;
  };

  expect(Object.keys(MAY_IMPORT).filter((folder) => reached(folder).has(folder))).toEqual([]);
});

it('nothing imports the tests or the benchmark but themselves', () => {
  const importers = Object.entries(MAY_IMPORT).filter(([, allowed]) =>
    allowed.some((one) => one === 'test' || one === 'bench'),
  );

  expect(importers.map(([folder]) => folder)).toEqual(['test']);
});

it('CONTRIBUTING has the table', () => {
  const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const rows = Object.entries(MAY_IMPORT).map(([folder, allowed]) => {
    const names = allowed.map((one) =>
      existsSync(join(ROOT, `${one}.ts`)) ? `\`${one}.ts\`` : `\`${one}/\``,
    );
    return `| \`${folder}/\` | ${names.join(', ') || 'nothing'} |`;
  });

  expect(contributing).toContain(rows.join('\n'));
});
