import { join } from 'node:path';
import { Problem } from '../tools/command';
import { plural } from '../tools/text';
import { BUILT } from './measure/bundle';
import { writeEvents } from './measure/events';
import { type Bench, type Measurement, measure } from './measure/measure';
import { retryRefused } from './measure/retry';
import { type Cell, secondsOf } from './plan';
import type { SubjectName } from './subjects';

export interface MeasuredCell extends Omit<Cell, 'subjects'> {
  readonly measurements: Readonly<Partial<Record<SubjectName, readonly Measurement[]>>>;
  /** Runs that did not do all of their work, each with what went wrong; their figures are not among the others. */
  readonly refused: readonly string[];
}

export type Say = (line: string) => void;

export const titleOf = ({ batch, sesMs, dynamodbMs, concurrency }: Omit<Cell, 'subjects'>): string =>
  `${plural(batch, 'record', batch.toLocaleString('en'))}, SES ${sesMs} ms, DynamoDB ${dynamodbMs} ms, ${concurrency} in flight`;

function span(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 2 ? `${Math.round(seconds)} s` : `${minutes} min`;
}

/** Estimates what is left by what has been measured so far. */
function estimator(cells: readonly Cell[]) {
  const expected = (cell: Cell) =>
    cell.subjects.reduce((sum, { name, runs }) => sum + runs * secondsOf(cell, name), 0);
  let left = cells.reduce((sum, cell) => sum + expected(cell), 0);
  let done = 0;
  let took = 0;
  return {
    ended(cell: Cell, name: SubjectName, seconds: number) {
      const planned = secondsOf(cell, name);
      left -= planned;
      done += planned;
      took += seconds;
    },
    left: () => span(done === 0 ? left : (left * took) / done),
  };
}

/** Every run a fresh process, one subject after the other: what disturbs the machine disturbs all of them alike. */
export async function measureCells(
  bench: Bench,
  cells: readonly Cell[],
  say: Say,
  save: (measured: readonly MeasuredCell[]) => void = () => {},
): Promise<MeasuredCell[]> {
  const { ended, left } = estimator(cells);
  const measured: MeasuredCell[] = [];
  for (const [index, { subjects, ...cell }] of cells.entries()) {
    const files = writeEvents(join(BUILT, 'events'), cell);
    const measurements: Partial<Record<SubjectName, Measurement[]>> = {};
    const refused: string[] = [];
    const rounds = Math.max(...subjects.map(({ runs }) => runs));
    for (let round = 1; round <= rounds; round++) {
      for (const { name, runs } of subjects) {
        if (round > runs) continue;
        const startedAt = performance.now();
        const measurement = await retryRefused(
          () => measure(bench, name, cell, files, cell),
          (reason) => {
            say(`  not counted: ${reason}`);
            refused.push(reason);
          },
        );
        if (measurement) measurements[name] = [...(measurements[name] ?? []), measurement];
        ended({ ...cell, subjects }, name, (performance.now() - startedAt) / 1_000);
      }
      say(
        `${index + 1}/${cells.length}  ${titleOf(cell)}: round ${round} of ${rounds}, about ${left()} left`,
      );
    }
    measured.push({ ...cell, measurements, refused });
    save(measured);
    checkSameMails(titleOf(cell), measurements);
  }
  return measured;
}

/** The floor sends one mail over and over, the others what their records ask for. */
function checkSameMails(title: string, measurements: MeasuredCell['measurements']): void {
  const digests = Object.entries(measurements)
    .filter(([name]) => !name.startsWith('floor-'))
    .map(([name, list]) => [name, new Set(list?.map(({ digest }) => digest))] as const);
  const all = new Set(digests.flatMap(([, set]) => [...set]));
  if (all.size <= 1) return;
  const said = digests.map(([name, set]) => `${name} ${[...set].join(' ')}`).join(', ');
  throw new Problem(`${title}: not all sent the same mails (${said})`);
}
