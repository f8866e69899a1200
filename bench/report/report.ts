import { inWords } from '../machine';
import type { Results } from '../results';
import { cellTable } from './cells';
import { functionTable, growthTable, startTable } from './overview';
import { targetTable } from './targets';

/** Everything a run has found, for a terminal: medians, with their smallest and largest. */
export const report = (results: Results, part: boolean): string =>
  [
    inWords(results.machine),
    ...results.cells.map(cellTable),
    startTable(results),
    functionTable(results),
    growthTable(results),
    targetTable(results, part),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
