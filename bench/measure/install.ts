import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../tools/command';

const BENCH = join(__dirname, '..');

const changedAt = (file: string): number =>
  statSync(join(BENCH, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The peers' own packages, once; the project's `npm ci` stays without them. */
export function installPeers(say: (line: string) => void): void {
  if (changedAt('node_modules/.package-lock.json') > changedAt('package-lock.json')) return;
  say("Installing the peers' packages into bench/node_modules, once ...");
  const { status, stderr } = spawnSync('npm', ['ci', '--prefix', BENCH, '--no-audit', '--no-fund'], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Problem(
      `npm ci --prefix bench failed:\n${stderr.trim()}\nWithout peers: --only service,naive,floor-send`,
    );
  }
}

/** What was installed there, by package. */
export function peerVersions(): Record<string, string> {
  const { packages } = JSON.parse(readFileSync(join(BENCH, 'package-lock.json'), 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(join(BENCH, 'package.json'), 'utf8'));
  return Object.fromEntries(
    Object.keys(dependencies).map((name) => [name, packages[`node_modules/${name}`].version]),
  );
}
