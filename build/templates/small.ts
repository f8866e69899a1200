const STRUCTURE =
  '!doctype|html|head|meta|title|style|body|div|table|tbody|tr|td|th|p|h1|h2|xml|noscript|o:\\w+';

/** Takes indentation out, and line breaks where no reader could see them. */
export const small = (html: string): string =>
  html
    .replace(/\s*\n\s*/g, '\n')
    .replace(/<([\w!/][^>]*)>/g, (_, inside: string) => `<${inside.replace(/\s+/g, ' ').replace(/ $/, '')}>`)
    .replace(new RegExp(`\\n(?=</?(?:${STRUCTURE})\\b|<!--|\\{\\{[#/])`, 'gi'), '')
    .replace(new RegExp(`(</?(?:${STRUCTURE})\\b[^>]*>|-->|\\{\\{/if\\}\\})\\n`, 'gi'), '$1')
    .replace(/ class=""/g, '');
