import type { BuildOptions } from 'esbuild';

declare const bundling: BuildOptions & { exclude: string[] };
export default bundling;
