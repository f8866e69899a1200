import { plural } from '../../tools/text';
import { escapeXml, STYLE } from '../report/svg';
import type { RateFigures, RateResults } from './figures';
import { staticShare } from './plan';
import { percent } from './report';

const WIDTH = 760;
const LEFT = 170;
const RIGHT = 190;
const ROW = 40;
const TITLE = 30;
const GAP = 12;

const bar = (kind: string, y: number, share: number, said: string) => {
  const length = Math.max(2, (WIDTH - LEFT - RIGHT) * Math.min(1, share));
  return [
    `<rect class="${kind}" x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="14" rx="2"/>`,
    `<text class="value" x="${(LEFT + length + 8).toFixed(1)}" y="${y + 12}">${escapeXml(said)}</text>`,
  ].join('\n');
};

const drawCell = (cell: RateFigures, y: number) =>
  [
    `<text class="own-label" x="${LEFT - 10}" y="${y + 20}" text-anchor="end">${plural(cell.instances, 'instance')}</text>`,
    bar('own', y, cell.used, `${percent(cell.used)}, at most ${cell.most} in a second`),
    bar('peer', y + 17, staticShare(cell), `${percent(staticShare(cell))} with static shares`),
  ].join('\n');

/** Draws the used share of the rate, each above what static shares would use. */
export function rateChart({ machine, cells }: RateResults): string {
  let top = 0;
  const panels = [...new Set(cells.map(({ rate }) => rate))].map((rate) => {
    const own = cells.filter((cell) => cell.rate === rate);
    const title = `Used share of ${plural(rate, 'mail')} a second (batches of ${own[0]?.batch})`;
    const heading = `<text class="title" x="${LEFT}" y="${top + 20}">${escapeXml(title)}</text>`;
    const drawn = own.map((cell, index) => drawCell(cell, top + TITLE + index * ROW));
    top += TITLE + own.length * ROW + GAP;
    return [heading, ...drawn].join('\n');
  });
  const { cpu, cores, node, date } = machine;
  const foot = [
    'Instances that have more mails than they may send, of 20 that may run. Static shares: computed, rate ÷ 20 for each.',
    `${cpu}, ${cores} cores, Node.js ${node}, ${date.slice(0, 10)}.`,
  ].map((line, index) => `<text class="foot" x="12" y="${top + 18 + 16 * index}">${escapeXml(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 46}" width="${WIDTH}" role="img" aria-label="Used share of the sending rate">
<style>${STYLE}
</style>
${panels.join('\n')}
${foot.join('\n')}
</svg>
`;
}
