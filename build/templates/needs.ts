import { type Place, TemplateError } from './mistake';
import { nearestOf } from './nearest';
import { insertsIn, type Node } from './nodes';
import { FALLBACK, fileOf, keyOf, type Languages, modelOf, placeholdersOf } from './texts';

/** What every mail has without its notification supplying it; the code that stands for each. */
export const GIVEN: Readonly<Record<string, string>> = {
  lang: 'm.lang',
  dir: 'm.dir',
  start: 'm.start',
  end: 'm.end',
  subject: 'm.subject',
  name: 'm.name',
  order_url: 'm.orderUrl',
  preferences_url: 'm.preferencesUrl',
};

/** A field that a notification has to supply. */
export interface Field {
  readonly optional: boolean;
  readonly href: boolean;
  /** What its elements have to have, where it is a list. */
  readonly parts?: ReadonlyMap<string, Field>;
}

/** Where and how a template uses a field or a text. */
export interface Use {
  readonly place: Place;
  /** The fields that are known to be there: those of the `{{#if}}`s around. */
  readonly guards: ReadonlySet<string>;
  readonly href?: boolean;
}

/** A field that grows while templates are read. */
interface Growing extends Field {
  readonly parts?: Map<string, Growing>;
}

/** Collects what a mail needs while its templates are turned into code. */
export interface Needs {
  readonly fields: ReadonlyMap<string, Field>;
  /** The key of each text, by its name in the templates. */
  readonly keys: ReadonlyMap<string, string>;
  /** Gives the code of a field. */
  field(name: string, use: Use): string;
  /** Gives the code of a list, and that of `item.…` as long as `inside` runs. */
  each<T>(name: string, item: string, use: Use, inside: (code: string) => T): T;
  /** Gives the code of a text, and whether it has placeholders to fill. */
  text(name: string, use: Use): { readonly code: string; readonly filled: boolean };
}

/** Finds the key of `{{t.name}}`. @throws TemplateError when there is no such text. */
export function requireKey(languages: Languages, mail: string, name: string, place: Place): string {
  const key = keyOf(modelOf(languages), mail, name);
  if (key !== undefined) return key;
  const problem = `{{t.${name}}}: ${fileOf(FALLBACK)} has it neither under the name of the mail nor under "common"`;
  throw new TemplateError(problem, place);
}

/** Lists the keys of all texts in the nodes. @throws TemplateError as `requireKey` does. */
export const keysIn = (nodes: readonly Node[], mail: string, languages: Languages): string[] =>
  insertsIn(nodes)
    .filter(({ path }) => path.startsWith('t.'))
    .map(({ path, place }) => requireKey(languages, mail, path.slice(2), place));

/** Says that there is no such field, and which one was meant. */
function unknownField(name: string, known: readonly string[], given: typeof GIVEN): string {
  const names = [...new Set([...known, ...Object.keys(given)])];
  const nearest = nearestOf(name, names);
  const hint = nearest === undefined ? `\n  there are ${names.join(', ')}` : `; did you mean ${nearest}?`;
  return `the messages of this mail have no field ${name}${hint}`;
}

/** Whether the messages have such a field; `items_more` is how many of the list `items` are not shown. */
const isKnown = (name: string, known: readonly string[]): boolean =>
  known.includes(name.replace(/_more$/, ''));

/** Adds a use of a field to those before. */
function note(fields: Map<string, Growing>, name: string, use: Growing): void {
  const before = fields.get(name) ?? { optional: true, href: false };
  const optional = before.optional && use.optional;
  fields.set(name, { ...before, ...use, optional, href: before.href || use.href });
}

/**
 * @param known the fields that the messages of the mail may have.
 * @param given the code of what is there without them.
 */
export function needsOf(mail: string, languages: Languages, known: readonly string[], given = GIVEN): Needs {
  const model = modelOf(languages);
  const fields = new Map<string, Growing>();
  /** The parts of the lists that are gone through, by what one of each is called. */
  const lists = new Map<string, Map<string, Growing>>();
  const keys = new Map<string, string>();

  function field(name: string, { place, guards, href = false }: Use): string {
    const code = given[name];
    if (code !== undefined) return code;
    const [item = '', part] = name.split('.');
    const parts = lists.get(item);
    if (parts && part !== undefined) {
      note(parts, part, { optional: guards.has(name), href });
      return `_${item}.${part}`;
    }
    if (name.includes('.') || name === 'brand') throw new TemplateError(`{{${name}}} is no field`, place);
    if (!isKnown(name, known))
      throw new TemplateError(`{{${name}}}: ${unknownField(name, known, given)}`, place);
    note(fields, name, { optional: guards.has(name), href });
    return `v.${name}`;
  }

  function each<T>(name: string, item: string, use: Use, inside: (code: string) => T): T {
    const code = field(name, use);
    const parts = fields.get(name)?.parts ?? new Map<string, Growing>();
    note(fields, name, { optional: use.guards.has(name), href: false, parts });
    lists.set(item, parts);
    const made = inside(code);
    lists.delete(item);
    return made;
  }

  function text(name: string, { place, guards }: Use) {
    const key = requireKey(languages, mail, name, place);
    keys.set(name, key);
    const placeholders = placeholdersOf(model[key] ?? '');
    for (const placeholder of placeholders) {
      if (placeholder === 'brand') continue;
      if (placeholder in given && placeholder !== 'name') {
        throw new TemplateError(`{{t.${name}}}: nothing fills {${placeholder}} in ${key}`, place);
      }
      if (!(placeholder in given) && !isKnown(placeholder, known)) {
        const problem = `{${placeholder}} in ${key}: ${unknownField(placeholder, known, given)}`;
        throw new TemplateError(`{{t.${name}}}: ${problem}`, place);
      }
      field(placeholder, { place, guards });
    }
    return { code: `t.${name}`, filled: placeholders.length > 0 };
  }

  return { fields, keys, field, each, text };
}
