import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** What the commands of this repository need to run. */
const PARTS = ['build', 'events', 'handlers', 'infra', 'lib', 'local', 'ops', 'templates', 'tools'];
const FILES = ['package.json', 'serverless.yml', 'tsconfig.json'];

/** A copy of this repository, whose templates a test may change. */
export function repositoryCopy() {
  const root = mkdtempSync(join(tmpdir(), 'repository-'));
  for (const part of [...PARTS, ...FILES]) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    /** Puts `replacement` in the place of `text` in a file. */
    change(file: string, text: string, replacement: string): void {
      const path = join(root, file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(text, replacement));
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
