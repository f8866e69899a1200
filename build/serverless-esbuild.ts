import type { BuildOptions, Plugin } from 'esbuild';
import { bundlingFor, CHANNELS, type Features } from './bundling';

/** What serverless-esbuild adds to the options of esbuild. */
interface ServerlessEsbuild extends BuildOptions {
  readonly exclude: string[];
  readonly skipRebuild: boolean;
  readonly watch: { readonly pattern: string[] };
  readonly outputWorkFolder?: string;
}

/** What the local stack wants to be otherwise. */
type Local = Partial<Pick<ServerlessEsbuild, 'outputWorkFolder'>> & { readonly plugins?: readonly Plugin[] };

/** Gives serverless-esbuild its options; it takes a function by its path alone, from `custom.esbuild.config`. */
export default function serverlessEsbuild(serverless: {
  readonly service: {
    readonly custom: {
      readonly esbuild: Local & { readonly config: string };
      readonly stack: { readonly parameters: Features };
    };
  };
}): ServerlessEsbuild {
  const { esbuild, stack } = serverless.service.custom;
  const bundling = bundlingFor(CHANNELS, stack.parameters);
  const { config: _, plugins = [], ...local } = esbuild;
  return {
    ...bundling,
    // The AWS SDK travels in the bundle: pinned by the lockfile, tested, and faster to load than the runtime's copy.
    exclude: [],
    // What esbuild keeps for the next build holds the process: a `serverless package` that failed would never end.
    skipRebuild: true,
    // While the local stack runs: what a function is made of. Saved, it is in the next mail.
    watch: { pattern: ['handlers', 'lib', 'templates'] },
    ...local,
    plugins: [...bundling.plugins, ...plugins],
  };
}
