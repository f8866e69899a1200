import type { Workload } from './measure/events';
import { type Conditions, IN_FLIGHT } from './measure/measure';
import type { Selection } from './options';
import { SUBJECT_NAMES, SUBJECTS, type SubjectName } from './subjects';

/** Subjects under the same conditions, compared with each other. */
export interface Cell extends Workload, Conditions {
  readonly subjects: ReadonlyArray<{ readonly name: SubjectName; readonly runs: number }>;
}

/** Small batches are repeated: one record alone is over before it can be measured. */
const REPEATED: ReadonlyArray<readonly [most: number, batches: number]> = [
  [1, 50],
  [10, 20],
  [100, 5],
];
const batchesOf = (batch: number) => REPEATED.find(([most]) => batch <= most)?.[1] ?? 1;

const slow = ({ sesMs, dynamodbMs }: Conditions) => sesMs + dynamodbMs > 0;

/** The same for what is compared with a target; small batches with delays would take longer to warm up than to measure. */
const warmUpOf = (batch: number, conditions: Conditions) => (slow(conditions) && batch < 1_000 ? 100 : 500);

const cellOf = (
  batch: number,
  conditions: Conditions,
  subjects: Cell['subjects'],
  warmUp = warmUpOf(batch, conditions),
  items?: number,
): Cell => ({
  batch,
  // So large an event has fewer of them.
  batches: items === undefined ? batchesOf(batch) : Math.ceil(1_000 / batch),
  warmUp,
  ...(items !== undefined && { items }),
  ...conditions,
  subjects,
});

export function selectedCells(selection: Selection, runs: number): Cell[] {
  const { only, batch, ses, dynamodb, concurrency, warmUp, items } = selection;
  const conditions = concurrency.flatMap((inFlight) =>
    ses.flatMap((sesMs) =>
      dynamodb.map((dynamodbMs) => ({ sesMs, dynamodbMs, concurrency: inFlight }) satisfies Conditions),
    ),
  );
  const subjects = only.map((name) => ({ name, runs }));
  return conditions.flatMap((one) => batch.map((size) => cellOf(size, one, subjects, warmUp, items)));
}

const DELAYS = [
  { sesMs: 0, dynamodbMs: 0 },
  { sesMs: 30, dynamodbMs: 0 },
  { sesMs: 30, dynamodbMs: 5 },
  { sesMs: 0, dynamodbMs: 5 },
];
const BATCHES = [1_000, 100, 10_000, 1];

/** What targets are about comes first. */
const ofTarget = ({ batch, ...conditions }: Cell): boolean =>
  batch === 1_000 ? conditions.sesMs > 0 || !slow(conditions) : batch > 1 && !slow(conditions);

/** What takes minutes a run is run less often. */
const FEW = 3;

/** How often a subject runs under these conditions; 0 is not at all. */
function runsOf(name: SubjectName, batch: number, conditions: Conditions, runs: number): number {
  const { mails, sequential } = SUBJECTS[name];
  const delayed = slow(conditions);
  if (!mails) return delayed ? 0 : runs;
  const large = batch > 1_000;
  if (large && delayed) return sequential ? 0 : 1;
  if (sequential && (large || (delayed && batch > 1))) return 1;
  return large || (sequential && delayed) ? Math.min(FEW, runs) : runs;
}

/** Every batch size under every delay that it can wait for, and 1,000 records at 32 in flight. */
export function allCells(names: readonly SubjectName[], runs: number): Cell[] {
  const subjectsAt = (batch: number, conditions: Conditions, among = names) =>
    among
      .map((name) => ({ name, runs: runsOf(name, batch, conditions, runs) }))
      .filter((subject) => subject.runs > 0);
  const usual = DELAYS.flatMap((delays) =>
    BATCHES.map((batch) => {
      const conditions = { ...delays, concurrency: IN_FLIGHT };
      return cellOf(batch, conditions, subjectsAt(batch, conditions));
    }),
  );
  const wide = DELAYS.filter(({ sesMs }) => sesMs > 0).map((delays) => {
    const conditions = { ...delays, concurrency: 32 };
    const concurrent = names.filter((name) => !SUBJECTS[name].sequential);
    return cellOf(1_000, conditions, subjectsAt(1_000, conditions, concurrent));
  });
  const last = (cell: Cell) => Number(!ofTarget(cell));
  return [...usual, ...wide]
    .filter(({ subjects }) => subjects.length > 0)
    .sort((one, other) => last(one) - last(other));
}

/** Rough, in seconds; for the share of the whole that is still to come. */
export function secondsOf(
  { batch, batches, warmUp, sesMs, dynamodbMs, concurrency }: Cell,
  name: SubjectName,
) {
  const { mails, sequential } = SUBJECTS[name];
  if (!mails) return 0.5;
  const waiting = (sesMs + 2 * dynamodbMs) / (sequential ? 1 : concurrency);
  return 1.5 + ((warmUp + batch * batches) * (4 + waiting)) / 1_000;
}

export const namesIn = (cells: readonly Cell[]): SubjectName[] =>
  SUBJECT_NAMES.filter((name) => cells.some(({ subjects }) => subjects.some((one) => one.name === name)));
