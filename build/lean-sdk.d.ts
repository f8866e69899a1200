import type { Plugin } from 'esbuild';

export function leanSdk(): Plugin;
