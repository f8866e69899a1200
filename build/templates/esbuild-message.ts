import type { Message } from 'esbuild';

/** Writes what esbuild found with its place. What was found in a template has its place in the text. */
export const messageText = ({ text, location }: Pick<Message, 'text' | 'location'>): string =>
  location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
