import { figureTable } from '../../tools/text';
import type { Measurement } from '../measure/measure';
import { sumOf } from '../results';
import { type MeasuredCell, titleOf } from '../rounds';
import type { SubjectName } from '../subjects';
import { inWords, median, spreadOf } from './statistics';

export const MEGABYTE = 1024 * 1024;

const digitsOf = (milliseconds: number) => (milliseconds < 0.1 ? 4 : milliseconds < 100 ? 2 : 0);

/** Medians with their smallest and largest, subject by subject. */
export function cellTable(cell: MeasuredCell): string {
  const cpuOf = (name: SubjectName) => {
    const list = cell.measurements[name];
    return list && spreadOf(list.map(({ cpu }) => cpu)).median;
  };
  const service = cpuOf('service');
  const rows = Object.entries(cell.measurements).map(([name, list]) => {
    const cpu = spreadOf(list.map((one) => one.cpu));
    const wall = spreadOf(list.map((one) => one.wall));
    const rss = spreadOf(list.map((one) => one.peakRss / MEGABYTE));
    const middle = (of: (one: Measurement) => number) => median(list.map(of));
    return [
      name,
      inWords(cpu, digitsOf(cpu.median)),
      service === undefined ? '' : `${(cpu.median / service).toFixed(cpu.median < service / 100 ? 4 : 2)}`,
      inWords(wall, digitsOf(wall.median)),
      inWords(rss, 0),
      middle(({ sends }) => sends).toFixed(2),
      middle(({ requests }) => sumOf(requests)).toFixed(2),
      middle(({ logBytes }) => logBytes).toFixed(0),
      String(list.length),
    ];
  });
  const header = [
    'subject',
    'CPU ms/record',
    '÷ service',
    'wall ms/batch',
    'peak RSS MB',
    'SES/record',
    'DynamoDB/record',
    'log B/record',
    'runs',
  ];
  const refused =
    cell.refused.length > 0 ? `\n${cell.refused.length} runs not counted: ${cell.refused[0]}` : '';
  return `${titleOf(cell)}\n${figureTable(header, rows)}${refused}`;
}
