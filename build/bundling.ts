import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { leanSdk } from './lean-sdk';
import { ownSourceMaps } from './own-source-maps';
import { templates } from './templates/plugin';

/** How a handler is bundled: for the package, for the local stack and for the tests alike. */
export const bundling = {
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
  // What google-auth-library asks with. Node.js has it itself; a fetch from npm and its streams are 90 kB.
  alias: { 'node-fetch': join(__dirname, 'global-fetch.ts') },
  plugins: [templates(), leanSdk(), ownSourceMaps()],
} satisfies BuildOptions;
