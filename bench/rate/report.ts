import { figureTable } from '../../tools/text';
import { inWords } from '../machine';
import type { RateResults } from './figures';
import { staticShare } from './plan';

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

const HEADS = [
  'rate, mails/s',
  'instances with mails',
  'batch',
  'used of the rate',
  'with static shares (computed)',
  'most mails in a second',
  'queue requests/mail, start included',
  'queue writes/mail, all at work',
];

/** The figures of a run for a terminal. */
export function rateReport({ machine, cells }: RateResults): string {
  const rows = cells.map((cell) => [
    String(cell.rate),
    String(cell.instances),
    String(cell.batch),
    percent(cell.used),
    percent(staticShare(cell)),
    String(cell.most),
    cell.requests.toFixed(2),
    cell.writes?.toFixed(2) ?? '–',
  ]);
  return `${inWords(machine)}\n\n${figureTable(HEADS, rows)}`;
}
