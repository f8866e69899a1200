import { escapeHtml } from '../../lib/channels/email/escape';
import type { CheckedBrand } from './brand';
import { DARK_CARD, mix, WHITE } from './colour';
import { TemplateError } from './mistake';
import type { Node } from './nodes';

/** The brand as templates see it: with the shades of its colour. */
const shades = (brand: CheckedBrand) => ({
  ...brand,
  tint: mix(brand.colour, WHITE, 0.92),
  tintOnDark: mix(brand.colourOnDark, DARK_CARD, 0.86),
});

/** A value of the brand as part of a template of HTML: it is no tag of the templates' language there. */
export const escapeForTemplate = (text: string): string =>
  escapeHtml(text).replace(/[{}\\]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Finds `brand.links.help` in the brand. */
const constantOf = (path: string, brand: object): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, key) => Object.entries(value ?? {}).find(([name]) => name === key)?.[1], brand);

/**
 * Puts the constants `brand.…` in, and takes the branches that they decide.
 *
 * @param absent fields that no mail of this build has.
 * @throws TemplateError for a constant that the brand does not have.
 */
export function fold(
  nodes: readonly Node[],
  brand: CheckedBrand,
  escaped: (text: string) => string,
  absent: ReadonlySet<string> = new Set(),
): Node[] {
  const constants = shades(brand);
  const folded = (inner: readonly Node[]): Node[] =>
    inner.flatMap((node): Node[] => {
      if (node.kind === 'comment') return [];
      if (node.kind === 'text') return [node];
      if (node.kind === 'each') return [{ ...node, body: folded(node.body) }];
      const value = node.path.startsWith('brand.') ? constantOf(node.path, constants) : undefined;
      if (node.kind === 'choice') {
        if (absent.has(node.path)) return folded(node.no);
        if (!node.path.startsWith('brand.')) return [{ ...node, yes: folded(node.yes), no: folded(node.no) }];
        return folded(value === undefined ? node.no : node.yes);
      }
      if (!node.path.startsWith('brand.')) return [node];
      if (value !== undefined) return [{ kind: 'text', text: escaped(String(value)), place: node.place }];
      const problem = `{{${node.path}}}: the brand has none; put it into an {{#if}}`;
      throw new TemplateError(problem, node.place);
    });
  return folded(nodes);
}
