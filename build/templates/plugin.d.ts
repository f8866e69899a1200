import type { Plugin } from 'esbuild';

export function templates(options?: { readonly pseudo?: boolean }): Plugin;
