import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EXIT, messageOf, Problem, run } from '../tools/command';
import { checkRatios, showNoise } from './ci';
import { machine } from './machine';
import { BUILT, bundleAll, bundleFunctions } from './measure/bundle';
import { measureColdStarts } from './measure/cold';
import { installPeers } from './measure/install';
import { startServerProcess } from './measure/server-process';
import { HELP, type Measure, type RateTask, readOptions } from './options';
import { allCells, namesIn, selectedCells } from './plan';
import { rateChart } from './rate/chart';
import { measureRate } from './rate/measure';
import { rateCells } from './rate/plan';
import { rateReport } from './rate/report';
import { chart } from './report/chart';
import { report } from './report/report';
import type { Results } from './results';
import { measureCells, titleOf } from './rounds';
import { SUBJECT_NAMES, SUBJECTS } from './subjects';

const RESULTS = join(__dirname, 'results.json');
const CHART = join(__dirname, 'results.svg');
const RATE = { results: join(__dirname, 'rate/results.json'), chart: join(__dirname, 'rate/results.svg') };

const print = (text: string) => void process.stdout.write(`${text}\n`);
const say = (line: string) => void process.stderr.write(`${line}\n`);

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch (error) {
    throw new Problem(`bench/results.json cannot be read: ${messageOf(error)}. npm run bench makes it.`);
  }
}

/** @throws Problem where a file could not be written; found before anything is measured. */
function requireWritable(file: string): void {
  try {
    const isNew = !existsSync(file);
    closeSync(openSync(file, 'a'));
    if (isNew) rmSync(file);
  } catch (error) {
    throw new Problem(`The figures cannot be written to ${file}: ${messageOf(error)}.`);
  }
}

/** @throws Problem for results of another machine or other versions. */
function resultsOfThisMachine(): Results {
  const results = readResults();
  const { date: _, load: __, ...here } = machine();
  for (const [what, value] of Object.entries(here)) {
    if (isDeepStrictEqual(value, Reflect.get(results.machine, what))) continue;
    throw new Problem(
      `bench/results.json is of another machine or other versions (${what}); npm run bench starts anew.`,
    );
  }
  return results;
}

/** @param save is given what has been measured so far, after every part. */
async function measureAll(
  { selection, continued, cold, runs, cpuProf }: Measure,
  save: (results: Results) => void,
): Promise<Results> {
  const earlier = continued ? resultsOfThisMachine() : undefined;
  const had = new Set(earlier?.cells.map(titleOf));
  const cells = (selection ? selectedCells(selection, runs) : allCells(SUBJECT_NAMES, runs)).filter(
    (cell) => !had.has(titleOf(cell)),
  );
  const names = cells.length > 0 ? namesIn(cells) : (selection?.only ?? SUBJECT_NAMES);
  if (names.some((name) => SUBJECTS[name].installed)) installPeers(say);
  const nodeOptions = cpuProf ? ['--cpu-prof', `--cpu-prof-dir=${join(BUILT, 'profiles')}`] : [];
  const bundles = await bundleAll(names);
  for (const [name, { bytes }] of bundles.subjects) {
    if (!earlier || earlier.bundles[name]?.bytes === bytes) continue;
    throw new Problem(`${name} is not what bench/results.json was measured with; npm run bench starts anew.`);
  }
  const where = machine();
  const servers = startServerProcess();
  try {
    const bench = { servers, ...bundles, nodeOptions };
    const found = {
      machine: where,
      bundles: Object.fromEntries(Array.from(bundles.subjects, ([name, { bytes }]) => [name, { bytes }])),
      ...(cold &&
        !earlier && {
          functions: await bundleFunctions(),
          coldStarts: await measureColdStarts(bench, runs, say),
        }),
    };
    const withCells = (done: Results['cells']): Results =>
      earlier ? { ...earlier, cells: [...earlier.cells, ...done] } : { ...found, cells: done };
    return withCells(await measureCells(bench, cells, say, (done) => save(withCells(done))));
  } finally {
    servers.close();
  }
}

async function measureAndShowRate({ selection, part, json }: RateTask): Promise<void> {
  const file = json ?? (part ? undefined : RATE.results);
  if (file) requireWritable(file);
  const where = machine();
  const cells = await measureRate(rateCells(selection), say, (done) => {
    if (file) writeFileSync(file, `${JSON.stringify({ machine: where, cells: done }, undefined, 1)}\n`);
  });
  const results = { machine: where, cells };
  if (file === RATE.results) writeFileSync(RATE.chart, rateChart(results));
  print(rateReport(results));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(EXIT.interrupted));

async function main(args: string[]): Promise<number> {
  const task = readOptions(args);
  switch (task.kind) {
    case 'report': {
      const results = readResults();
      print(report(results, false));
      writeFileSync(CHART, chart(results));
      return EXIT.ended;
    }
    case 'measure': {
      const json = task.json ?? (task.selection || task.cpuProf ? undefined : RESULTS);
      if (json) requireWritable(json);
      const save = (soFar: Results) => {
        if (json) writeFileSync(json, `${JSON.stringify(soFar, undefined, 1)}\n`);
      };
      const results = await measureAll(task, save);
      save(results);
      print(report(results, task.selection !== undefined));
      if (json === RESULTS) writeFileSync(CHART, chart(results));
      return EXIT.ended;
    }
    case 'rate':
      await measureAndShowRate(task);
      return EXIT.ended;
    case 'ci':
      return (await checkRatios(task.commit, print)) ? EXIT.ended : EXIT.left;
    case 'noise':
      await showNoise(task.repetitions, print);
      return EXIT.ended;
  }
}

run('bench', main, HELP);
