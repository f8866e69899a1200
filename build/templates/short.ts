import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBrand } from './brand';
import type { Compiled, CompileOptions } from './compile';
import { fold } from './fold';
import { textCode } from './generate';
import { knownFieldsOf } from './known-fields';
import { readLanguages } from './languages';
import { TemplateError } from './mistake';
import { moduleOf } from './module';
import { keysIn, needsOf } from './needs';
import type { FileNode, Node } from './nodes';
import { type ShortKind, TEMPLATES } from './partials';
import { requireRoom } from './room';
import { parse } from './syntax';

/** What every message has and none of these says: whose it is, and what is too long or in another language. */
const NEVER = ['user_id', 'name', 'email', 'message', 'status'];

function withoutPartials(nodes: readonly FileNode[]): Node[] {
  return nodes.map((node) => {
    if (node.kind === 'partial') throw new TemplateError('only mails have partials', node.place);
    if (node.kind === 'each') throw new TemplateError('only mails have lists', node.place);
    return node.kind === 'choice'
      ? { ...node, yes: withoutPartials(node.yes), no: withoutPartials(node.no) }
      : node;
  });
}

/**
 * Compiles a text message or a push: `templates/order.sms`; `templates/order.push`, whose first line is the title and whose second
 * is the body.
 *
 * @throws TemplateError that says what is wrong, in which file, line and column, or in which text.
 */
export async function compileShort(
  mail: string,
  kind: ShortKind,
  { brand = readBrand(), languages = readLanguages(), folder = TEMPLATES, known }: CompileOptions = {},
): Promise<Compiled> {
  const name = `${mail}.${kind}`;
  const source = readFileSync(join(folder, name), 'utf8').trimEnd();
  const start = { file: `templates/${name}`, line: 1, column: 1 };
  if (source === '') throw new TemplateError('is empty', start);
  if (kind === 'push' && source.split('\n').length !== 2) {
    throw new TemplateError('is to have two lines, the title and the body', start);
  }
  const nodes = withoutPartials(parse(source, start.file));
  const fields = (known ?? (await knownFieldsOf(mail))).filter((field) => !NEVER.includes(field));
  const needs = needsOf(mail, languages, fields, {});
  const text = textCode(fold(nodes, brand, String), needs);
  const names = (optional: boolean) =>
    [...needs.fields].filter(([, field]) => field.optional === optional).map(([field]) => field);
  const members = {
    required: JSON.stringify(names(false)),
    optional: JSON.stringify(names(true)),
    text,
  };
  const code = moduleOf(members, needs.keys, languages);
  requireRoom(kind, code, [...needs.keys.values()], brand.shortName ?? brand.name);
  return { mail, code, fields: needs.fields, used: new Set(keysIn(nodes, mail, languages)) };
}
