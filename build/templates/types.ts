import type { Field } from './needs';
import type { ShortKind } from './partials';

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
  const members = Array.from(fields, ([name, { optional, href }]) => {
    const type = href ? 'Href' : 'string';
    return `  readonly ${name}: ${optional ? `${type} | undefined` : type};`;
  });
  const href = members.some((member) => member.includes(': Href'))
    ? `import type { Href } from '${lib}/channels/brand';\n`
    : '';
  return `${href}import type { ${name} } from '${lib}/channels/${file}';

declare const template: ${name}<{
${members.sort().join('\n')}
}>;
export default template;
`;
}
