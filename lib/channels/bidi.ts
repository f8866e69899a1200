/** Embeddings, overrides and isolates of Unicode: in a value they could reorder what is written around it. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Letters that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

export const withoutControls = (value: string): string => value.replace(CONTROLS, '');

/**
 * Keeps the direction of a value from changing the text around it. Without this, "12-34" in an Arabic sentence reads
 * "34-12". A value that could do no harm stays as it is, because some programs show the marks.
 *
 * Source: Unicode Standard Annex 9, 2.4 and 2.7.
 */
export function isolate(value: string, direction: 'ltr' | 'rtl'): string {
  const clean = withoutControls(value);
  if (direction === 'ltr' && !RIGHT_TO_LEFT.test(clean)) return clean;
  return FIRST_STRONG_ISOLATE + clean + POP_ISOLATE;
}
