import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** Every page that people read, by its path in the repository. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

export const textOf = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

/** What stands under a heading of the second level. */
export const sectionOf = (document: string, heading: string): string =>
  textOf(document).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

/** The names that GitHub gives to the headings of a page, as links use them. */
export const anchorsOf = (text: string): string[] =>
  Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The code blocks of a language, without their fences. */
export const blocksOf = (language: string, text: string): string[] =>
  Array.from(
    text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')),
    ([, block = '']) => block,
  );

const blockOf = (name: string) =>
  new RegExp(`(<!-- ${name}: [^\\n]*, checked by a test -->\\n)(.*?)(\\n<!-- /${name} -->)`, 's');

/** A table that is made from the code and stands in a page. `UPDATE_DOCS=1` writes what the code makes into the page. */
export function expectGenerated(document: string, name: string, table: string): void {
  if (process.env.UPDATE_DOCS === '1') {
    const updated = textOf(document).replace(blockOf(name), (_, start, __, end) => `${start}${table}${end}`);
    writeFileSync(join(ROOT, document), updated);
  }
  expect(blockOf(name).exec(textOf(document))?.[2]).toBe(table);
}
