import mjml2html, { assignComponents, components, type MjmlProblem } from 'mjml-core';
import * as preset from 'mjml-preset-core';
import { assignDependencies, dependencies } from 'mjml-validator';
import { requireKept } from './elements';
import { type Place, TemplateError } from './mistake';
import type { Printed } from './print';

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

/** `{{#if}}`, `{{#each}}` and their kind between components: MJML would drop them, but for `mj-raw`. */
const withRawBlocks = (source: string): string =>
  source.replace(
    new RegExp(
      `(<(${OPAQUE})\\b[^>]*(?<!/)>[\\s\\S]*?</\\2>)|\\{\\{(?:#if [^}]*|#each [^}]*|else|/if|/each)\\}\\}`,
      'g',
    ),
    (whole, component: string | undefined) => component ?? `<mj-raw>${whole}</mj-raw>`,
  );

/** Finds what the validator complains about: it says the line and the element. */
function placeOf(printed: Printed, { line, tagName }: MjmlProblem): Place | undefined {
  const before = printed.source.split('\n').slice(0, line - 1);
  const start = before.reduce((length, one) => length + one.length + 1, 0);
  return printed.placeOf(Math.max(start, printed.source.indexOf(`<${tagName}`, start)));
}

const STRUCTURE =
  '!doctype|html|head|meta|title|style|body|div|table|tbody|tr|td|th|p|h1|h2|xml|noscript|o:\\w+';

/** Takes indentation out, and line breaks where no reader could see them. */
const small = (html: string): string =>
  html
    .replace(/\s*\n\s*/g, '\n')
    .replace(/<([\w!/][^>]*)>/g, (_, inside: string) => `<${inside.replace(/\s+/g, ' ').replace(/ $/, '')}>`)
    .replace(new RegExp(`\\n(?=</?(?:${STRUCTURE})\\b|<!--|\\{\\{[#/])`, 'gi'), '')
    .replace(new RegExp(`(</?(?:${STRUCTURE})\\b[^>]*>|-->|\\{\\{/(?:if|each)\\}\\})\\n`, 'gi'), '$1')
    .replace(/ class=""/g, '');

const sideOf = (side: string): string => `{{${side === 'left' ? 'start' : 'end'}}}`;

const mirroredStyle = (style: string): string =>
  style
    .replace(/direction:ltr/g, 'direction:{{dir}}')
    .replace(/(?<=text-align:\s*)(?:left|right)\b/g, sideOf)
    .replace(/(?<=(?<![\w/-])(?:padding|border|margin)-)(?:left|right)(?=[:-])/g, sideOf);

/**
 * Turns HTML for a language that runs from left to right, as templates are written, into HTML for the mail's
 * language: the right of English is the left of Arabic.
 */
const mirrored = (html: string): string =>
  html
    .replace(/(?<=<[^>]*\sstyle=")[^"]+|(?<=<style\b[^>]*>)[^<]+/gi, mirroredStyle)
    .replace(/(?<=<[^>]*\salign=")(?:left|right)(?=")/g, sideOf);

/**
 * Makes HTML of MJML, checked by its own validator.
 *
 * @throws TemplateError for whatever the validator finds, and for what would be left out.
 */
export async function toHtml(printed: Printed): Promise<string> {
  requireKept(printed);
  try {
    const { html } = await mjml2html(withRawBlocks(printed.source), OPTIONS);
    return small(mirrored(html));
  } catch (cause) {
    const { message, errors = [] } = cause as Error & { errors?: readonly MjmlProblem[] };
    const problems = errors.length > 0 ? errors : [{ message, line: 1, tagName: 'mjml' }];
    const told = problems.map(
      (problem) => new TemplateError(`${problem.tagName}: ${problem.message}`, placeOf(printed, problem)),
    );
    throw new TemplateError(told.map((one) => one.message).join('\n'), undefined, { cause });
  }
}
