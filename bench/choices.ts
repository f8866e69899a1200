import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import plugins from '../config/esbuild-plugins.js';
import { Problem } from '../ops/command';
import { counted } from './measure/again';
import { BUILT, type Bundle, bundleChild, bundleService } from './measure/bundle';
import { type EventFiles, ONE_RECORD, type Workload, writeEvents } from './measure/events';
import { type Bench, type Conditions, type Process, runSubject, UNDELAYED } from './measure/measure';
import { startServerProcess } from './measure/server-process';
import { MEGABYTE } from './report/cells';
import { inWords, spreadOf } from './report/statistics';
import { table } from './report/table';
import { sumOf } from './results';

/*
 * What each choice for speed buys: the service as it is, beside the service without that one choice and with all the
 * others. Without it means a few words of the source changed while it is bundled.
 */

interface Edit {
  readonly file: string;
  readonly now: string;
  readonly instead: string;
}

/** A figure of one process. */
interface Figure {
  readonly what: string;
  readonly digits: number;
  of(process: Process, records: number, bundle: Bundle): number;
}

interface Choice {
  readonly what: string;
  readonly edits?: readonly Edit[];
  /** Of `config/esbuild-plugins.js`. */
  readonly plugin?: string;
  readonly workload: Workload;
  readonly conditions: Conditions;
  readonly figures: readonly Figure[];
}

const CPU: Figure = {
  what: 'CPU ms a record, 1,000 records',
  digits: 2,
  of: ({ report: { userMicros, systemMicros } }, records) => (userMicros + systemMicros) / 1_000 / records,
};
const REQUESTS: Figure = {
  what: 'DynamoDB requests a mail',
  digits: 2,
  of: ({ served: { requests, sends } }) => sumOf(requests) / sends,
};
const WALL: Figure = {
  what: 'wall ms, 1,000 records, SES 30 ms, DynamoDB 5 ms',
  digits: 0,
  of: ({ report: { wall } }) => wall,
};
const PEAK: Figure = {
  what: 'peak RSS MB, 10,000 records',
  digits: 0,
  of: ({ report: { peakRss } }) => peakRss / MEGABYTE,
};
const START: Figure = {
  what: 'CPU ms of a cold start, bare Node.js included',
  digits: 0,
  of: ({ report: { totalMicros } }) => totalMicros / 1_000,
};
const SIZE: Figure = { what: 'kB of the function', digits: 0, of: (_, __, { bytes }) => bytes / 1_000 };

const LATER: Conditions = { sesMs: 30, dynamodbMs: 5, concurrency: 8 };
const THOUSAND: Workload = { batch: 1_000, batches: 1, warmUp: 500 };
const TEN_THOUSAND: Workload = { batch: 10_000, batches: 1, warmUp: 500 };

const cacheMiddleware = (file: string): Edit => ({ file, now: 'cacheMiddleware: true,', instead: '' });

export const CHOICES: readonly Choice[] = [
  {
    what: 'marks travel together (lib/marks.ts)',
    edits: [{ file: 'lib/marks.ts', now: 'const MOST = 25;', instead: 'const MOST = 1;' }],
    workload: THOUSAND,
    conditions: UNDELAYED,
    figures: [CPU, REQUESTS],
  },
  {
    what: 'contacts are fetched a hundred at once (lib/contacts.ts)',
    edits: [{ file: 'lib/contacts.ts', now: 'const CHUNK = 100;', instead: 'const CHUNK = 1;' }],
    workload: THOUSAND,
    conditions: UNDELAYED,
    figures: [CPU, REQUESTS],
  },
  {
    what: 'the SDK resolves its middleware once a client (cacheMiddleware)',
    edits: [cacheMiddleware('lib/store.ts'), cacheMiddleware('lib/mailer.ts')],
    workload: THOUSAND,
    conditions: UNDELAYED,
    figures: [CPU],
  },
  {
    what: 'claims run ahead of sends (lib/consume.ts)',
    edits: [{ file: 'lib/consume.ts', now: 'const AHEAD = 2;', instead: 'const AHEAD = Infinity;' }],
    workload: THOUSAND,
    conditions: LATER,
    figures: [WALL],
  },
  {
    what: 'an order is begun when there is room (lib/consume.ts)',
    edits: [{ file: 'lib/consume.ts', now: 'await batch.room();', instead: '' }],
    workload: TEN_THOUSAND,
    conditions: UNDELAYED,
    figures: [PEAK],
  },
  {
    what: 'what the SDK brings for other places is left out (config/lean-sdk.js)',
    plugin: 'lean-sdk',
    workload: ONE_RECORD,
    conditions: UNDELAYED,
    figures: [START, SIZE],
  },
];

const ROOT = join(__dirname, '..');

/** @throws Problem where the source has changed, so that a choice would be compared with itself. */
export function edited(text: string, { file, now, instead }: Edit): string {
  if (text.split(now).length !== 2)
    throw new Problem(`bench/choices.ts: ${file} has not once ${JSON.stringify(now)}`);
  return text.replace(now, () => instead);
}

/** @throws where a file that is to be edited is not in the bundle. */
const editing = (edits: readonly Edit[]): Plugin => ({
  name: 'editing',
  setup({ onLoad, onEnd }) {
    const left = new Set(edits);
    for (const edit of edits) {
      const path = join(ROOT, edit.file);
      onLoad({ filter: new RegExp(`${edit.file.replaceAll(/[/.]/g, '[\\\\/.]')}$`) }, () => {
        left.delete(edit);
        return { contents: edited(readFileSync(path, 'utf8'), edit), loader: 'ts' };
      });
    }
    onEnd(() => ({ errors: Array.from(left, ({ file }) => ({ text: `${file} is not in the bundle` })) }));
  },
});

async function figuresOf(
  bench: Omit<Bench, 'subjects'>,
  bundle: Bundle,
  { what, workload, conditions, figures }: Choice,
  files: EventFiles,
): Promise<number[]> {
  const subjects = new Map([['service', bundle]] as const);
  const ran = await counted(what, () =>
    runSubject({ ...bench, subjects }, 'service', workload, files, conditions),
  );
  return figures.map((figure) => figure.of(ran, workload.batch, bundle));
}

/** @param print is given each row as soon as it is there, and all of them at the end. */
export async function measureChoices(runs: number, print: (text: string) => void): Promise<void> {
  const servers = startServerProcess();
  try {
    const bench = { servers, child: await bundleChild(), nodeOptions: [] };
    const service = await bundleService('service', plugins);
    const rows: string[][] = [];
    for (const choice of CHOICES) {
      const { what, edits = [], plugin, workload, figures } = choice;
      const others = plugins.filter(({ name }) => name !== plugin);
      const changed = await bundleService('service-without', [editing(edits), ...others]);
      const files = writeEvents(join(BUILT, 'events'), workload);
      const without: number[][] = [];
      const asItIs: number[][] = [];
      for (let run = 0; run < runs; run++) {
        without.push(await figuresOf(bench, changed, choice, files));
        asItIs.push(await figuresOf(bench, service, choice, files));
      }
      for (const [column, figure] of figures.entries()) {
        const spread = (all: number[][]) => spreadOf(all.map((one) => one[column] ?? Number.NaN));
        const [before, after] = [spread(without), spread(asItIs)];
        const { digits } = figure;
        rows.push([
          what,
          figure.what,
          inWords(before, digits),
          inWords(after, digits),
          (after.median / before.median).toFixed(2),
        ]);
        print(rows.at(-1)?.join('  ') ?? '');
      }
    }
    print(`\n${table(['choice', 'of', 'without', 'with', 'with ÷ without'], rows)}`);
  } finally {
    servers.close();
  }
}
