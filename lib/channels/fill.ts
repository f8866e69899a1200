import { isolate } from './bidi';

export const PLACEHOLDER = /\{(\w+)\}/g;

/** Fills the `{placeholders}` of a text, each value isolated from the direction of the text. Escapes nothing. */
export const fill = (
  text: string,
  direction: 'ltr' | 'rtl',
  valueOf: (name: string) => string | undefined,
): string => text.replace(PLACEHOLDER, (_, name) => isolate(valueOf(name) ?? '', direction));

/** Shortens the middle: orders of one shop tend to begin alike, and their ends tell them apart. */
export function shortened(value: string, most: number, mark = '…'): string {
  const characters = Array.from(value);
  if (characters.length <= most) return value;
  const kept = most - mark.length;
  const head = Math.ceil(kept / 2);
  return `${characters.slice(0, head).join('')}${mark}${characters.slice(characters.length - (kept - head)).join('')}`;
}
