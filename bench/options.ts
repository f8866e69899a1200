import { parseCommandLine, UsageError } from '../tools/command';
import { choicesOption, numberOption, numbersOption, wrongValue } from '../tools/options';
import { IN_FLIGHT } from './measure/measure';
import { INSTANCES, RATES, type RateSelection, SEND_INSTANCES } from './rate/plan';
import { SUBJECT_NAMES, type SubjectName } from './subjects';

export const HELP = `Measures this service beside what a team would write otherwise, and says whether the targets are met. All of them do the
same work with the same local SES and DynamoDB.

  npm run bench                        everything: takes one to two hours; writes bench/results.json and bench/results.svg
  npm run bench -- --ci                the short form, compared with bench/committed.json
  npm run bench -- --only service,floor-send --batch 1000 --runs 3

Measure only a part (without --json, no file is written)
  --only <names>       these subjects: ${SUBJECT_NAMES.join(', ')}
  --batch <sizes>      records per batch, such as 1,100,1000,10000 (default: 1000)
  --ses <ms>           delay of each answer of SES, such as 0,30 (default: 0)
  --dynamodb <ms>      delay of each answer of DynamoDB, such as 0,5 (default: 0)
  --concurrency <n>    sends in flight, such as 8,32 (default: ${IN_FLIGHT}, as deployed)
  --items <n>          items of each order, such as 50 (default: none), of 1,000 orders; 400 of these are as large as an event may be
  --cold               cold starts and bundle sizes
  --warm-up <records>  records before the measured ones (default: 500; 100 for small batches with delays)

The shared sending rate, with instances in processes of their own: takes six minutes
  --rate               used share of the rate and most mails in a second; writes bench/rate/results.json and results.svg
  --rates <n>          with --rate: mails per second, such as 1,14,50 (the default); without --json, no file is written
  --instances <n>      with --rate: instances that have mails, of 20 that may run (default: 1,4,20); the same
  --batch <size>       with --rate: records per batch (default: as deployed, and three seconds of the rate); the same

Other
  --runs <n>           processes per subject (default: 7)
  --json <file>        also with --rate: write the raw figures to this file
  --cpu-prof           write a V8 profile of every process to .build/bench/profiles; the figures are then higher, and are
                       not written
  --report             print the tables of bench/results.json and draw bench/results.svg, measure nothing
  --continue           measure what bench/results.json still lacks, after a run that was stopped
  --ci                 the short form; exit code 1 when a ratio is above the committed one by more than its margin
  --commit             with --ci: write the ratios to bench/committed.json
  --noise <n>          repeat the measurements of the short form n times, and show how far the ratios spread
  -h, --help           print this text

Exit code: 0 measured; 1 it could not be measured, or --ci found a ratio that is worse; 2 wrong options; 130 stopped.
`;

export interface Selection {
  readonly only: readonly SubjectName[];
  readonly batch: readonly number[];
  readonly ses: readonly number[];
  readonly dynamodb: readonly number[];
  readonly concurrency: readonly number[];
  readonly warmUp: number | undefined;
  readonly items?: number;
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

export interface RateTask {
  readonly kind: 'rate';
  readonly selection: RateSelection;
  /** Less than the nine cells of the documents. */
  readonly part: boolean;
  readonly json: string | undefined;
}

export type Task =
  | { readonly kind: 'report' }
  | { readonly kind: 'ci'; readonly commit: boolean }
  | { readonly kind: 'noise'; readonly repetitions: number }
  | RateTask
  | Measure;

const SUBJECT_CHOICES = new Map(SUBJECT_NAMES.map((name) => [name, name]));

const subjectsIn = (given: string | undefined): SubjectName[] =>
  given === undefined
    ? SUBJECT_NAMES
    : [...new Set(choicesOption('only', given, SUBJECT_CHOICES, `names of ${SUBJECT_NAMES.join(', ')}`))];

const whole = (least: number, most: number, fallback: number) => ({ least, most, whole: true, fallback });

const SELECTING = ['only', 'batch', 'ses', 'dynamodb', 'concurrency', 'warm-up', 'items', 'cold'] as const;
const ALONE = ['ci', 'noise', 'report', 'continue', 'rate'] as const;
const OF_RATE = ['rates', 'instances'] as const;
/** What goes with those. */
const WITH: Readonly<Record<string, readonly string[]>> = {
  ci: ['commit'],
  continue: ['runs'],
  rate: [...OF_RATE, 'batch', 'json'],
};

function rateTask(
  values: Readonly<Partial<Record<'rates' | 'instances' | 'batch' | 'json', string>>>,
): RateTask {
  const { rates, instances, batch, json } = values;
  return {
    kind: 'rate',
    selection: {
      rates:
        rates === undefined ? RATES : numbersOption('rates', rates, { least: 0.5, most: 200, fallback: 1 }),
      instances:
        instances === undefined
          ? INSTANCES
          : numbersOption('instances', instances, whole(1, SEND_INSTANCES, 1)),
      batch: batch === undefined ? undefined : numberOption('batch', batch, whole(1, 10_000, 1)),
    },
    part: rates !== undefined || instances !== undefined || batch !== undefined,
    json,
  };
}

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
      items: { type: 'string' },
      json: { type: 'string' },
      'cpu-prof': { type: 'boolean' },
      report: { type: 'boolean' },
      continue: { type: 'boolean' },
      ci: { type: 'boolean' },
      commit: { type: 'boolean' },
      noise: { type: 'string' },
      rate: { type: 'boolean' },
      rates: { type: 'string' },
      instances: { type: 'string' },
    },
  });
  const alone = ALONE.find((option) => values[option] !== undefined);
  const others = Object.keys(values).filter(
    (option) => option !== alone && !WITH[alone ?? '']?.includes(option),
  );
  if (alone && others.length > 0) throw new UsageError(`--${alone} does not go with --${others[0]}.`);
  if (values.commit && alone !== 'ci') throw new UsageError('--commit goes with --ci only.');
  if (values.json === '') throw wrongValue('--json', 'the name of a file', '');
  const ofRate = OF_RATE.find((option) => values[option] !== undefined);
  if (ofRate && alone !== 'rate') throw new UsageError(`--${ofRate} goes with --rate only.`);
  if (alone === 'rate') return rateTask(values);
  const runs = numberOption('runs', values.runs, whole(1, 1_000, 7));
  if (alone === 'ci') return { kind: 'ci', commit: values.commit ?? false };
  if (alone === 'report') return { kind: 'report' };
  if (values.noise !== undefined) {
    return { kind: 'noise', repetitions: numberOption('noise', values.noise, whole(2, 1_000, 2)) };
  }

  const selecting = SELECTING.some((option) => values[option] !== undefined);
  // With --cold, --only says whose starts; more than starts is measured where something else asks for it.
  const startsOnly = values.cold ? ['cold', 'only'] : ['cold'];
  const measuring = SELECTING.some((option) => !startsOnly.includes(option) && values[option] !== undefined);
  const cells = {
    only: subjectsIn(values.only),
    batch: numbersOption('batch', values.batch, whole(1, 10_000, 1_000)),
    ses: numbersOption('ses', values.ses, whole(0, 5_000, 0)),
    dynamodb: numbersOption('dynamodb', values.dynamodb, whole(0, 900, 0)),
    concurrency: numbersOption('concurrency', values.concurrency, whole(1, 100, IN_FLIGHT)),
    ...(values.items !== undefined && { items: numberOption('items', values.items, whole(1, 10_000, 50)) }),
    warmUp:
      values['warm-up'] === undefined
        ? undefined
        : numberOption('warm-up', values['warm-up'], whole(0, 10_000, 0)),
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
