import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundlingFor } from '../build/bundling';

const require = createRequire(__filename);

const ROOT = join(__dirname, '..');

/**
 * Bundles an entry as the functions are bundled, and runs it here: what says something to a customer imports templates, which only
 * the bundler can compile. @returns what it exports
 *
 * @throws an error whose message says what is wrong in which template, language or the brand.
 */
export async function exportsOf<T>(
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin' | 'plugins'>,
): Promise<Partial<T>> {
  const result = await build({
    ...bundlingFor(['email', 'sms', 'push']),
    absWorkingDir: ROOT,
    ...entry,
    sourcemap: false,
    write: false,
    logLevel: 'silent',
  }).catch((error) => {
    const problems = error.errors?.map(({ text }: { text: string }) => text);
    throw problems ? new Error(problems.join('\n')) : error;
  });
  const module: { exports: Partial<T> } = { exports: {} };
  new Function('module', 'exports', 'require', result.outputFiles[0]?.text ?? '')(
    module,
    module.exports,
    require,
  );
  return module.exports;
}
