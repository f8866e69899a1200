import * as z from 'zod/mini';
import { trim } from './trim';

let graphemes: Intl.Segmenter | undefined;

/** Cuts between two characters as people count them, and shows that it did. */
function cut(value: string, max: number): string {
  if (value.length <= max) return value;
  graphemes ??= new Intl.Segmenter();
  const kept = trim(value.slice(0, graphemes.segment(value).containing(max - 1)?.index));
  return kept && `${kept}…`;
}

/** What is seen of most texts; the other pattern costs more to make. */
const ASCII = /[!-~]/;
/** Neither control nor space nor filler. Hangul's fillers are letters that are ignored, Braille's is a symbol. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Lone surrogates replaced, control characters other than line breaks and tabs taken out. */
const clean = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

const readable = (max: number, tidied: (value: string) => string) =>
  z.pipe(
    z.string({ error: `a string, which is cut after ${max} characters` }),
    z.transform((value) => {
      const shown = cut(trim(tidied(value)), max);
      return ASCII.test(shown) || VISIBLE.test(shown) ? shown : undefined;
    }),
  );

/** Text for people, on several lines; `undefined` where nothing of it can be seen. */
export const text = (max: number) => readable(max, clean);

/** Text that stays on one line, such as a name. */
export const line = (max: number) => readable(max, (value) => clean(value).replace(/\s+/gu, ' '));
