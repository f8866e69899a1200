import type { Message } from 'esbuild';

/** Writes what esbuild found with its place. What a plugin found says in its text where that is. */
export const messageText = ({ pluginName, text, location }: Message): string =>
  location && pluginName === '' ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
