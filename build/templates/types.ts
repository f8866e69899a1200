import type { Field } from './needs';
import type { ShortKind } from './partials';

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

const TYPE = {
  mjml: ['Template', 'email/template'],
  sms: ['Short', 'short'],
  push: ['Short', 'short'],
} as const;

/** Writes what TypeScript has to know of a mail, text message or push: the fields that its notification must supply. */
export function typesOf(
  fields: ReadonlyMap<string, Field>,
  lib: string,
  kind: 'mjml' | ShortKind = 'mjml',
): string {
  const [name, file] = TYPE[kind];
  const members = membersOf(fields, '  ');
  const href = members.includes(': Href') ? `import type { Href } from '${lib}/channels/brand';\n` : '';
  return `${href}import type { ${name} } from '${lib}/channels/${file}';

declare const template: ${name}<{
${members}
}>;
export default template;
`;
}
