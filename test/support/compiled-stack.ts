import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly stackTags: unknown;
  /** What the local event source mapping would poll. */
  readonly polled: readonly CompiledMapping[];
  /** The names of the files in each function's zip. */
  readonly zips: Readonly<Record<string, readonly string[]>>;
}

/** Runs `serverless package` in this project. */
export const packageHere = (parameters: Settings['parameters'], stage = 'prod') =>
  runPackage({ parameters, stage }, { project: ROOT });

/** Names in the central directory of a zip. Source: APPNOTE.TXT of PKWARE, 4.3.12. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

/** Compiles a stack as it would be deployed, by the CLI itself. */
export function compileStack(settings: Settings): Promise<CompiledStack> {
  return withFolder(async (folder) => {
    const polled = join(folder, 'polled.json');
    const { code, output } = await runPackage(settings, {
      project: ROOT,
      folder,
      environment: {
        POLLED_MAPPINGS: polled,
        NODE_OPTIONS: `--require tsx/cjs --require ${join(__dirname, 'polled-mappings.ts')}`,
      },
    });
    if (code !== 0) throw new Error(output);
    const { template, tags } = readCompiled(folder);
    const zips = functionsWith({ preferencesPage: settings.parameters.preferencesPage === 'true' }).map(
      ({ name }) => [name, namesIn(readFileSync(join(folder, `${name}.zip`)))],
    );
    return {
      resources: template.Resources as CompiledStack['resources'],
      outputs: template.Outputs,
      stackTags: tags,
      polled: JSON.parse(readFileSync(polled, 'utf8')),
      zips: Object.fromEntries(zips),
    };
  });
}
