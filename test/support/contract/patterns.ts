/** JSON Schema, draft 7: what AsyncAPI takes without another parser. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What `trim` takes off, and what can be seen nowhere. The characters themselves: not every engine has names for them. */
export const EDGE = '\t-\r \u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff';
export const SPACE = ' \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000';
export const HIDDEN =
  '\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb';

export const NULL: JsonSchema = { type: 'null' };
/** An id is taken as it is, so only an empty one is absent; of other fields, blank ones are. */
export const EMPTY: JsonSchema = { const: '' };
/** Something that is not absent. */
export const THERE: JsonSchema = { type: 'string', pattern: `[^${EDGE}]` };
export const BLANK: JsonSchema = { type: 'string', not: { pattern: `[^${EDGE}]` } };

/**
 * A text of this pattern and no other. `$` is not the end everywhere: in Python, Java and .NET a line break may stand behind it. Source:
 * java.util.regex.Pattern, "Line terminators".
 * @param butNot pattern of what is refused all the same
 */
export const exactly = (pattern: string, butNot?: string, ends = '\n\r\u0085\u2028\u2029'): JsonSchema => ({
  type: 'string',
  pattern: `^(?:${pattern})$`,
  not: { pattern: [...(butNot ? [butNot] : []), `[${ends}]$`].join('|') },
});

export const atEnds = (pattern: string): string => `[${EDGE}]*(?:${pattern})[${EDGE}]*`;

/** With what `trim` takes off around it: all line breaks but one. */
export const trimmed = (pattern: string, butNot?: string): JsonSchema =>
  exactly(atEnds(pattern), butNot, '\u0085');

export const words = (text: string): string[] => text.split(' ');

/** In any case, as a pattern that needs no flag. */
export const word = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);

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
 * and quantifiers. In a set, Java reads `[` and `&&`, and fastjsonschema takes any `$` for the end. Source: JSON Schema draft 7, 4.3, "Regular
 * Expressions"; RE2 takes at most 1000 repetitions.
 */
const TOKEN =
  /^(?:\^|\$|\||\(\?:|\)|[*+?]|\{\d{1,3}(?:,\d{0,3})?\}|\[\^?(?:(?!&&|--|~~|\|\|)[^\\[\]$]|\\[[$])+\]|\\[.]|[^\\^$.|()[\]{}*+?])$/u;
const TOKENS = /\[\^?(?:[^\\\]]|\\.)+\]|\(\?[^)]?|\\.|\{[^}]*\}|./gsu;

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

/** A schema and all that are in it. */
export function partsOf(schema: unknown): JsonSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return [{ ...schema }, ...Object.values(schema).flatMap(partsOf)];
}

/** The patterns of a schema that not every engine takes. */
export const unportable = (schema: unknown): string[] =>
  partsOf(schema).flatMap(({ pattern }) =>
    typeof pattern === 'string' && !isPortable(pattern) ? [pattern] : [],
  );
