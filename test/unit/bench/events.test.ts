import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MSKEvent } from 'aws-lambda';
import { writeEvents } from '../../../bench/measure/events';

const recordsIn = (file: string): number[] =>
  JSON.parse(readFileSync(file, 'utf8')).map(({ records }: MSKEvent) => Object.values(records).flat().length);

it.each([
  [1, 3, [1, 1, 1]],
  [200, 500, [200, 200, 100]],
  [1_000, 500, [500]],
  [10, 0, []],
])('warms up in batches of %d with all of %d records', (batch, warmUp, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));

  const files = writeEvents(folder, { batch, batches: 2, warmUp });
  const [first, measured] = [recordsIn(files.warmUp), recordsIn(files.measured)];
  rmSync(folder, { recursive: true });

  expect([first, measured]).toEqual([expected, [batch, batch]]);
});
