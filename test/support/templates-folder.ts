import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEMPLATES } from '../../build/templates/partials';

/** A copy of the templates that a test may change. */
export function templatesFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  cpSync(TEMPLATES, folder, { recursive: true });
  return {
    folder,
    write(files: Readonly<Record<string, string>>): void {
      for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
