import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from './deployments';

export interface PackageOptions {
  /** The project to package: this one, or another version of it. */
  readonly project: string;
  /** Where the templates and the bundles go; by default where the CLI puts them. */
  readonly folder?: string;
  /** Variables of the CLI's process beside those of this one. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** An environment in which the CLI asks for no credentials. */
const { AWS_REGION: _, AWS_DEFAULT_REGION: ___, AWS_PROFILE: __, ...ENVIRONMENT } = process.env;

/** Runs `serverless package` as a user would. @returns the exit code, and what it printed. */
export async function runPackage(
  { stage, parameters }: Settings,
  { project, folder, environment }: PackageOptions,
): Promise<{ code: number; output: string }> {
  const args = [
    join(project, 'node_modules/serverless/bin/serverless.js'),
    'package',
    ...['--stage', stage],
    ...(folder ? ['--package', folder] : []),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  ];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: project,
      env: {
        ...ENVIRONMENT,
        // Only what is given here decides, whatever stages this checkout deploys.
        STAGES_FOLDER: 'none',
        ...environment,
        AWS_EC2_METADATA_DISABLED: 'true',
        SLS_INTERACTIVE_SETUP_ENABLE: '0',
      },
      timeout: 90_000,
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

/** The path of a bundle contains the time when it was packaged. */
const PACKAGING_TIME = /\d{13}-\d{4}-[\w.:-]+Z/g;

/** A compiled stack: the template, and the tags that the CLI gives to what it makes. */
export interface Compiled {
  readonly template: {
    readonly Resources: Readonly<Record<string, object>>;
    readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
    readonly Metadata?: unknown;
  };
  readonly tags: Readonly<Record<string, string>>;
}

/** Takes the version out of a template: it differs between any two commits. Those before there were versions have none. */
function withoutVersion(template: Compiled['template']): Compiled['template'] {
  const version = JSON.stringify(template.Outputs.Version?.Value);
  return version ? JSON.parse(JSON.stringify(template).replaceAll(version, '"VERSION"')) : template;
}

/** Reads what `serverless package` left in a folder, without what differs between any two runs or commits. */
export function readCompiled(folder: string): Compiled {
  const read = (file: string) =>
    JSON.parse(readFileSync(join(folder, file), 'utf8').replaceAll(PACKAGING_TIME, 'TIME'));
  return {
    template: withoutVersion(read('cloudformation-template-update-stack.json')),
    tags: read('serverless-state.json').service.provider.stackTags,
  };
}

/** Makes a folder for the packages of one run, and removes it afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'compiled-stack-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compiles a stack as it would be deployed. @throws with the output of the CLI, when it refuses. */
export function compile(settings: Settings, project: string): Promise<Compiled> {
  return withFolder(async (folder) => {
    const { code, output } = await runPackage(settings, { project, folder });
    if (code !== 0) throw new Error(output);
    return readCompiled(folder);
  });
}

/** Takes from a deployment the parameters that a version refused to know. @param output what the CLI printed */
export function withoutUnknown(
  { stage, parameters }: Settings,
  output: string,
): { known: Settings; unknown: string[] } {
  const unknown = Array.from(
    output.matchAll(/^(\w+): there is no such parameter/gm),
    ([, name = '']) => name,
  );
  const rest = Object.entries(parameters).filter(([name]) => !unknown.includes(name));
  return { known: { stage, parameters: Object.fromEntries(rest) }, unknown };
}
