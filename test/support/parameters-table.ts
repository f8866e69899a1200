import { describedParameters } from '../../infra/parameters/describe';

/** The table of parameters, made from the list that a deployment is checked against. */
export function parametersTable(): string {
  const rows = describedParameters().map(
    ({ name, description, standard }) => `| \`${name}\` | ${description} | ${standard} |`,
  );
  return ['| parameter | what it is | default |', '|---|---|---|', ...rows].join('\n');
}
