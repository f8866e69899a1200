import type { BuildOptions } from 'esbuild';

declare const bundling: Omit<BuildOptions, 'plugins'> & {
  /** For serverless-esbuild alone. */
  exclude: string[];
  watch: { pattern: string[] };
  plugins: string;
};
export default bundling;
