import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** What git says of a folder: its last release tag (`v1.2.0`), how many commits later it is, and whether it was changed since. */
const describe = (folder: string): string =>
  execFileSync('git', ['describe', '--tags', '--match', 'v[0-9]*', '--always', '--dirty'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/**
 * Tells which version of the service is in a folder: `v1.2.0`, `v1.2.0-3-g1a2b3c4` three commits later, the commit alone where no tag is
 * known (as in a shallow clone), each with `-dirty` after a change that is not committed. What is no checkout of its own, such as an
 * unpacked archive, has the version of its package.json: a checkout that it lies in is that of another product.
 */
export function versionOf(folder: string = ROOT): string {
  try {
    if (existsSync(join(folder, '.git'))) return describe(folder);
  } catch {
    // No git on this machine, no commit yet, or the folder of another user, which git does not read.
  }
  return `v${JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version}`;
}
