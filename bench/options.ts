import { parseCommandLine, UsageError } from '../tools/command';
import { IN_FLIGHT } from './measure/measure';
import { SUBJECT_NAMES, type SubjectName } from './subjects';

export const HELP = `Measures this service beside what a team would otherwise write, all doing the same work against the same local SES and
DynamoDB, and says whether the targets are met.

  npm run bench                       everything: one to two hours; writes bench/results.json and bench/results.svg
  npm run bench -- --ci               the short form, compared with bench/committed.json
  npm run bench -- --only service,floor-send --batch 1000 --runs 3

Parts of it (each given leaves out the rest; nothing is written unless --json says where)
  --only <names>        of ${SUBJECT_NAMES.join(', ')}
  --batch <sizes>       records of a batch, such as 1,100,1000,10000 (default: 1000)
  --ses <ms>            what SES adds to each answer, such as 0,30 (default: 0)
  --dynamodb <ms>       the same of DynamoDB, such as 0,5 (default: 0)
  --concurrency <n>     sends in flight, such as 8,32 (default: ${IN_FLIGHT}, as deployed)
  --cold                cold start and bundle sizes
  --warm-up <records>   before what is measured (default: 500; 100 for small batches with delays)

Other
  --runs <n>            processes of each (default: 7)
  --json <file>         raw figures
  --cpu-prof            a V8 profile of every process, in .build/bench/profiles; figures are then higher, and not written
  --report              prints the tables and draws bench/results.svg anew from bench/results.json
  --continue            measures what bench/results.json still lacks, after an end before time
  --ci                  the short form; ends with 1 when a ratio is worse than committed by more than its margin
  --commit              with --ci: writes the ratios found to bench/committed.json
  --noise <n>           repeats the short form's measurements n times and shows how far its ratios spread
  -h, --help

Exit code: 0 measured; 1 it could not be measured, or --ci found a ratio worse; 2 wrong options; 130 stopped.
`;

export interface Selection {
  readonly only: readonly SubjectName[];
  readonly batch: readonly number[];
  readonly ses: readonly number[];
  readonly dynamodb: readonly number[];
  readonly concurrency: readonly number[];
  readonly warmUp: number | undefined;
}

export interface Measure {
  readonly kind: 'measure';
  /** Everything, where there is none. */
  readonly selection: Selection | undefined;
  /** Only what the results so far lack. */
  readonly continued: boolean;
  readonly cold: boolean;
  readonly runs: number;
  readonly cpuProf: boolean;
  readonly json: string | undefined;
}

export type Task =
  | { readonly kind: 'help' | 'report' }
  | { readonly kind: 'ci'; readonly commit: boolean }
  | { readonly kind: 'noise'; readonly repetitions: number }
  | Measure;

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `--${option}: expected whole numbers from ${min} to ${max}, found ${JSON.stringify(text)}.`,
  );
}

const wholeNumbers = (
  option: string,
  text: string | undefined,
  fallback: number,
  min: number,
  max: number,
) =>
  text === undefined ? [fallback] : text.split(',').map((part) => wholeNumber(option, part.trim(), min, max));

function subjectsIn(text: string | undefined): SubjectName[] {
  if (text === undefined) return SUBJECT_NAMES;
  const names = text.split(',').map((part) => {
    const name = SUBJECT_NAMES.find((one) => one === part.trim());
    if (name) return name;
    throw new UsageError(
      `--only: expected names of ${SUBJECT_NAMES.join(', ')}, found ${JSON.stringify(part)}.`,
    );
  });
  return [...new Set(names)];
}

const SELECTING = ['only', 'batch', 'ses', 'dynamodb', 'concurrency', 'warm-up', 'cold'] as const;
const ALONE = ['ci', 'noise', 'report', 'continue'] as const;
/** What goes with those. */
const WITH: Readonly<Record<string, string>> = { ci: 'commit', continue: 'runs' };

/** @throws UsageError */
export function readOptions(args: string[]): Task {
  const { values } = parseCommandLine({
    args,
    options: {
      only: { type: 'string' },
      batch: { type: 'string' },
      ses: { type: 'string' },
      dynamodb: { type: 'string' },
      concurrency: { type: 'string' },
      cold: { type: 'boolean' },
      runs: { type: 'string' },
      'warm-up': { type: 'string' },
      json: { type: 'string' },
      'cpu-prof': { type: 'boolean' },
      report: { type: 'boolean' },
      continue: { type: 'boolean' },
      ci: { type: 'boolean' },
      commit: { type: 'boolean' },
      noise: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return { kind: 'help' };

  const alone = ALONE.find((option) => values[option] !== undefined);
  const others = Object.keys(values).filter((option) => option !== alone && option !== WITH[alone ?? '']);
  if (alone && others.length > 0) throw new UsageError(`--${alone} does not go with --${others[0]}.`);
  if (values.commit && alone !== 'ci') throw new UsageError('--commit goes with --ci only.');
  if (values.json === '') throw new UsageError('--json: expected the name of a file, found nothing.');
  const runs = values.runs === undefined ? 7 : wholeNumber('runs', values.runs, 1, 1_000);
  if (alone === 'ci') return { kind: 'ci', commit: values.commit ?? false };
  if (alone === 'report') return { kind: 'report' };
  if (values.noise !== undefined) {
    return { kind: 'noise', repetitions: wholeNumber('noise', values.noise, 2, 1_000) };
  }

  const selecting = SELECTING.some((option) => values[option] !== undefined);
  // With --cold, --only says whose starts; more than starts is measured where something else asks for it.
  const startsOnly = values.cold ? ['cold', 'only'] : ['cold'];
  const measuring = SELECTING.some((option) => !startsOnly.includes(option) && values[option] !== undefined);
  const cells = {
    only: subjectsIn(values.only),
    batch: wholeNumbers('batch', values.batch, 1_000, 1, 10_000),
    ses: wholeNumbers('ses', values.ses, 0, 0, 5_000),
    dynamodb: wholeNumbers('dynamodb', values.dynamodb, 0, 0, 900),
    concurrency: wholeNumbers('concurrency', values.concurrency, IN_FLIGHT, 1, 100),
    warmUp:
      values['warm-up'] === undefined ? undefined : wholeNumber('warm-up', values['warm-up'], 0, 10_000),
  };
  return {
    kind: 'measure',
    selection: selecting ? { ...cells, batch: measuring ? cells.batch : [] } : undefined,
    continued: values.continue ?? false,
    cold: values.cold ?? !selecting,
    runs,
    cpuProf: values['cpu-prof'] ?? false,
    json: values.json,
  };
}
