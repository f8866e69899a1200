import { isolate } from './bidi';

export const PLACEHOLDER = /\{(\w+)\}/g;

/** Fills the `{placeholders}` of a text, each value isolated from the direction of the text. Escapes nothing. */
export const fill = (
  text: string,
  direction: 'ltr' | 'rtl',
  valueFor: (name: string) => string | undefined,
): string => text.replace(PLACEHOLDER, (_, name) => isolate(valueFor(name) ?? '', direction));

/** Shortens the middle: orders of one shop tend to begin alike, and their ends tell them apart. */
export function shorten(value: string, most: number): string {
  const characters = Array.from(value);
  if (characters.length <= most) return value;
  const head = Math.ceil((most - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (most - 1 - head)).join('')}`;
}
