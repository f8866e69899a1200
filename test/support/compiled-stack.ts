import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { functionsWith } from '../../infra/functions';
import type { CompiledMapping } from '../../local/kafka/start-mappings';
import { readCompiled, runPackage, withFolder } from '../../tools/stacks/compile';
import type { Settings } from '../../tools/stacks/deployments';

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
  /** What the stack says of itself. */
  readonly metadata: unknown;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly stackTags: unknown;
  /** What the local event source mapping would poll. */
  readonly polled: readonly CompiledMapping[];
  /** The files in each function's zip, by their names. */
  readonly zips: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Runs `serverless package` in this project. */
export const packageHere = (
  parameters: Settings['parameters'],
  environment: Readonly<Record<string, string>> = {},
) => runPackage({ parameters, stage: 'prod' }, { project: ROOT, environment });

/**
 * Reads the files of a zip, by the entries of its central directory. Source: APPNOTE.TXT of PKWARE, 4.3.7, 4.3.12: the header in
 * front of each file has a length of its own for what it adds.
 */
function filesIn(zip: Buffer): Record<string, string> {
  const files: Record<string, string> = {};
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 46)) {
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    files[name] = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20))).toString();
  }
  return files;
}

/** Compiles a stack as it would be deployed, by the CLI itself. */
export function compileStack(
  settings: Settings,
  environment: Readonly<Record<string, string>> = {},
): Promise<CompiledStack> {
  return withFolder(async (folder) => {
    const polled = join(folder, 'polled.json');
    const { code, output } = await runPackage(settings, {
      project: ROOT,
      folder,
      environment: {
        ...environment,
        POLLED_MAPPINGS: polled,
        NODE_OPTIONS: `--require tsx/cjs --require ${join(__dirname, 'polled-mappings.ts')}`,
      },
    });
    if (code !== 0) throw new Error(output);
    const { template, tags } = readCompiled(folder);
    const zips = functionsWith({ preferencesPage: settings.parameters.preferencesPage === 'true' }).map(
      ({ name }) => [name, filesIn(readFileSync(join(folder, `${name}.zip`)))],
    );
    return {
      resources: template.Resources as CompiledStack['resources'],
      metadata: template.Metadata,
      outputs: template.Outputs,
      stackTags: tags,
      polled: JSON.parse(readFileSync(polled, 'utf8')),
      zips: Object.fromEntries(zips),
    };
  });
}
