import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { leanSdk } from './lean-sdk';
import { ownSourceMaps } from './own-source-maps';
import { templates } from './templates/plugin';

/** What a deployment may have beside e-mail, and what the code asks for it: a constant, so that esbuild leaves out what it has not. */
const DEFINES: Readonly<Record<string, string>> = {
  sms: 'process.env.CHANNEL_SMS',
  push: 'process.env.CHANNEL_PUSH',
};

/** Which channels a deployment has: `email,sms,push`. */
export const CHANNELS = (process.env.CHANNELS || 'email').split(',');

/** @throws Error for a channel that there is not. */
function definesOf(channels: readonly string[]): Record<string, string> {
  const unknown = channels.find((channel) => channel !== 'email' && !(channel in DEFINES));
  if (unknown !== undefined) {
    throw new Error(`channels: expected email, ${Object.keys(DEFINES).join(', ')}, found "${unknown}"`);
  }
  return Object.fromEntries(
    Object.entries(DEFINES).map(([channel, name]) => [name, channels.includes(channel) ? '"on"' : '""']),
  );
}

/** What a deployment may have beside its channels. */
export interface Features {
  readonly preferencesPage?: boolean;
}

/** How a handler is bundled for these channels and features: for the package, for the local stack and for the tests alike. */
export const bundlingFor = (channels: readonly string[], { preferencesPage = false }: Features = {}) =>
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
    // What google-auth-library asks with. Node.js has it itself; a fetch from npm and its streams are 90 kB.
    alias: { 'node-fetch': join(__dirname, 'global-fetch.ts') },
    define: {
      ...definesOf(channels),
      'process.env.PREFERENCES_PAGE': preferencesPage ? '"on"' : '""',
    },
    plugins: [templates({ preferencesPage }), leanSdk(), ownSourceMaps()],
  }) satisfies BuildOptions;

export const bundling = bundlingFor(CHANNELS);
