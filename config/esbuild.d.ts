import type { BuildOptions } from 'esbuild';

declare const bundling: Omit<BuildOptions, 'plugins'> & { exclude: string[]; plugins: string };
export default bundling;
