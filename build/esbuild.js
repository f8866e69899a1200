/** How a handler is bundled: for the package, for the local stack and for the tests alike. */
module.exports = {
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
  // The AWS SDK travels in the bundle: pinned by the lockfile, tested, and faster to load than the runtime's copy.
  exclude: [],
  plugins: 'build/esbuild-plugins.js',
  // While the local stack runs: what a function is made of. Saved, it is in the next mail.
  watch: { pattern: ['handlers', 'lib', 'templates'] },
};
