import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const MAP = JSON.stringify({ version: 3, sources: [''], mappings: 'AAAA' });
const COMMENT = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(MAP).toString('base64')}`;

/**
 * For esbuild: packages come with an empty source map, so that a bundle's map is that of our own files. Node.js reads
 * the whole map while a function starts, and what one looks for in a stack trace is a line of ours.
 */
export const ownSourceMaps = (): Plugin => ({
  name: 'own-source-maps',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.m?js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8') + COMMENT,
      loader: 'js',
    }));
  },
});
