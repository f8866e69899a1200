import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, messageOf, Problem, parseCommandLine, run, UsageError } from './command';
import { type Compiled, compile, withFolder, withoutUnknown } from './stacks/compile';
import { DEPLOYMENTS, type Settings } from './stacks/deployments';
import { differences } from './stacks/differences';
import { plural } from './text';

const ROOT = join(__dirname, '..');

const HELP = `Shows what a change does to the compiled stacks.

Usage: npm run stack-diff -- [<git ref>]

  <git ref>   the commit, branch or tag to compare the working tree with (default: HEAD)
  -h, --help  print this text

Compiles ${Object.keys(DEPLOYMENTS).join(', ')} on both sides. Prints each resource, output and tag that differs, and
below it each property: + new, - gone, ~ changed. Ends with 0 when nothing differs, with ${EXIT.differs} when something does, and
with 1 when it could not compare. The commit is compiled with the packages that are installed now, and without the
parameters that it does not know.
`;

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Gives out a second working tree of the repository, at a commit. */
async function withCommit<T>(ref: string, use: (project: string) => Promise<T>): Promise<T> {
  let commit: string;
  try {
    commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim();
  } catch {
    throw new UsageError(`There is no commit ${JSON.stringify(ref)}.`);
  }
  return withFolder(async (folder) => {
    const project = join(folder, 'project');
    git('worktree', 'add', '--detach', project, commit);
    try {
      if (!existsSync(join(project, 'node_modules')))
        symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
      return await use(project);
    } finally {
      git('worktree', 'remove', '--force', project);
    }
  });
}

async function main(args: string[]): Promise<number> {
  const { positionals } = parseCommandLine({ args, allowPositionals: true });
  const [ref = 'HEAD', ...others] = positionals;
  if (others.length > 0) throw new UsageError(`Expected one commit, found ${positionals.join(' ')}.`);
  const differ = await withCommit(ref, (project) => reportAll(ref, project));
  return differ ? EXIT.differs : EXIT.ended;
}

/** Compares every deployment and prints what differs. @returns whether anything does. */
async function reportAll(ref: string, project: string): Promise<boolean> {
  let differ = false;
  for (const [name, settings] of Object.entries(DEPLOYMENTS)) {
    const { before, known, unknown } = await compiledBefore(name, ref, project, settings);
    if (unknown.length > 0)
      process.stdout.write(`${name}: without ${unknown.join(', ')}, which ${ref} does not know\n`);
    const after = await compiled(name, 'the working tree', ROOT, known);
    const lines = differences(before, after);
    const same = `the same (${plural(Object.keys(after.template.Resources).length, 'resource')})`;
    const text = [`${name}: ${lines.length > 0 ? 'differs' : same}`, ...lines.map((line) => `  ${line}`)];
    process.stdout.write(`${text.join('\n')}\n`);
    differ ||= lines.length > 0;
  }
  return differ;
}

/** Compiles a deployment at the commit; where that refuses parameters that came later, without them. */
async function compiledBefore(name: string, ref: string, project: string, settings: Settings) {
  try {
    return { before: await compile(settings, project), known: settings, unknown: [] };
  } catch (error) {
    const { known, unknown } = withoutUnknown(settings, messageOf(error));
    return { before: await compiled(name, ref, project, known), known, unknown };
  }
}

async function compiled(name: string, where: string, project: string, settings: Settings): Promise<Compiled> {
  try {
    return await compile(settings, project);
  } catch (error) {
    throw new Problem(`${name} does not compile at ${where}:\n${messageOf(error)}`);
  }
}

run('stack-diff', main, HELP);
