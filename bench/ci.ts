import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../tools/command';
import { figureTable } from '../tools/text';
import { BUILT, bundleAll, bundleFunctions } from './measure/bundle';
import { type EventFiles, ONE_RECORD, type Workload, writeEvents } from './measure/events';
import { type Bench, measure, runSubject, UNDELAYED } from './measure/measure';
import { requireResult } from './measure/retry';
import { startServerProcess } from './measure/server-process';
import { median } from './report/statistics';
import type { SubjectName } from './subjects';

/*
 * The short form for CI: no peers and nothing to install, ratios instead of times, so that a slower machine changes
 * little, and CPU time instead of wall time, so that a busy one does not either. Requests to DynamoDB depend on neither
 * and are held by tests.
 */

const COMMITTED = join(__dirname, 'committed.json');

/**
 * What is compared, and by how much it may be above the committed value, which is a median: more than noise reached
 * (`--noise`, docs/performance.md).
 */
const MARGINS = {
  'CPU a record ÷ floor-send': 0.15,
  'CPU a record ÷ floor-cpu': 0.4,
  'CPU of a cold start ÷ floor-send': 0.25,
  'peak RSS, 2,500 records ÷ 400': 0.15,
  'largest function, kB': 0.02,
} as const;

type Ratio = keyof typeof MARGINS;
export type Ratios = Readonly<Record<Ratio, number>>;

/** By the major version of Node.js. */
type CommittedRatios = Readonly<Record<string, Ratios>>;

const RATIOS = Object.keys(MARGINS) as Ratio[];
const NAMES: readonly SubjectName[] = ['service', 'floor-send', 'floor-cpu'];

const ROUNDS = 9;
const COLD_ROUNDS = 7;
const LARGE_ROUNDS = 3;
const EVENTS = join(BUILT, 'events');

const USUAL = { batch: 400, batches: 1, warmUp: 200 };
/** Decoding takes microseconds: as many as are to be measured. */
const DECODING = { batch: 400, batches: 100, warmUp: 400 };
const LARGE = { batch: 2_500, batches: 1, warmUp: 0 };

interface Work {
  readonly workload: Workload;
  readonly files: EventFiles;
}

const workOf = (workload: Workload): Work => ({ workload, files: writeEvents(EVENTS, workload) });

async function measureRatios(bench: Bench): Promise<Ratios> {
  const [usual, decoding] = [workOf(USUAL), workOf(DECODING)];
  const once = (name: SubjectName, { workload, files }: Work) =>
    requireResult(name, () => measure(bench, name, workload, files, UNDELAYED));
  const one = workOf(ONE_RECORD);
  const cold = async (name: SubjectName) =>
    (await requireResult(name, () => runSubject(bench, name, one.workload, one.files, UNDELAYED))).report
      .totalMicros;

  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      service: await once('service', usual),
      floorSend: await once('floor-send', usual),
      floorCpu: await once('floor-cpu', decoding),
    });
  }
  const coldService = [];
  const coldFloor = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    coldService.push(await cold('service'));
    coldFloor.push(await cold('floor-send'));
  }
  const large = [];
  const largeWork = workOf(LARGE);
  for (let round = 0; round < LARGE_ROUNDS; round++) large.push(await once('service', largeWork));
  const functions = Object.values(await bundleFunctions()).map(({ bytes }) => bytes / 1_000);

  return {
    // Round by round: the machine's speed changes from one to the next.
    'CPU a record ÷ floor-send': median(rounds.map(({ service, floorSend }) => service.cpu / floorSend.cpu)),
    'CPU a record ÷ floor-cpu': median(rounds.map(({ service, floorCpu }) => service.cpu / floorCpu.cpu)),
    // The quickest of each: whatever disturbs a start only adds to it.
    'CPU of a cold start ÷ floor-send': Math.min(...coldService) / Math.min(...coldFloor),
    'peak RSS, 2,500 records ÷ 400':
      median(large.map(({ peakRss }) => peakRss)) / median(rounds.map(({ service }) => service.peakRss)),
    'largest function, kB': Math.max(...functions),
  };
}

async function withBench<T>(use: (bench: Bench) => Promise<T>): Promise<T> {
  const servers = startServerProcess();
  try {
    return await use({ servers, ...(await bundleAll(NAMES)), nodeOptions: [] });
  } finally {
    servers.close();
  }
}

/** Those that are above the committed ones by more than their margin. */
export const worseRatios = (found: Ratios, committed: Ratios): Ratio[] =>
  RATIOS.filter((name) => !(found[name] <= committed[name] * (1 + MARGINS[name])));

const inDigits = (value: number) => value.toFixed(value < 10 ? 3 : 1);

export function comparison(found: Ratios, committed: Ratios): string {
  const failed = worseRatios(found, committed);
  return figureTable(
    ['ratio', 'found', 'committed', 'at most', ''],
    RATIOS.map((name) => [
      name,
      inDigits(found[name]),
      inDigits(committed[name]),
      inDigits(committed[name] * (1 + MARGINS[name])),
      failed.includes(name) ? 'WORSE' : 'ok',
    ]),
  );
}

/** Of two measurements, where the machine may have been busy during one. */
export const betterRatios = (one: Ratios, other: Ratios): Ratios =>
  Object.fromEntries(RATIOS.map((name) => [name, Math.min(one[name], other[name])])) as unknown as Ratios;

const readCommitted = (): CommittedRatios => JSON.parse(readFileSync(COMMITTED, 'utf8'));

/** Of a major version of Node.js: they differ by a third from one to the next. @throws Problem when there are none */
export function committedFor(major: string): Ratios {
  const all = readCommitted();
  const committed = all[major];
  if (committed) return committed;
  const majors = Object.keys(all).join(', ');
  throw new Problem(
    `bench/committed.json has ratios of Node.js ${majors}, and none of ${major}: npm run bench -- --ci --commit adds them.`,
  );
}

function commitRatios(major: string, found: Ratios): void {
  const rounded = Object.fromEntries(RATIOS.map((name) => [name, Number(found[name].toFixed(4))]));
  writeFileSync(COMMITTED, `${JSON.stringify({ ...readCommitted(), [major]: rounded }, undefined, 2)}\n`);
}

/** @returns whether no ratio is worse than committed, in two measurements. @throws Problem */
export async function checkRatios(commit: boolean, print: (text: string) => void): Promise<boolean> {
  const [major = ''] = process.versions.node.split('.');
  if (!commit) committedFor(major);
  let found = await withBench(measureRatios);
  if (commit) commitRatios(major, found);
  const committed = committedFor(major);
  print(comparison(found, committed));
  if (worseRatios(found, committed).length > 0) {
    print('\nWorse by more than the margin; measured once more, of which the better one counts …\n');
    found = betterRatios(found, await withBench(measureRatios));
    print(comparison(found, committed));
  }
  const failed = worseRatios(found, committed);
  if (failed.length > 0) {
    print(
      `\nWorse than bench/committed.json by more than the margin: ${failed.join('; ')}. Run it again where the machine was busy twice; ` +
        'where the change is meant to cost that, npm run bench -- --ci --commit.',
    );
  }
  return failed.length === 0;
}

/** How far the ratios spread when nothing changes. */
export async function showNoise(repetitions: number, print: (text: string) => void): Promise<void> {
  await withBench(async (bench) => {
    const all: Ratios[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const found = await measureRatios(bench);
      all.push(found);
      print(`${repetition}/${repetitions}  ${RATIOS.map((name) => inDigits(found[name])).join('  ')}`);
    }
    const rows = RATIOS.map((name) => {
      const values = all.map((found) => found[name]);
      const [middle, largest] = [median(values), Math.max(...values)];
      const above = `${((largest / middle - 1) * 100).toFixed(1)} %`;
      return [
        name,
        inDigits(Math.min(...values)),
        inDigits(middle),
        inDigits(largest),
        above,
        `${MARGINS[name] * 100} %`,
      ];
    });
    print(figureTable(['ratio', 'min', 'median', 'max', 'max above median', 'margin'], rows));
  });
}
