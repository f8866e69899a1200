import { plural, printable } from '../../tools/text';
import { type AwsPlace, nameOfPlace } from '../place';
import type { Line, Mark } from './check';
import type { Finding } from './run-checks';

const SIGN: Readonly<Record<Mark, string>> = { ok: '✓', warning: '!', wrong: '✗' };

const lineText = ({ mark, text, fix }: Line): string =>
  `  ${SIGN[mark]} ${printable(text)}\n${fix === undefined ? '' : `    → ${printable(fix)}\n`}`;

export const countOf = (findings: readonly Finding[], mark: Mark): number =>
  findings.flatMap(({ lines }) => lines).filter((line) => line.mark === mark).length;

/** Why nothing at all could be looked at; undefined where something was seen. The first line tells for all. */
export function blindness(findings: readonly Finding[]): string | undefined {
  const lines = findings.flatMap((finding) => finding.lines);
  const [first] = lines;
  if (!first || lines.some(({ unseen }) => !unseen)) return undefined;
  return [first.text, first.fix].filter((part) => part !== undefined).join('\n');
}

/** What was found, for a person. */
export function reportOf(findings: readonly Finding[], place: AwsPlace): string {
  const sections = findings.map(({ check, lines }) => `${check}\n${lines.map(lineText).join('')}`);
  const [wrong, warnings] = [countOf(findings, 'wrong'), countOf(findings, 'warning')];
  const counts = [`✓ ${countOf(findings, 'ok')}`, `! ${warnings}`, `✗ ${wrong}`].join('   ');
  const isPartial = findings.some(({ lines }) => lines.some(({ unseen }) => unseen));
  const good = isPartial ? 'nothing to mend in what could be looked at' : 'nothing to mend';
  const verdict = wrong > 0 ? `${plural(wrong, 'thing')} to mend` : good;
  return `${nameOfPlace(place)}\n\n${sections.join('\n')}\n${counts}   ${verdict}\n`;
}
