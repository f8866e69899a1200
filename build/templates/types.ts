import type { Field } from './needs';

function typeOf({ href, parts }: Field, indent: string): string {
  if (parts) return `ReadonlyArray<{\n${membersOf(parts, `${indent}  `)}\n${indent}}>`;
  return href ? 'Href' : 'string';
}

const membersOf = (fields: ReadonlyMap<string, Field>, indent: string): string =>
  Array.from(fields, ([name, field]) => {
    const type = typeOf(field, indent);
    return `${indent}readonly ${name}: ${field.optional ? `${type} | undefined` : type};`;
  })
    .sort()
    .join('\n');

/** Writes what TypeScript has to know of a mail: the fields that its notification must supply. */
export function typesOf(fields: ReadonlyMap<string, Field>, lib: string): string {
  return `import type { Href, Template } from '${lib}/channels/email/template';

declare const template: Template<{
${membersOf(fields, '  ')}
}>;
export default template;
`;
}
