import { join } from 'node:path';
import type { SubjectName } from '../subjects';
import { counted } from './again';
import { BUILT } from './bundle';
import { writeEvents } from './events';
import { type Bench, runSubject } from './measure';
import { runNode } from './process';

/** Milliseconds of each process: `bare` is `node -e 0`, the others end with the answer to their first record. */
export type ColdStarts = Readonly<Partial<Record<SubjectName | 'bare', readonly number[]>>>;

const ONE_RECORD = { batch: 1, batches: 1, warmUp: 0 };
const CONDITIONS = { sesMs: 0, dynamodbMs: 0, concurrency: 8 };

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
      const { ran } = await counted(name, () => runSubject(bench, name, ONE_RECORD, files, CONDITIONS));
      starts[name] = [...(starts[name] ?? []), ran.took];
    }
    say(`cold start: round ${round} of ${runs}`);
  }
  return starts;
}
