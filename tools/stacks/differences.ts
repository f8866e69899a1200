import diff, { type Difference } from 'microdiff';
import { printable } from '../text';
import type { Compiled } from './compile';

const MARKS = { CREATE: '+', REMOVE: '-', CHANGE: '~' } as const;

/** Parts of a template that hold one thing for each of their keys. */
const GROUPS: readonly unknown[] = ['Resources', 'Outputs', 'tags'];

const shown = (value: unknown) => printable(JSON.stringify(value) ?? 'nothing');

/** `['Resources', 'Role', 'Properties', 'Policies', 0]` → `Resources Role` and `Properties.Policies[0]`. */
function place(path: Difference['path']): [thing: string, property: string] {
  const length = GROUPS.includes(path[0]) ? 2 : 1;
  const property = path
    .slice(length)
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('');
  return [path.slice(0, length).join(' '), property.replace(/^\./, '')];
}

function sentence(difference: Difference, property: string): string {
  const what = [MARKS[difference.type], property].filter(Boolean).join(' ');
  if (difference.type === 'CREATE') return `${what}: ${shown(difference.value)}`;
  if (difference.type === 'REMOVE') return `${what}: ${shown(difference.oldValue)}`;
  return `${what}: ${shown(difference.oldValue)} → ${shown(difference.value)}`;
}

/** Says how two compiled stacks differ: the name of each thing that does, and a line per property below it. */
export function differences(before: Compiled, after: Compiled): string[] {
  const flat = ({ template, tags }: Compiled) => ({ ...template, tags });
  const lines = new Map<string, string[]>();
  for (const difference of diff(flat(before), flat(after), { cyclesFix: false })) {
    const [thing, property] = place(difference.path);
    lines.set(thing, [...(lines.get(thing) ?? []), `  ${sentence(difference, property)}`]);
  }
  return [...lines].flatMap(([thing, properties]) => [thing, ...properties]);
}
