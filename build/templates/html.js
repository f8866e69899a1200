const mjml = require('mjml-core');
const preset = require('mjml-preset-core');
const validator = require('mjml-validator');
const { TemplateError } = require('./syntax.js');

mjml.assignComponents(mjml.components, preset.components);
validator.assignDependencies(validator.dependencies, preset.dependencies);

/**
 * MJML as HTML, checked by its own validator.
 *
 * @throws TemplateError for whatever the validator finds.
 */
async function toHtml(source, mail) {
  const options = {
    validationLevel: 'strict',
    minify: false,
    beautify: false,
    keepComments: false,
    fonts: {},
  };
  try {
    const { html } = await mjml.default(withRawBlocks(source), options);
    return small(mirrored(html));
  } catch (error) {
    const problems = error.errors?.map(({ formattedMessage }) => formattedMessage).join('\n');
    throw new TemplateError(`${mail}.mjml: ${problems ?? error.message}`);
  }
}

const OPAQUE = 'mj-text|mj-button|mj-table|mj-raw|mj-title|mj-preview|mj-style';

/** `{{#if}}` and its kind between components: MJML would drop them, but for `mj-raw`. */
const withRawBlocks = (source) =>
  source.replace(
    new RegExp(`(<(${OPAQUE})\\b[^>]*(?<!/)>[\\s\\S]*?</\\2>)|\\{\\{(?:#if [^}]*|else|/if)\\}\\}`, 'g'),
    (whole, component) => component ?? `<mj-raw>${whole}</mj-raw>`,
  );

/**
 * Templates are written for a language that runs from left to right. What MJML writes for that is turned into what
 * suits the mail's language: its right is the left of Arabic.
 */
const mirrored = (html) =>
  html
    .replace(/(?<=<[^>]*\sstyle=")[^"]+|(?<=<style\b[^>]*>)[^<]+/gi, mirroredStyle)
    .replace(/(?<=<[^>]*\salign=")(?:left|right)(?=")/g, sideOf);

const sideOf = (side) => `{{${side === 'left' ? 'start' : 'end'}}}`;

const mirroredStyle = (style) =>
  style
    .replace(/direction:ltr/g, 'direction:{{dir}}')
    .replace(/(?<=text-align:\s*)(?:left|right)\b/g, sideOf)
    .replace(/(?<=(?<![\w/-])(?:padding|border|margin)-)(?:left|right)(?=[:-])/g, sideOf);

const STRUCTURE =
  '!doctype|html|head|meta|title|style|body|div|table|tbody|tr|td|th|p|h1|h2|xml|noscript|o:\\w+';

/** Without indentation, and without line breaks where no reader could see them. */
const small = (html) =>
  html
    .replace(/\s*\n\s*/g, '\n')
    .replace(/<([\w!/][^>]*)>/g, (_, inside) => `<${inside.replace(/\s+/g, ' ').replace(/ $/, '')}>`)
    .replace(new RegExp(`\\n(?=</?(?:${STRUCTURE})\\b|<!--|\\{\\{[#/])`, 'gi'), '')
    .replace(new RegExp(`(</?(?:${STRUCTURE})\\b[^>]*>|-->|\\{\\{/if\\}\\})\\n`, 'gi'), '$1')
    .replace(/ class=""/g, '');

module.exports = { toHtml };
