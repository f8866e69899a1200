import { plural, printable } from '../../tools/text';
import type { Checked } from './checker';

/** Isolates and marks order what is written in both directions; a terminal has no use for them. */
const shown = (text: string): string => printable(text.replace(/[\u200e\u200f\u2066-\u2069]/g, ''));

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${shown(line)}`.trimEnd())
    .join('\n');

function verdictOf(checked: Checked): string {
  if (checked.kind === 'skipped') return `skipped (${checked.code}): ${checked.reason}`;
  if (checked.kind === 'failed') return `refused (${checked.code}): ${checked.reason}`;
  const { length } = checked.leftOut;
  return length === 0
    ? 'accepted'
    : `accepted, with ${plural(length, 'problem')} in fields that are left out`;
}

/** Says what becomes of a message, in lines. @param quiet without what the customer would read */
export function reportOf(name: string, checked: Checked, quiet: boolean): string {
  const lines = [`${printable(name)}: ${printable(verdictOf(checked))}`];
  if (checked.kind === 'accepted') {
    lines.push(...checked.leftOut.map((reason) => `  field left out: ${printable(reason)}`));
    if (!quiet) lines.push(`  Subject: ${shown(checked.mail.subject)}`, indented(checked.mail.text));
  }
  return `${lines.join('\n')}\n`;
}

/** Whether CI may go on. @param whole whether fields that are left out are a failure, too */
export const isGood = (checked: Checked, whole: boolean): boolean =>
  checked.kind === 'accepted' ? !whole || checked.leftOut.length === 0 : checked.kind === 'skipped';
