import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { DocumentStore } from './store';

/** Undefined when there is no such file or folder. */
async function ifThere<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return undefined;
    throw error;
  }
}

/** A folder that stands in for the bucket. Links and hidden files are no documents. */
export function folderStore(folder: string): DocumentStore {
  const fileOf = (key: string) => join(folder, ...key.split('/'));
  return {
    name: folder,
    async *list() {
      for (const entry of (await ifThere(readdir(folder, { withFileTypes: true, recursive: true }))) ?? []) {
        if (!entry.isFile() || entry.name.startsWith('.')) continue;
        const file = join(entry.parentPath, entry.name);
        const found = await ifThere(stat(file));
        if (found) yield { key: relative(folder, file).split(sep).join('/'), size: found.size };
      }
    },
    read: (key) => ifThere(readFile(fileOf(key), 'utf8')),
    async replace(key, text) {
      const file = fileOf(key);
      const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
      await writeFile(draft, text);
      await rename(draft, file);
    },
    remove: (key) => rm(fileOf(key), { force: true }),
  };
}
