import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { requireClosed } from './elements';
import { behind, type Place, TemplateError } from './mistake';
import type { Choice, Each, FileNode, Insert, Node, Partial, Text } from './nodes';
import { PATH, parse } from './syntax';

export const TEMPLATES = join(__dirname, '../../templates');

const SHORT_KINDS = ['sms', 'push'] as const;

/** A text message or a push; the ending of its template. */
export type ShortKind = (typeof SHORT_KINDS)[number];

/** Deeper than any partial needs to be. */
const MOST_DEPTH = 10;

/** Lists the names of all mails. */
export const mails = (folder = TEMPLATES): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjml'))
    .map((file) => basename(file, '.mjml'));

/** Lists all text messages and pushes: `['order', 'sms']` is `order.sms`. */
export const shorts = (folder = TEMPLATES): Array<readonly [string, ShortKind]> =>
  SHORT_KINDS.flatMap((kind) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(`.${kind}`))
      .map((file) => [basename(file, `.${kind}`), kind] as const),
  );

/** What a partial was given under one name. */
interface Argument {
  readonly text: string;
  isUsed: boolean;
}

type Arguments = ReadonlyMap<string, Argument>;

function withArguments(text: string, given: Arguments): string {
  return text.replace(/@(\w+)/g, (written, name) => {
    const argument = given.get(name);
    if (argument === undefined) return written;
    argument.isUsed = true;
    return argument.text;
  });
}

/** Cuts a text where an argument is put in, so that each part keeps its place. */
function textsOf({ text, place }: Text, given: Arguments): Text[] {
  let at = place;
  return text.split(/(@\w+)/).map((part) => {
    const node: Text = { kind: 'text', text: withArguments(part, given), place: at };
    at = behind(at, part);
    return node;
  });
}

/**
 * Reads a mail with its partials put in: `{{> row label="t.carrier" value="carrier"}}` is `partials/row.mjml`, with
 * `label` and `value` for its `@label` and `@value`. A partial sees what those around it were given, too.
 *
 * @param extension `mjml` or `txt`: the mail `order` is `order.mjml` and `order.txt`, each in the layout of its kind.
 */
export function readMail(folder: string, mail: string, extension: 'mjml' | 'txt'): Node[] {
  function nodesOf(file: string, given: Arguments, around: readonly Partial[]): Node[] {
    const source = readFileSync(file, 'utf8').trimEnd();
    const start = { file: join('templates', relative(folder, file)), line: 1, column: 1 };
    if (source === '') throw new TemplateError('is empty', start);
    const nodes = parse(source, start.file);
    if (extension === 'mjml') requireClosed(source, start);
    return put(nodes, given, around);
  }

  function put(nodes: readonly FileNode[], given: Arguments, around: readonly Partial[]): Node[] {
    return nodes.flatMap((written): Node[] => {
      const node = { ...written, place: { ...written.place, inside: around[0]?.place } };
      if (node.kind === 'text') return textsOf(node, given);
      if (node.kind === 'comment') return [node];
      if (node.kind === 'partial') return partial(node, given, around);
      const path = pathOf(node, given, around);
      if (node.kind === 'insert') return [{ ...node, path }];
      if (node.kind === 'each') return [{ ...node, path, body: put(node.body, given, around) }];
      return [{ ...node, path, yes: put(node.yes, given, around), no: put(node.no, given, around) }];
    });
  }

  function pathOf(
    { path, place }: Insert | Choice<FileNode> | Each<FileNode>,
    given: Arguments,
    around: readonly Partial[],
  ) {
    const found = withArguments(path, given);
    requireArguments(found, path, place, around);
    if (PATH.test(found)) return found;
    throw new TemplateError(`{{${found}}} is not part of the templates' language`, place);
  }

  function partial(node: Partial, given: Arguments, around: readonly Partial[]): Node[] {
    const name = withArguments(node.name, given);
    requireArguments(name, `> ${node.name}`, node.place, around);
    const isMail = name === 'mail';
    const file = isMail
      ? join(folder, `${mail}.${extension}`)
      : join(folder, 'partials', `${name}.${extension}`);
    if (!existsSync(file)) {
      throw new TemplateError(`{{> ${name}}}: there is no ${relative(folder, file)}`, node.place);
    }
    if (around.length > MOST_DEPTH)
      throw new TemplateError('partials within partials without end', node.place);
    const own = Object.entries(node.values).map(
      ([key, value]) => [key, { text: withArguments(value, given), isUsed: false }] as const,
    );
    const nodes = nodesOf(file, new Map([...given, ...own]), isMail ? [] : [{ ...node, name }, ...around]);
    const surplus = own.find(([, { isUsed }]) => !isUsed);
    if (surplus) throw new TemplateError(`{{> ${name}}} has no use for ${surplus[0]}="…"`, node.place);
    return nodes;
  }

  return nodesOf(join(folder, 'partials', `layout.${extension}`), new Map(), []);
}

/** Sees that every argument is there. @throws TemplateError at the partial of the mail that misses one. */
function requireArguments(found: string, tag: string, place: Place, around: readonly Partial[]): void {
  const [, missing] = /@(\w+)/.exec(found) ?? [];
  const outermost = around.at(-1);
  if (missing === undefined || outermost === undefined) return;
  const problem = new TemplateError(`{{${tag}}}`, place).message;
  throw new TemplateError(
    `{{> ${outermost.name}}} misses ${missing}="…", for\n  ${problem}`,
    outermost.place,
  );
}
