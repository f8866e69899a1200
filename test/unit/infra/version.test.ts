import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versionOf } from '../../../infra/version';

let folder: string;

/** Runs git as somebody whose settings change nothing. */
const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=A', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim();

const commit = (text: string) => {
  writeFileSync(join(folder, 'file'), text);
  git('add', '.');
  git('commit', '-m', text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'version-'));
  writeFileSync(join(folder, 'package.json'), '{"version": "1.2.3"}');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is the tag of a release', () => {
  git('init');
  commit('one');
  git('tag', 'v1.3.0');

  expect(versionOf(folder)).toBe('v1.3.0');
});

it('says how many commits later it is, at which commit, and whether something was changed since', () => {
  git('init');
  commit('one');
  git('tag', '-a', 'v1.3.0', '-m', 'release');
  git('tag', 'tried-on-monday');
  commit('two');
  const hash = git('rev-parse', '--short', 'HEAD');

  expect(versionOf(folder)).toBe(`v1.3.0-1-g${hash}`);

  writeFileSync(join(folder, 'file'), 'three');

  expect(versionOf(folder)).toBe(`v1.3.0-1-g${hash}-dirty`);
});

it('is the commit where there is no release', () => {
  git('init');
  commit('one');

  expect(versionOf(folder)).toBe(git('rev-parse', '--short', 'HEAD'));
});

it('is that of the package where there is no commit', () => {
  git('init');

  expect(versionOf(folder)).toBe('v1.2.3');
});

it('is that of the package in an archive, whatever checkout it was unpacked into', () => {
  git('init');
  commit('one');
  const inner = join(folder, 'unpacked');
  mkdirSync(inner);
  writeFileSync(join(inner, 'package.json'), '{"version": "2.0.0"}');

  expect(versionOf(inner)).toBe('v2.0.0');
});
