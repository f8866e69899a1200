const { START, after, same } = require('./context.js');
const { TemplateError } = require('./syntax.js');
const { keyOf, placeholdersOf, textsOf } = require('./words.js');

/** What every mail has without its notification supplying it; the code that stands for each. */
const GIVEN = {
  lang: 'm.lang',
  dir: 'm.dir',
  start: 'm.start',
  end: 'm.end',
  subject: 'm.subject',
  name: 'm.name',
  order_url: 'm.orderUrl',
};

/** Of those, the ones that need no escaping and may stand anywhere. */
const SAFE = new Set(['dir', 'start', 'end']);

/** Attributes that only say something: whatever is inserted there neither loads nor runs nor leads anywhere. */
const SAYING = new Set(['alt', 'aria-label', 'lang', 'title']);

/** Collects what a mail needs while its templates are turned into code. */
const needs = () => ({ fields: new Map(), keys: new Map() });

/** A link is one field, from its first character, of a type that holds nothing but https. */
function mayLead(path, { opened }) {
  if (path.startsWith('t.') || (path in GIVEN && path !== 'order_url')) {
    throw new TemplateError(`{{${path}}} stands in the attribute href, but is no link`);
  }
  if (!/^<a\s/i.test(opened)) throw new TemplateError(`{{${path}}} is a link of something else than <a>`);
  if (!opened.endsWith('="')) throw new TemplateError(`{{${path}}} is not the beginning of its href`);
}

function generator(needed, languages, mail, kind) {
  /** A field as code; `unless` it is known to be there, it has to be there always. */
  function field(name, guarded, href) {
    if (name in GIVEN) return GIVEN[name];
    if (name.includes('.') || name === 'brand') throw new TemplateError(`{{${name}}} is no field`);
    const known = needed.fields.get(name) ?? { optional: true, href: false };
    needed.fields.set(name, { optional: known.optional && guarded, href: known.href || href });
    return `v.${name}`;
  }

  function text(name, guards) {
    const key = keyOf(languages, mail, name);
    needed.keys.set(name, key);
    const placeholders = placeholdersOf(textsOf(languages.en)[key]).filter(
      (placeholder) => placeholder !== 'brand',
    );
    for (const placeholder of placeholders) {
      if (placeholder in GIVEN && placeholder !== 'name') {
        throw new TemplateError(`${key}: nothing fills {${placeholder}} in a text`);
      }
      field(placeholder, guards.has(placeholder), false);
    }
    return { code: `t.${name}`, filled: /\{\w+\}/.test(textsOf(languages.en)[key]) };
  }

  function insertHtml(path, context, guards) {
    if (SAFE.has(path)) return GIVEN[path];
    if (context.at !== 'text' && context.at !== 'title' && context.at !== 'attribute') {
      throw new TemplateError(`{{${path}}} stands where no escaping can make it safe (${context.at})`);
    }
    const link = context.at === 'attribute' && context.name === 'href';
    if (link) mayLead(path, context);
    else if (context.at === 'attribute' && !SAYING.has(context.name)) {
      throw new TemplateError(`{{${path}}} stands in the attribute ${context.name}`);
    }
    if (path.startsWith('t.')) {
      const { code, filled } = text(path.slice(2), guards);
      return filled ? `x.escape(x.fill(${code}, v, m))` : `x.escape(${code})`;
    }
    const value = field(path, guards.has(path), link);
    if (context.at !== 'text') return `x.escape(${value})`;
    return context.ownDirection ? `x.lines(${value})` : `x.escape(x.isolate(${value}, m))`;
  }

  function insertText(path, before, behind, guards) {
    if (path.startsWith('t.')) {
      const { code, filled } = text(path.slice(2), guards);
      return filled ? `x.fill(${code}, v, m)` : code;
    }
    const value = field(path, guards.has(path), false);
    // Alone on its line it is a paragraph of its own, and a link that nothing sticks to.
    const alone = /(?:^|\n)$/.test(before) && /^(?:\n|$)/.test(behind);
    return alone ? `x.plain(${value})` : `x.isolate(${value}, m)`;
  }

  /** Code of the nodes as parts of a template literal, and the context behind them. */
  function generate(nodes, context, guards) {
    let state = context;
    const parts = nodes.map((node, index) => {
      if (typeof node === 'string') {
        if (kind === 'html') state = after(state, node);
        return node.replace(/[\\`]|\$(?=\{)/g, '\\$&');
      }
      if ('insert' in node) {
        if (kind === 'html') return `\${${insertHtml(node.insert, state, guards)}}`;
        const [before, behind] = [nodes[index - 1] ?? '', nodes[index + 1] ?? ''].map((near) =>
          typeof near === 'string' ? near : '\n',
        );
        return `\${${insertText(node.insert, before, behind, guards)}}`;
      }
      const test = field(node.test, true, false);
      const yes = generate(node.yes, state, new Set([...guards, node.test]));
      const no = generate(node.no, state, guards);
      if (kind === 'html' && !(same(yes.state, no.state) && same(yes.state, state))) {
        throw new TemplateError(`{{#if ${node.test}}} opens or closes a tag on one of its ways only`);
      }
      return `\${${test} ? \`${yes.code}\` : \`${no.code}\`}`;
    });
    return { code: parts.join(''), state };
  }

  return (nodes) => `\`${generate(nodes, START, new Set()).code}\``;
}

module.exports = { generator, needs };
