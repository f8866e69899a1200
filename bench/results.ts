import type { Machine } from './machine';
import type { Bundle } from './measure/bundle';
import type { ColdStarts } from './measure/cold';
import { IN_FLIGHT } from './measure/measure';
import type { MeasuredCell } from './rounds';
import type { SubjectName } from './subjects';

/** The raw figures of one run, as the JSON file has them. */
export interface Results {
  readonly machine: Machine;
  readonly cells: readonly MeasuredCell[];
  readonly coldStarts?: ColdStarts;
  readonly bundles: Readonly<Partial<Record<SubjectName, Pick<Bundle, 'bytes'>>>>;
  /** Of the service, each with its packages. */
  readonly functions?: Readonly<Record<string, Omit<Bundle, 'file'>>>;
}

export type Conditions = Partial<Pick<MeasuredCell, 'sesMs' | 'dynamodbMs' | 'concurrency'>>;

/** The cell of this batch; without delays and with 8 sends in flight where nothing else is said. */
export function cellOf(
  { cells }: Results,
  batch: number,
  { sesMs = 0, dynamodbMs = 0, concurrency = IN_FLIGHT }: Conditions = {},
): MeasuredCell | undefined {
  return cells.find(
    (cell) =>
      cell.batch === batch &&
      cell.sesMs === sesMs &&
      cell.dynamodbMs === dynamodbMs &&
      cell.concurrency === concurrency,
  );
}

type Figure = 'cpu' | 'wall' | 'peakRss';

/** One value a run; none where it was not measured. */
export const figuresOf = (cell: MeasuredCell | undefined, name: SubjectName, figure: Figure): number[] =>
  cell?.measurements[name]?.map((measurement) => measurement[figure]) ?? [];

/** Of each run, above that of a bare Node.js in the same round. */
export function coldStartsOf({ coldStarts }: Results, name: SubjectName): number[] {
  const bare = coldStarts?.bare ?? [];
  return coldStarts?.[name]?.map((took, round) => took - (bare[round] ?? 0)) ?? [];
}

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
