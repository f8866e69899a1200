import type { RateResults } from '../../bench/rate/figures';
import { staticShare } from '../../bench/rate/plan';
import { percent } from '../../bench/rate/report';

const HEADS = [
  'mails a second',
  'instances that have mails',
  'batch',
  'used of the rate',
  'with static shares',
  'most mails in a second',
  'requests to the queue per mail, start included',
  'writes to the queue per mail, all at work',
];

/** The table of what instances use of the rate, made from the last run of `npm run bench -- --rate`. */
export function rateFiguresTable({ cells }: RateResults): string {
  const rows = cells.map((cell) => {
    const shown = [
      cell.rate,
      cell.instances,
      cell.batch,
      `**${percent(cell.used)}**`,
      percent(staticShare(cell)),
      cell.most,
      cell.requests.toFixed(2),
      cell.writes?.toFixed(2) ?? '–',
    ];
    return `| ${shown.join(' | ')} |`;
  });
  return [`| ${HEADS.join(' | ')} |`, `|${HEADS.map(() => '---:').join('|')}|`, ...rows].join('\n');
}
