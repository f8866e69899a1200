import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './docs';

/** Not of the repository, or made from it. */
const LEFT_OUT = ['node_modules', '.git', '.build', '.local', '.serverless', '.esbuild', 'coverage'];

/** Copies the repository to a folder of its own, with the same packages. */
export function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'copy-'));
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.some((folder) => path === join(ROOT, folder)),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** `**file**, a new file:`, `**file**, after `line`:`, `**file**, instead of `line`:` or `**file**, at its end:`, and the block of code that follows. */
const STEP =
  /^\*\*([\w./-]+)\*\*, (a new file|(?:after|instead of) `([^`\n]+)`|at its end):\n\n(`{3,})\w+\n(.*?)^\4\n/gms;

/** Does to the files in `folder` what a page says. */
export function followSteps(page: string, folder: string): void {
  for (const [, file = '', where = '', line, , block = ''] of page.matchAll(STEP)) {
    const path = join(folder, file);
    const isNew = page.includes(`**${file}**, a new file:`);
    const text = isNew ? '' : readFileSync(path, 'utf8');
    const end = line === undefined ? text.length : text.indexOf(`${line}\n`) + line.length + 1;
    if (line !== undefined && !text.includes(`${line}\n`)) throw new Error(`${file} has no line ${line}`);
    mkdirSync(dirname(path), { recursive: true });
    const start = where.startsWith('instead') ? end - (line ?? '').length - 1 : end;
    writeFileSync(path, text.slice(0, start) + block + text.slice(end));
  }
}

/** Runs a command line. @throws with all that it said, when it fails. */
export async function runIn(
  folder: string,
  command: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  // The variables of the test runner would make another Jest take this one's place.
  const { NODE_ENV: _, JEST_WORKER_ID: __, ...env } = process.env;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
    cwd: folder,
    env: { ...env, AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    maxBuffer: 64 * 1_048_576,
  }).catch((error) => {
    throw new Error(`${command}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout + stderr;
}
