import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository } from './steps';

/** A copy of this repository, whose files a test may change. */
export function repositoryCopy() {
  const root = copyRepository();
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
