const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** Everything that a reader of HTML could take for a tag or a comment, as it stands. */
export const tagsOf = (html: string): string[] => html.match(/<[^>]*>?/g) ?? [];

export const linksOf = (html: string): string[] =>
  Array.from(html.matchAll(/\shref\s*=\s*"([^"]*)"/g), ([, href = '']) => decode(href));

/** What a person sees, more or less: the text between the tags. */
export const visible = (html: string): string => decode(html.replace(/<[^>]*>?/g, ''));

const decode = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
