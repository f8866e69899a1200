import { CHECKS } from '../../ops/doctor/checks';

/** The table of what the doctor looks at, made from the checks themselves. */
export function checksTable(): string {
  const rows = CHECKS.map(
    ({ name, looksFor, needs }) =>
      `| ${name} | ${looksFor} | ${needs.map((action) => `\`${action}\``).join(', ')} |`,
  );
  return ['| check | what it looks at | permissions |', '|---|---|---|', ...rows].join('\n');
}

/** A policy with all of them. */
export function doctorPolicy(): string {
  const Action = [...new Set(CHECKS.flatMap(({ needs }) => needs))].sort();
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  return `\`\`\`json\n${JSON.stringify(policy, null, 2)}\n\`\`\``;
}
