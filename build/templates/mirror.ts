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
export const mirrored = (html: string): string =>
  html
    .replace(/(?<=<[^>]*\sstyle=")[^"]+|(?<=<style\b[^>]*>)[^<]+/gi, mirroredStyle)
    .replace(/(?<=<[^>]*\salign=")(?:left|right)(?=")/g, sideOf);
