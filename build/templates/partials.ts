import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { behind, type Place, TemplateError } from './mistake';
import type { FileNode, Node, Partial, Text } from './nodes';
import { PATH, parse } from './syntax';

export const TEMPLATES = join(__dirname, '../../templates');

/** Deeper than any partial needs to be. */
const MOST_DEPTH = 10;

/** Lists the names of all mails. */
export const mails = (folder = TEMPLATES): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjml'))
    .map((file) => basename(file, '.mjml'));

type Values = Readonly<Record<string, string>>;

const withValues = (text: string, values: Values): string =>
  text.replace(/@(\w+)/g, (written, name) => values[name] ?? written);

/** Cuts a text where a value is put in, so that each part keeps its place. */
function textsOf({ text, place }: Text, values: Values): Text[] {
  let at = place;
  return text.split(/(@\w+)/).map((part) => {
    const node: Text = { kind: 'text', text: withValues(part, values), place: at };
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
  function nodesOf(file: string, values: Values, inside: readonly Place[]): Node[] {
    const name = join('templates', relative(folder, file));
    return put(parse(readFileSync(file, 'utf8').trimEnd(), name), values, inside);
  }

  function put(nodes: readonly FileNode[], values: Values, inside: readonly Place[]): Node[] {
    return nodes.flatMap((written): Node[] => {
      const node = { ...written, place: { ...written.place, inside: inside[0] } };
      if (node.kind === 'text') return textsOf(node, values);
      if (node.kind === 'comment') return [node];
      if (node.kind === 'partial') return partial(node, values, inside);
      const path = withValues(node.path, values);
      if (!PATH.test(path))
        throw new TemplateError(`{{${path}}} is not part of the templates' language`, node.place);
      if (node.kind === 'insert') return [{ ...node, path }];
      return [{ ...node, path, yes: put(node.yes, values, inside), no: put(node.no, values, inside) }];
    });
  }

  function partial(node: Partial, values: Values, inside: readonly Place[]): Node[] {
    const name = withValues(node.name, values);
    const isMail = name === 'mail';
    const file = isMail
      ? join(folder, `${mail}.${extension}`)
      : join(folder, 'partials', `${name}.${extension}`);
    if (!existsSync(file)) {
      throw new TemplateError(`{{> ${name}}}: there is no ${relative(folder, file)}`, node.place);
    }
    if (inside.length > MOST_DEPTH)
      throw new TemplateError('partials within partials without end', node.place);
    const given = Object.entries(node.values).map(([key, value]) => [key, withValues(value, values)]);
    const around = isMail ? [] : [node.place, ...inside];
    return nodesOf(file, { ...values, ...Object.fromEntries(given) }, around);
  }

  return nodesOf(join(folder, 'partials', `layout.${extension}`), {}, []);
}
