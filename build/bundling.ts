import type { BuildOptions } from 'esbuild';
import { leanSdk } from './lean-sdk';
import { ownSourceMaps } from './own-source-maps';
import { templates } from './templates/plugin';

/** What is known of a deployment when it is bundled: what it does not use is not in its bundles. */
export interface Features {
  readonly preferencesPage?: boolean;
}

/** How a handler is bundled: for the package, for the local stack and for the tests alike. */
export const bundlingFor = ({ preferencesPage = false }: Features = {}) =>
  ({
    bundle: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Arabic as it is written: \u0627 and its like are three times as long.
    charset: 'utf8',
    // Module files before CommonJS ones: they can be tree-shaken, which halves the bundle and its cold start.
    mainFields: ['module', 'main'],
    // Read in lib/dependencies.ts; a branch that this closes is left out, with all that only it imports.
    define: { 'process.env.PREFERENCES_PAGE': JSON.stringify(preferencesPage ? '1' : '') },
    plugins: [templates({ preferencesPage }), leanSdk(), ownSourceMaps()],
  }) satisfies BuildOptions;

/** Of a deployment that has nothing but what all have. */
export const bundling = bundlingFor();
