import { join } from 'node:path';
import type { SubjectName } from '../subjects';
import { BUILT } from './bundle';
import { ONE_RECORD, writeEvents } from './events';
import { type Bench, runSubject, UNDELAYED } from './measure';
import { runNode } from './process';
import { requireResult } from './retry';

/** Milliseconds of each process: `bare` is `node -e 0`, the others end with the answer to their first record. */
export type ColdStarts = Readonly<Partial<Record<SubjectName | 'bare', readonly number[]>>>;

/** From the start of a process to the answer to its first record. */
export async function measureColdStarts(
  bench: Bench,
  runs: number,
  say: (line: string) => void,
): Promise<ColdStarts> {
  const files = writeEvents(join(BUILT, 'events'), ONE_RECORD);
  const bare: number[] = [];
  const starts: Partial<Record<SubjectName | 'bare', number[]>> = { bare };
  for (let round = 1; round <= runs; round++) {
    bare.push((await runNode(['-e', '0'], { PATH: process.env.PATH ?? '' })).took);
    for (const name of bench.subjects.keys()) {
      const { ran } = await requireResult(name, () => runSubject(bench, name, ONE_RECORD, files, UNDELAYED));
      starts[name] = [...(starts[name] ?? []), ran.took];
    }
    say(`cold start: round ${round} of ${runs}`);
  }
  return starts;
}
