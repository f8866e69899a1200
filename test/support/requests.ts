import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../../build/bundling';
import { ROOT } from './docs';

/** Finds the requests to AWS in the files of this project that are in the bundle of a handler: `PutItem`, `SendEmail`. */
export async function requestsOf(handler: string): Promise<string[]> {
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: ROOT,
    entryPoints: [`handlers/${handler}.ts`],
    outdir: 'x',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const files = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file, { bytesInOutput }]) => file.startsWith('lib/') && bytesInOutput > 0);
  const requests = files.flatMap(([file]) =>
    Array.from(
      readFileSync(join(ROOT, file), 'utf8').matchAll(/new (\w+)Command\(/g),
      ([, name]) => name ?? '',
    ),
  );
  return [...new Set(requests)].sort();
}
