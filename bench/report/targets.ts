import { figureTable } from '../../tools/text';
import { IN_FLIGHT } from '../measure/measure';
import { cellOf, coldStartsOf, figuresOf, type Results, sumOf } from '../results';
import { median } from './statistics';

/** Figures of this service, and of what they are divided by; none of either is "not measured". */
interface Sides {
  readonly own: readonly number[];
  /** 1 where there is nothing to divide by. */
  readonly by: readonly number[];
}

interface Target {
  readonly what: string;
  readonly by: string;
  readonly limit: number;
  readonly sides: (results: Results) => Sides;
}

const ALONE = [1];

const cpuAt1000 = (by: 'powertools' | 'naive' | 'floor-send', limit: number): Target => ({
  what: 'CPU a record, 1,000 records',
  by,
  limit,
  sides: (results) => {
    const cell = cellOf(results, 1_000);
    return { own: figuresOf(cell, 'service', 'cpu'), by: figuresOf(cell, by, 'cpu') };
  },
});

const wallAt1000 = (dynamodbMs: number): Target[] => [
  {
    what: `wall time, 1,000 records, SES 30 ms, DynamoDB ${dynamodbMs} ms, ${IN_FLIGHT} in flight`,
    by: 'floor-send',
    // A delivery holds its place while it is claimed and recorded, which the floor does not do.
    limit: 1.5,
    sides: (results) => {
      const cell = cellOf(results, 1_000, { sesMs: 30, dynamodbMs });
      return { own: figuresOf(cell, 'service', 'wall'), by: figuresOf(cell, 'floor-send', 'wall') };
    },
  },
  {
    what: `wall time, 1,000 records, SES 30 ms, DynamoDB ${dynamodbMs} ms, 32 in flight`,
    by: 'naive',
    limit: 0.1,
    sides: (results) => {
      const delays = { sesMs: 30, dynamodbMs };
      return {
        own: figuresOf(cellOf(results, 1_000, { ...delays, concurrency: 32 }), 'service', 'wall'),
        by: figuresOf(cellOf(results, 1_000, delays), 'naive', 'wall'),
      };
    },
  },
];

const bundles = ({ functions = {} }: Results) => Object.values(functions);

/** What has no business in a function: the template compiler, and clients that it uses neither itself nor for credentials. */
const UNWANTED =
  /^mjml|^@aws-sdk\/(?:nested-clients|client-(?!ses$|dynamodb$)|credential-provider-(?!env$|node$))/;

export const TARGETS: readonly Target[] = [
  cpuAt1000('powertools', 0.75),
  cpuAt1000('naive', 1.15),
  cpuAt1000('floor-send', 2.3),
  ...wallAt1000(0),
  ...wallAt1000(5),
  {
    what: 'peak RSS, 10,000 records',
    by: 'powertools',
    limit: 0.35,
    sides: (results) => {
      const cell = cellOf(results, 10_000);
      return { own: figuresOf(cell, 'service', 'peakRss'), by: figuresOf(cell, 'powertools', 'peakRss') };
    },
  },
  {
    what: 'peak RSS, 10,000 records',
    by: 'its own at 1,000',
    limit: 1.5,
    sides: (results) => ({
      own: figuresOf(cellOf(results, 10_000), 'service', 'peakRss'),
      by: figuresOf(cellOf(results, 1_000), 'service', 'peakRss'),
    }),
  },
  {
    what: 'cold start above bare Node.js',
    by: 'powertools',
    limit: 0.7,
    sides: (results) => ({
      own: coldStartsOf(results, 'service'),
      by: coldStartsOf(results, 'powertools'),
    }),
  },
  {
    what: 'packages that a function does not use',
    by: '',
    limit: 0,
    sides: (results) => ({
      own: bundles(results).map(
        ({ packages }) => Object.keys(packages).filter((name) => UNWANTED.test(name)).length,
      ),
      by: ALONE,
    }),
  },
  {
    what: 'DynamoDB requests a mail, 100 records',
    by: '',
    limit: 2.1,
    sides: (results) => ({
      own: cellOf(results, 100)?.measurements.service?.map(({ requests }) => sumOf(requests)) ?? [],
      by: ALONE,
    }),
  },
  {
    what: 'largest function, kB minified',
    by: '',
    limit: 450,
    sides: (results) => {
      const sizes = bundles(results).map(({ bytes }) => bytes / 1_000);
      return { own: sizes.length > 0 ? [Math.max(...sizes)] : [], by: ALONE };
    },
  },
];

export interface Verdict {
  readonly what: string;
  readonly by: string;
  readonly limit: number;
  /** Median by median; of a figure that is not divided, its largest. Absent where it was not measured. */
  readonly ratio?: number;
  /** Run by run, each against the other's of the same number, or its first ones again where it ran less often. */
  readonly range?: readonly [min: number, max: number];
  readonly met?: boolean;
}

export function verdictOf({ what, by, limit, sides }: Target, results: Results): Verdict {
  const { own, by: divisors } = sides(results);
  if (own.length === 0 || divisors.length === 0) return { what, by, limit };
  const ratio = divisors === ALONE ? Math.max(...own) : median(own) / median(divisors);
  const rounds = own.map((value, round) => value / (divisors[round % divisors.length] ?? 1));
  return { what, by, limit, ratio, range: [Math.min(...rounds), Math.max(...rounds)], met: ratio <= limit };
}

const number = (value: number): string =>
  value < 10 ? value.toFixed(value < 0.1 ? 3 : 2) : value.toFixed(0);

const verdict = (met: boolean | undefined): string =>
  met === undefined ? 'not measured' : met ? 'met' : 'MISSED';

/** Of a part, only the targets that it can tell of. */
export function targetTable(results: Results, part: boolean): string {
  const verdicts = TARGETS.map((target) => verdictOf(target, results));
  const rows = verdicts
    .filter(({ ratio }) => !part || ratio !== undefined)
    .map(({ what, by, limit, ratio, range, met }) => [
      by ? `${what} ÷ ${by}` : what,
      ratio === undefined ? '' : number(ratio),
      range ? `${number(range[0])}–${number(range[1])}` : '',
      `≤ ${limit}`,
      verdict(met),
    ]);
  return rows.length > 0 ? figureTable(['target', 'measured', 'runs', 'limit', ''], rows) : '';
}
