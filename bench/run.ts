import { join } from 'node:path';
import { run } from '../ops/command';
import { BUILT, bundleAll } from './measure/bundle';
import { installPeers } from './measure/install';
import { startServerProcess } from './measure/server-process';
import { HELP, readOptions } from './options';
import { allCells, namesIn, selectedCells } from './plan';
import { cellTable } from './report/cells';
import { measureCells } from './rounds';
import { SUBJECT_NAMES, SUBJECTS } from './subjects';

const print = (text: string) => void process.stdout.write(`${text}\n`);
const progress = (line: string) => void process.stderr.write(`${line}\n`);

run('bench', async (args) => {
  const task = readOptions(args);
  if (task.kind === 'help') {
    print(HELP);
    return 0;
  }
  if (task.kind !== 'measure') return 1;
  const { selection, runs } = task;
  const cells = selection ? selectedCells(selection, runs) : allCells(SUBJECT_NAMES, runs);
  const names = namesIn(cells);
  if (names.some((name) => SUBJECTS[name].installed)) installPeers(progress);
  const nodeOptions = task.cpuProf ? ['--cpu-prof', `--cpu-prof-dir=${join(BUILT, 'profiles')}`] : [];
  const servers = startServerProcess();
  try {
    const measured = await measureCells(
      { servers, ...(await bundleAll(names)), nodeOptions },
      cells,
      progress,
    );
    for (const cell of measured) print(`\n${cellTable(cell)}`);
  } finally {
    servers.close();
  }
  return 0;
});
