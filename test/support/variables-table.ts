import * as z from 'zod/mini';
import { VARIABLES } from '../../lib/config';

function defaultOf({
  def,
}: {
  readonly def: { readonly type: string; readonly defaultValue?: unknown };
}): string {
  if (def.type === 'default') return `\`${def.defaultValue}\``;
  return def.type === 'optional' ? 'none' : '**required**';
}

/** The table of environment variables, made from the schema that the functions start with. */
export function variablesTable(): string {
  const rows = Object.entries(VARIABLES.shape).map(
    ([variable, field]) =>
      `| \`${variable}\` | ${z.globalRegistry.get(field)?.description} | ${defaultOf(field)} |`,
  );
  return ['| variable | what it is | default |', '|---|---|---|', ...rows].join('\n');
}
