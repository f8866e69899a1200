import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundling } from '../../build/bundling';
import { templates } from '../../build/templates/plugin';
import { FUNCTIONS } from '../../infra/functions';

import { SUBJECTS, type SubjectName } from '../subjects';

const ROOT = join(__dirname, '../..');
export const BUILT = join(ROOT, '.build/bench');

const BARE = /^[^./]/;

/** A peer gets the project's own AWS SDK and zod, also where its packages brought others. */
const sameVersions: Plugin = {
  name: 'same-versions',
  setup({ onResolve, resolve }) {
    onResolve({ filter: BARE }, async ({ path, kind, resolveDir, pluginData }) => {
      const isRepeat = pluginData === sameVersions;
      if (isRepeat || isAbsolute(path) || !resolveDir.includes(join('bench', 'node_modules')))
        return undefined;
      const found = await resolve(path, { kind, resolveDir: ROOT, pluginData: sameVersions });
      return found.errors.length === 0 ? found : undefined;
    });
  },
};

export interface Bundle {
  readonly file: string;
  /** Minified, without its source map. */
  readonly bytes: number;
  /** Of those, by npm package; the project's own files are `.`. */
  readonly packages: Readonly<Record<string, number>>;
}

const packageOf = (file: string): string => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? '.';

function bytesByPackage(inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>) {
  const bytes: Record<string, number> = {};
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(file);
    if (bytesInOutput > 0) bytes[name] = (bytes[name] ?? 0) + bytesInOutput;
  }
  return bytes;
}

/** What another team's bundle would have: the mails, which are the same for all, and no more. */
const PEERS = [templates(), sameVersions];

/** The floor's mail is made while it is bundled, so that it starts without schemas and templates. */
const finishedMail: Plugin = {
  name: 'finished-mail',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]bench[\\/]floors[\\/]mail\.ts$/ }, async () => {
      const { file } = await bundle('bench/floors/mail.ts', 'floor-mail', PEERS);
      return { contents: JSON.stringify(require(file)), loader: 'json' };
    });
  },
};

/** The floor carries nothing that the service has left out. */
const PLUGINS: Partial<Record<SubjectName, readonly Plugin[]>> = {
  service: bundling.plugins,
  'floor-send': [...bundling.plugins, finishedMail],
};

async function bundle(entry: string, name: string, pluginsOfIt: readonly Plugin[]): Promise<Bundle> {
  const file = join(BUILT, `${name}.js`);
  const { metafile } = await build({
    ...bundling,
    plugins: [...pluginsOfIt],
    entryPoints: [join(ROOT, entry)],
    outfile: file,
    metafile: true,
    // Of Powertools' Kafka consumer, for values that are not JSON.
    external: ['avro-js', 'protobufjs'],
    logLevel: 'error',
  });
  const [output] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  return { file, bytes: statSync(file).size, packages: bytesByPackage(output?.inputs ?? {}) };
}

/** The process that is measured. */
export const bundleChild = (): Promise<Bundle> => bundle('bench/measure/child.ts', 'child', []);

/** One instance of the service, for the rate. */
export const bundleInstance = (): Promise<Bundle> => bundle('bench/rate/instance.ts', 'instance', []);

export async function bundleAll(names: readonly SubjectName[]) {
  const child = await bundleChild();
  const subjects = new Map<SubjectName, Bundle>();
  for (const name of names)
    subjects.set(name, await bundle(SUBJECTS[name].entry, name, PLUGINS[name] ?? PEERS));
  return { child, subjects };
}

/** Every function that a topic feeds, by the name of its file; without its path, which is this machine's. */
export async function bundleFunctions(): Promise<Record<string, Omit<Bundle, 'file'>>> {
  const bundles: Record<string, Omit<Bundle, 'file'>> = {};
  for (const { file } of FUNCTIONS) {
    const { bytes, packages } = await bundle(`handlers/${file}.ts`, `functions/${file}`, bundling.plugins);
    bundles[file] = { bytes, packages };
  }
  return bundles;
}
