import { type CheckedBrand, readBrand } from './brand';
import { escapeForTemplate, fold } from './fold';
import { htmlCode, textCode } from './generate';
import { toHtml } from './html';
import { knownFieldsOf } from './known-fields';
import { readLanguages } from './languages';
import { moduleOf } from './module';
import { type Field, keysIn, needsOf } from './needs';
import type { Node } from './nodes';
import { readMail, TEMPLATES } from './partials';
import { print } from './print';
import { parse } from './syntax';
import type { Languages } from './texts';

export interface Compiled {
  readonly mail: string;
  /** The functions and words as the body of a module. */
  readonly code: string;
  /** What its notification has to supply. */
  readonly fields: ReadonlyMap<string, Field>;
  /** The keys of the texts in it, whatever the brand. */
  readonly used: ReadonlySet<string>;
}

export interface CompileOptions {
  readonly brand?: CheckedBrand | undefined;
  readonly languages?: Languages | undefined;
  readonly folder?: string;
  /** The fields that the messages of the mail may have; without it, those of its notification. */
  readonly known?: readonly string[] | undefined;
  /** Whether the mail leads to the preference page; without it, what depends on that is not in the code. */
  readonly preferencesPage?: boolean | undefined;
}

/** What a path may be in what was printed: the number of a node, or a side of the language. */
const NUMBERED = /^(?:\d+|dir|start|end)$/;

/** Takes out the line of a tag that is alone in it: it is no line of the mail. */
const withoutBlockLines = (source: string): string =>
  source.replace(/^[ \t]*(\{\{(?:#if [^}]*|#each [^}]*|else|\/if|\/each|!)\}\})[ \t]*\n/gm, '$1');

function textNodes(nodes: readonly Node[], mail: string): Node[] {
  const printed = print(nodes);
  return printed.restored(parse(withoutBlockLines(`${printed.source}\n`), `${mail}.txt`, NUMBERED));
}

/**
 * Compiles a mail.
 *
 * @throws TemplateError that says what is wrong, in which file, line and column.
 */
export async function compile(
  mail: string,
  {
    brand = readBrand(),
    languages = readLanguages(),
    folder = TEMPLATES,
    known,
    preferencesPage = true,
  }: CompileOptions = {},
): Promise<Compiled> {
  const [looks, words] = [readMail(folder, mail, 'mjml'), readMail(folder, mail, 'txt')];
  const absent = new Set(preferencesPage ? [] : ['preferences_url']);
  const needs = needsOf(mail, languages, known ?? (await knownFieldsOf(mail)));
  const printed = print(fold(looks, brand, escapeForTemplate, absent));
  const html = printed.restored(parse(await toHtml(printed), `${mail}.html`, NUMBERED));
  const lower = printed.source.toLowerCase();
  const find = (near: string) => printed.placeOf(Math.max(0, lower.indexOf(near.toLowerCase())));
  const code = {
    html: htmlCode(html, needs, find),
    text: textCode(fold(textNodes(words, mail), brand, String, absent), needs),
  };
  return {
    mail,
    code: moduleOf(code, new Map([...needs.keys, ['subject', `${mail}.subject`]]), languages),
    fields: needs.fields,
    used: new Set([`${mail}.subject`, ...keysIn([...looks, ...words], mail, languages)]),
  };
}
