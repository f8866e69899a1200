/*
 * The language of the templates:
 *   {{field}}  {{t.key}}  {{brand.key}}  {{#if field}} … {{else}} … {{/if}}  {{> partial name="value"}}  {{! comment }}
 * Whatever is inserted is escaped; there is no way to insert it raw.
 *
 * A node is a string (as it stands), `{ insert: path }`, or `{ test: path, yes: nodes, no: nodes }`.
 */

const TAG = /\{\{(?:!--[\s\S]*?--|[^}]*)\}\}+/g;
const PATH = /^(?:(?:t|brand)\.)?[A-Za-z]\w*(?:\.\w+)?$/;

class TemplateError extends Error {}

function pathIn(tag, words) {
  if (PATH.test(words)) return words;
  throw new TemplateError(
    /^\{\{[{&]/.test(tag)
      ? `${tag} would insert without escaping, which no template may; write {{…}}`
      : `${tag} is not part of the templates' language`,
  );
}

/** Text between tags. Two braces in it are a tag that lost one, which would be sent as it stands. */
function plain(text) {
  const braces = /.{0,20}(?:\{\{|\}\}).{0,20}/.exec(text);
  if (!braces) return text;
  throw new TemplateError(
    `a brace is missing, or one too many, at "${braces[0].trim()}" (in a style, put a space between two braces)`,
  );
}

/** @throws TemplateError for what is not in the language, and for an `if` that is not closed. */
function parse(source) {
  const root = { nodes: [] };
  const open = [root];
  let end = 0;
  for (const { 0: tag, index } of source.matchAll(TAG)) {
    const block = open.at(-1);
    if (index > end) block.nodes.push(plain(source.slice(end, index)));
    end = index + tag.length;
    if (tag.startsWith('{{!')) continue;
    const words = tag.startsWith('{{{') || tag.endsWith('}}}') ? '' : tag.slice(2, -2).trim();
    if (words.startsWith('#if ')) {
      const node = { test: pathIn(tag, words.slice(4).trim()), yes: [], no: [] };
      block.nodes.push(node);
      open.push({ nodes: node.yes, node });
    } else if (words === 'else') {
      if (!block.node || block.nodes === block.node.no)
        throw new TemplateError('{{else}} without its {{#if}}');
      block.nodes = block.node.no;
    } else if (words === '/if') {
      if (open.length === 1) throw new TemplateError('{{/if}} without its {{#if}}');
      open.pop();
    } else {
      block.nodes.push({ insert: pathIn(tag, words) });
    }
  }
  if (open.length > 1) throw new TemplateError(`{{#if ${open.at(-1).node.test}}} is not closed`);
  if (end < source.length) root.nodes.push(plain(source.slice(end)));
  return root.nodes;
}

/** The source of nodes: what `parse` would read as the same. */
const print = (nodes) =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      if ('insert' in node) return `{{${node.insert}}}`;
      const no = node.no.length > 0 ? `{{else}}${print(node.no)}` : '';
      return `{{#if ${node.test}}}${print(node.yes)}${no}{{/if}}`;
    })
    .join('');

/** Nodes with the constants `brand.…` put in, and the branches that they decide taken. */
function fold(nodes, brand, escaped) {
  const constant = (path) =>
    path
      .split('.')
      .slice(1)
      .reduce((value, key) => value?.[key], brand);
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [node];
    if ('insert' in node) {
      if (!node.insert.startsWith('brand.')) return [node];
      const value = constant(node.insert);
      if (value === undefined)
        throw new TemplateError(`{{${node.insert}}}: the brand has none; put it into an {{#if}}`);
      return [escaped(String(value))];
    }
    const [yes, no] = [node.yes, node.no].map((branch) => () => fold(branch, brand, escaped));
    if (node.test.startsWith('brand.')) return constant(node.test) === undefined ? no() : yes();
    return [{ test: node.test, yes: yes(), no: no() }];
  });
}

/** Every path that is inserted anywhere in the nodes. */
const pathsIn = (nodes) =>
  nodes.flatMap((node) => {
    if (typeof node === 'string') return [];
    return 'insert' in node ? [node.insert] : [...pathsIn(node.yes), ...pathsIn(node.no)];
  });

module.exports = { TemplateError, parse, print, fold, pathsIn };
