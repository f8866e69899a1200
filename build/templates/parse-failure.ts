import { behind, TemplateError } from './mistake';

/** What the parser throws: by itself with `hash`, or from a check of its own with a line. */
interface ParseFailure {
  readonly hash?: {
    readonly token: string;
    readonly loc: { readonly last_line: number; readonly last_column: number };
  };
  readonly lineNumber?: number;
  readonly column?: number;
}

/** The token that the parser did not expect, in the words of the templates' language. */
const UNEXPECTED: Readonly<Record<string, string>> = {
  OPEN_ENDBLOCK: '{{/if}} without its {{#if}}',
  INVERSE: '{{else}} without its {{#if}}',
};

/** Finds the `{{#if}}` or `{{#each}}` that misses its end. The parser only says that the file is over. */
function unclosedBlock(source: string): { readonly tag: string; readonly index: number } | undefined {
  const open: Array<{ tag: string; index: number }> = [];
  for (const { 0: tag, index } of source.matchAll(/\{\{#(?:if|each) [^}]*\}\}|\{\{\/(?:if|each)\}\}/g)) {
    if (tag.startsWith('{{/')) open.pop();
    else open.push({ tag, index });
  }
  return open.at(-1);
}

function positionOf({ hash, lineNumber, column }: ParseFailure) {
  // The place of a token that was not expected is the end of the one before.
  if (hash) return { line: hash.loc.last_line, column: hash.loc.last_column + 1 };
  return { line: lineNumber ?? 1, column: (column ?? 0) + 1 };
}

/** Says in the words of the templates' language why the parser refused a file, and where. */
export function failureOf(cause: unknown, source: string, file: string): TemplateError {
  const failure = cause as ParseFailure;
  const unclosed = failure.hash?.token === 'EOF' ? unclosedBlock(source) : undefined;
  if (unclosed) {
    const place = behind({ file, line: 1, column: 1 }, source.slice(0, unclosed.index));
    return new TemplateError(`${unclosed.tag} is not closed`, place, { cause });
  }
  const place = { file, ...positionOf(failure) };
  const line = source.split('\n')[place.line - 1] ?? '';
  const near = line.slice(Math.max(0, place.column - 25), place.column + 25).trim();
  const problem =
    UNEXPECTED[failure.hash?.token ?? ''] ??
    `a brace is missing, or this is not part of the templates' language: "${near}"`;
  return new TemplateError(problem, place, { cause });
}
