/** What is seen nowhere, or changes the direction of a line, stands as an escape in the file. */
const UNSEEN = /(?![ \n])[\p{C}\p{Z}]/gu;

const escaped = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

export const jsonOf = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(UNSEEN, escaped)}\n`;

/**
 * What patterns may be made of, so that RE2, Python, Java and .NET read them alike: characters, sets of them, groups, alternatives, anchors
 * and quantifiers. Source: JSON Schema draft 7, 4.3, "Regular Expressions"; RE2 takes at most 1000 repetitions.
 */
const TOKEN =
  /^(?:\^|\$|\||\(\?:|\)|[*+?]|\{\d{1,3}(?:,\d{0,3})?\}|\[\^?(?:[^\\[\]]|\[)+\]|\\[.]|[^\\^$.|()[\]{}*+?])$/u;
const TOKENS = /\[\^?(?:[^\\\]])+\]|\(\?[^)]?|\\.|\{[^}]*\}|./gsu;

const isPortable = (pattern: string): boolean =>
  (pattern.match(TOKENS) ?? []).every((token) => TOKEN.test(token)) && isRegular(pattern);

/** Also without the flag for Unicode, as many engines read it. */
function isRegular(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== '' && new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

/** The patterns of a schema that not every engine takes. */
export function unportable(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) =>
    keyword === 'pattern' && typeof value === 'string'
      ? [value].filter((one) => !isPortable(one))
      : unportable(value),
  );
}
