import { plural, printable } from '../../tools/text';
import { type AwsPlace, nameOfPlace } from '../place';
import type { Line, Mark } from './check';
import type { Finding } from './run-checks';

const SIGN: Readonly<Record<Mark, string>> = { ok: '✓', warning: '!', wrong: '✗' };

const lineText = ({ mark, text, fix }: Line): string =>
  `  ${SIGN[mark]} ${printable(text)}\n${fix === undefined ? '' : `    → ${printable(fix)}\n`}`;

export const countOf = (findings: readonly Finding[], mark: Mark): number =>
  findings.flatMap(({ lines }) => lines).filter((line) => line.mark === mark).length;

/** What was found, for a person. */
export function reportOf(findings: readonly Finding[], place: AwsPlace): string {
  const sections = findings.map(({ check, lines }) => `${check}\n${lines.map(lineText).join('')}`);
  const [wrong, warnings] = [countOf(findings, 'wrong'), countOf(findings, 'warning')];
  const counts = [`✓ ${countOf(findings, 'ok')}`, `! ${warnings}`, `✗ ${wrong}`].join('   ');
  const verdict = wrong > 0 ? `${plural(wrong, 'thing')} to mend` : 'nothing to mend';
  return `${nameOfPlace(place)}\n\n${sections.join('\n')}\n${counts}   ${verdict}\n`;
}
