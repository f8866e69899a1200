import mjml2html, { assignComponents, components, type MjmlProblem } from 'mjml-core';
import * as preset from 'mjml-preset-core';
import { assignDependencies, dependencies } from 'mjml-validator';
import { mirrored } from './mirror';
import { type Place, TemplateError } from './mistake';
import type { Printed } from './print';
import { small } from './small';

assignComponents(components, preset.components);
assignDependencies(dependencies, preset.dependencies);

const OPTIONS = {
  validationLevel: 'strict',
  minify: false,
  beautify: false,
  keepComments: false,
  fonts: {},
} as const;

const OPAQUE = 'mj-text|mj-button|mj-table|mj-raw|mj-title|mj-preview|mj-style';

/** `{{#if}}` and its kind between components: MJML would drop them, but for `mj-raw`. */
const withRawBlocks = (source: string): string =>
  source.replace(
    new RegExp(`(<(${OPAQUE})\\b[^>]*(?<!/)>[\\s\\S]*?</\\2>)|\\{\\{(?:#if [^}]*|else|/if)\\}\\}`, 'g'),
    (whole, component: string | undefined) => component ?? `<mj-raw>${whole}</mj-raw>`,
  );

/** Finds what the validator complains about: it says the line and the element. */
function placeOf(printed: Printed, { line, tagName }: MjmlProblem): Place | undefined {
  const before = printed.source.split('\n').slice(0, line - 1);
  const start = before.reduce((length, one) => length + one.length + 1, 0);
  return printed.placeOf(Math.max(start, printed.source.indexOf(`<${tagName}`, start)));
}

/**
 * Makes HTML of MJML, checked by its own validator.
 *
 * @throws TemplateError for whatever the validator finds.
 */
export async function toHtml(printed: Printed): Promise<string> {
  try {
    const { html } = await mjml2html(withRawBlocks(printed.source), OPTIONS);
    return small(mirrored(html));
  } catch (cause) {
    const { message, errors = [] } = cause as Error & { errors?: readonly MjmlProblem[] };
    const [problem = { message, line: 1, tagName: 'mjml' }] = errors;
    throw new TemplateError(`${problem.tagName}: ${problem.message}`, placeOf(printed, problem), { cause });
  }
}
