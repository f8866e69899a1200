import type { Field } from './needs';

/** Writes what TypeScript has to know of a mail: the fields that its notification must supply. */
export function typesOf(fields: ReadonlyMap<string, Field>, lib: string): string {
  const members = Array.from(fields, ([name, { optional, href }]) => {
    const type = href ? 'Href' : 'string';
    return `  readonly ${name}: ${optional ? `${type} | undefined` : type};`;
  });
  return `import type { Href } from '${lib}/channels/brand';
import type { Template } from '${lib}/channels/email/template';

declare const template: Template<{
${members.sort().join('\n')}
}>;
export default template;
`;
}
