import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CompiledMapping } from '../../local/kafka/start-mappings';

const ROOT = join(__dirname, '../..');

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Record<string, unknown>;
}

export interface CompiledStack {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly stackTags: unknown;
  /** What the local event source mapping would poll. */
  readonly polled: readonly CompiledMapping[];
  /** The names of the files in each function's zip. */
  readonly zips: Readonly<Record<string, readonly string[]>>;
}

/** The environment in which the CLI asks nobody who it is. */
const { AWS_REGION: _, AWS_PROFILE: __, ...environment } = process.env;

/** Runs `serverless package` as a user would. @returns the exit code, and what it printed. */
export async function runPackage(
  parameters: Readonly<Record<string, string>>,
  {
    stage = 'prod',
    folder,
    polled,
  }: { readonly stage?: string; readonly folder?: string; readonly polled?: string } = {},
): Promise<{ code: number; output: string }> {
  const args = [
    join(ROOT, 'node_modules/serverless/bin/serverless.js'),
    'package',
    ...['--stage', stage],
    ...(folder ? ['--package', folder] : []),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  ];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: ROOT,
      env: {
        ...environment,
        ...(polled && {
          POLLED_MAPPINGS: polled,
          NODE_OPTIONS: `--require ${join(__dirname, 'polled-mappings.js')}`,
        }),
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

/** Names in the central directory of a zip. Source: APPNOTE.TXT of PKWARE, 4.3.12. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

/** The stack as it would be deployed, compiled by the CLI itself. */
export async function compileStack(
  parameters: Readonly<Record<string, string>>,
  options: { readonly stage?: string } = {},
): Promise<CompiledStack> {
  const folder = mkdtempSync(join(tmpdir(), 'compiled-stack-'));
  try {
    const polled = join(folder, 'polled.json');
    const { code, output } = await runPackage(parameters, { ...options, folder, polled });
    if (code !== 0) throw new Error(output);
    const template = JSON.parse(
      readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')
        // Where a bundle lies has the time of its packaging in it.
        .replaceAll(/\d{13}-\d{4}-[\w.:-]+Z/g, 'TIME'),
    );
    const zips = ['order', 'payment', 'shipment', 'delivery'].map((topic) => {
      const name = `${topic}Notification`;
      return [name, namesIn(readFileSync(join(folder, `${name}.zip`)))];
    });
    const state = JSON.parse(readFileSync(join(folder, 'serverless-state.json'), 'utf8'));
    return {
      resources: template.Resources,
      outputs: template.Outputs,
      stackTags: state.service.provider.stackTags,
      polled: JSON.parse(readFileSync(polled, 'utf8')),
      zips: Object.fromEntries(zips),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
