import { parseWithoutProcessing } from '@handlebars/parser';
import type * as ast from './ast';
import { behind, type Place, TemplateError } from './mistake';
import type { Choice, Each, FileNode, Insert, Partial } from './nodes';
import { failureOf } from './parse-failure';

/*
 * The language of the templates, which is a part of Handlebars:
 *   {{field}}  {{t.key}}  {{brand.key}}  {{#if field}} … {{else}} … {{/if}}
 *   {{#each field as |item|}} … {{item.part}} … {{/each}}  {{> partial name="value"}}  {{! comment }}
 * Whatever is inserted is escaped; there is no way to insert it raw.
 */

/** What may be inserted or tested. */
export const PATH = /^(?:(?:t|brand)\.)?[A-Za-z]\w*(?:\.\w+)?$/;

/** What one of a list may be called. */
const ITEM = /^(?!(?:t|brand)$)[a-z]+$/;

/** Of a file: `{{@name}}` is what the partial is given as `name`. */
const FILE_PATH = new RegExp(`^@\\w+$|${PATH.source}`);

const placeAt = (file: string, { line, column }: ast.Position): Place => ({ file, line, column: column + 1 });

const lineAt = (source: string, { line }: Place): string => source.split('\n')[line - 1] ?? '';

/** The tag that begins at a place, on its first line. */
const tagAt = (source: string, place: Place): string =>
  /^[^}]*\}*/.exec(lineAt(source, place).slice(place.column - 1))?.[0] ?? '';

const isPlain = (...strips: ReadonlyArray<ast.StripFlags | undefined>): boolean =>
  strips.every((strip) => !strip?.open && !strip?.close);

const written = (expression: ast.Expression | undefined): string => String(expression?.original ?? '');

/** Two braces between tags belong to a tag that lost one, which would be sent as it stands. */
function withoutBraces(text: string, place: Place): string {
  const braces = /\{\{|\}\}/.exec(text);
  if (!braces) return text;
  const near = text.slice(Math.max(0, braces.index - 20), braces.index + 22).trim();
  throw new TemplateError(
    `a brace is missing, or one too many, at "${near}" (in a style, put a space between two braces)`,
    behind(place, text.slice(0, braces.index)),
  );
}

function program(source: string, file: string): ast.Program {
  try {
    // Without Handlebars' own way with white space: a partial in a line of its own keeps its end of line.
    return parseWithoutProcessing(source) as ast.Program;
  } catch (error) {
    throw failureOf(error, source, file);
  }
}

/**
 * Reads a template.
 *
 * @param path what may be inserted or tested.
 * @throws TemplateError for what is not in the language.
 */
export function parse(source: string, file: string, path = FILE_PATH): FileNode[] {
  function foreign(place: Place): never {
    const tag = tagAt(source, place);
    const raw = /^\{\{[{&]/.test(tag);
    throw new TemplateError(
      raw
        ? `${tag} would insert without escaping, which no template may; write {{…}}`
        : `${tag} is not part of the templates' language`,
      place,
    );
  }

  const nodesOf = (block: ast.Program | undefined): FileNode[] => (block?.body ?? []).map(nodeOf);

  function pathOf(expression: ast.Expression | undefined, place: Place): string {
    const found = written(expression);
    return path.test(found) ? found : foreign(place);
  }

  function insertOf(statement: ast.Mustache, place: Place): Insert {
    const { escaped, params, hash, strip } = statement;
    if (!escaped || params.length > 0 || hash || !isPlain(strip)) foreign(place);
    return { kind: 'insert', path: pathOf(statement.path, place), place };
  }

  function choiceOf(statement: ast.Block, place: Place): Choice<FileNode> {
    const { params, hash, inverse, openStrip, inverseStrip, closeStrip } = statement;
    const isIf = /^\{\{#if(?:\s|$)/.test(tagAt(source, place)) && params.length === 1 && !hash;
    if (!isIf || inverse?.chained || !isPlain(openStrip, inverseStrip, closeStrip)) foreign(place);
    const test = pathOf(params[0], place);
    return { kind: 'choice', path: test, yes: nodesOf(statement.program), no: nodesOf(inverse), place };
  }

  function eachOf(statement: ast.Block, place: Place): Each<FileNode> {
    const { params, hash, program, inverse, openStrip, closeStrip } = statement;
    const [item, ...more] = program?.blockParams ?? [];
    const isPlainEach = params.length === 1 && !hash && !inverse && isPlain(openStrip, closeStrip);
    if (!isPlainEach || item === undefined || more.length > 0 || !ITEM.test(item)) foreign(place);
    return { kind: 'each', path: pathOf(params[0], place), item, body: nodesOf(program), place };
  }

  function partialOf(statement: ast.PartialCall, place: Place): Partial {
    const { name, params, hash, strip } = statement;
    if (params.length > 0 || !isPlain(strip)) foreign(place);
    const values = (hash?.pairs ?? []).map(({ key, value }) => {
      const text = value.type === 'StringLiteral' ? written(value) : foreign(place);
      return [key, withoutBraces(text, placeAt(file, value.loc.start))];
    });
    return { kind: 'partial', name: written(name), values: Object.fromEntries(values), place };
  }

  function nodeOf(statement: ast.Statement): FileNode {
    const place = placeAt(file, statement.loc.start);
    switch (statement.type) {
      case 'ContentStatement':
        return { kind: 'text', text: withoutBraces(statement.value, place), place };
      case 'CommentStatement':
        return { kind: 'comment', place };
      case 'MustacheStatement':
        return insertOf(statement, place);
      case 'BlockStatement':
        return /^\{\{#each\s/.test(tagAt(source, place))
          ? eachOf(statement, place)
          : choiceOf(statement, place);
      case 'PartialStatement':
        return partialOf(statement, place);
      default:
        return foreign(place);
    }
  }

  return nodesOf(program(source, file));
}
