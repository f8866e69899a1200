import { metricText, searchedIn } from './grafana';

/** An alarm as CloudFormation gets it. Periods are in seconds. */
export interface AlarmRule {
  readonly AlarmName: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
  readonly Metrics: ReadonlyArray<{
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Period: number;
      readonly Stat: string;
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions: ReadonlyArray<{ readonly Name: string; readonly Value: unknown }>;
      };
    };
  }>;
}

/** What was measured in a minute: values, each with how often it was measured. */
type Minute = ReadonlyArray<readonly [value: number, times: number]>;

/** What was measured of each metric, by minute. */
export type Measured = ReadonlyMap<string, ReadonlyArray<Minute | undefined>>;

/** Names a metric in `Measured`. A dimension that only CloudFormation knows is named by its variable. */
export const keyOf = (
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): string => JSON.stringify([namespace, name, dimensions]);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : String(Object.values(Object(value))[0]);

type Stat = (values: Minute) => number;
const sum: Stat = (values) => values.reduce((total, [value, times]) => total + value * times, 0);
const count: Stat = (values) => values.reduce((total, [, times]) => total + times, 0);

const percentile =
  (share: number): Stat =>
  (values) => {
    let left = Math.max(1, Math.ceil(share * count(values)));
    for (const [value, times] of values.toSorted(([a], [b]) => a - b)) {
      left -= times;
      if (left <= 0) return value;
    }
    return Number.NaN;
  };

const STATS: Readonly<Record<string, Stat>> = {
  Sum: sum,
  Average: (values) => sum(values) / count(values),
  Maximum: (values) => Math.max(...values.map(([value]) => value)),
  Minimum: (values) => Math.min(...values.map(([value]) => value)),
  p10: percentile(0.1),
  p99: percentile(0.99),
};

const valuesOf = (list: readonly number[]) => list.filter((value) => !Number.isNaN(value));

/** The functions of metric math that the alarms use. Source: CloudWatch user guide, `using-metric-math`. */
const FUNCTIONS = {
  IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
  SUM: (list: readonly number[]) => valuesOf(list).reduce((total, value) => total + value, 0),
  MAX: (list: readonly number[]) => Math.max(...valuesOf(list)),
};

const WORDS: Readonly<Record<string, string>> = { AND: '&&', OR: '||', 'METRICS()': 'all' };

type Values = Readonly<Record<string, number>>;

/**
 * Makes a function of an expression of metric math. It gives NaN where a metric that the expression names was not measured, or where
 * none was of those that `METRICS()` stands for: no datapoint. A metric that `FILL` fills is always there.
 */
function formulaOf(expression: string): (now: Values, before: Values, seconds: number) => number {
  const ids = new Set<string>();
  const ofAll = expression.includes('METRICS()');
  const code = expression.replaceAll(
    /RATE\((\w+)\)|FILL\((\w+), (-?\d+)\)|METRICS\(\)|[A-Za-z]\w*/g,
    (word, id, filled, value) => {
      if (id) return `((now.${id} - before.${id}) / seconds)`;
      if (filled) return `(Number.isNaN(now.${filled}) ? ${value} : now.${filled})`;
      if (Object.hasOwn(FUNCTIONS, word)) return `functions.${word}`;
      if (WORDS[word]) return WORDS[word];
      if (/^[A-Z]/.test(word)) throw new Error(`The simulation does not know ${word} of metric math`);
      ids.add(word);
      return `now.${word}`;
    },
  );
  const run = new Function('now', 'before', 'seconds', 'all', 'functions', `return ${code}`);
  return (now, before, seconds) => {
    const all = Object.values(now);
    const missing = [...ids].some((id) => Number.isNaN(now[id])) || (ofAll && valuesOf(all).length === 0);
    return missing ? Number.NaN : Number(run(now, before, seconds, all, FUNCTIONS));
  };
}

/**
 * How many periods CloudWatch looks at beyond those of an alarm. It takes the latest that have a value, and treats as missing only
 * what is then too few. AWS does not say how many; these are those of its examples.
 * Source: CloudWatch user guide, `alarms-and-missing-data`, how alarm state is evaluated when data is missing.
 */
const MORE_PERIODS = 2;

/** Says in which minute an alarm goes off first, from `first` to `last`, as CloudWatch looks at it each minute. */
export function goesOff(
  alarm: AlarmRule,
  measured: Measured,
  [first, last]: readonly [number, number],
): number | undefined {
  const formula = formulaOf(alarm.Metrics.find(({ Expression }) => Expression)?.Expression ?? '');
  const metrics = alarm.Metrics.flatMap(({ Id, MetricStat }) => {
    if (!MetricStat) return [];
    const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
    const named = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, textOf(Value)]));
    const stat = STATS[MetricStat.Stat];
    if (!stat) throw new Error(`The simulation does not know the statistic ${MetricStat.Stat}`);
    const minutes = MetricStat.Period / 60;
    return [{ Id, stat, minutes, series: measured.get(keyOf(Namespace, MetricName, named)) }];
  });
  const minutes = metrics[0]?.minutes ?? 1;
  if (alarm.TreatMissingData !== 'breaching' && metrics.every(({ series }) => !series)) return undefined;

  const known = new Map<number, Values>();
  /** The metrics over the period that ends with this minute. */
  function valuesAt(end: number): Values {
    const found = known.get(end);
    if (found) return found;
    const values = Object.fromEntries(
      metrics.map(({ Id, stat, series }) => {
        if (!series) return [Id, Number.NaN];
        const period: Array<readonly [number, number]> = [];
        for (let minute = end - minutes + 1; minute <= end; minute++) period.push(...(series[minute] ?? []));
        return [Id, period.length > 0 ? stat(period) : Number.NaN];
      }),
    );
    known.set(end, values);
    return values;
  }
  const results = new Map<number, number>();
  function valueAt(end: number): number {
    const value = results.get(end) ?? formula(valuesAt(end), valuesAt(end - minutes), minutes * 60);
    results.set(end, value);
    return value;
  }

  function isOn(minute: number): boolean {
    let [missing, breaching] = [alarm.EvaluationPeriods, 0];
    const range = alarm.EvaluationPeriods + MORE_PERIODS;
    for (let period = 0; period < range && missing > 0; period++) {
      const value = valueAt(minute - period * minutes);
      if (Number.isNaN(value)) continue;
      missing--;
      if (value >= alarm.Threshold) breaching++;
      if (breaching + missing < alarm.DatapointsToAlarm) return false;
    }
    return breaching + (alarm.TreatMissingData === 'breaching' ? missing : 0) >= alarm.DatapointsToAlarm;
  }

  for (let minute = first; minute <= last; minute++) if (isOn(minute)) return minute;
  return undefined;
}

/** What a rule of Grafana counts, and from which count on it is on. Periods and the range that is looked at are in seconds before now. */
export interface GrafanaRule {
  readonly expression: string;
  readonly period: string;
  readonly range: { readonly from: number; readonly to: number };
  readonly evaluator?: { readonly type: string; readonly params: readonly number[] } | undefined;
}

const SEARCH = /(SUM|MAX)\((SEARCH\('[^']+', '(\w+)', \d+\))\)/g;

/** Says whether a rule is on that is evaluated at the beginning of a minute. Every metric is found at once. */
export function isRuleOn(rule: GrafanaRule, measured: Measured, now: number): boolean {
  const seriesOf = new Map(
    Array.from(measured, ([key, series]) => {
      const [namespace, name, dimensions] = JSON.parse(key);
      return [metricText(namespace, name, dimensions), series] as const;
    }),
  );
  const searches = [...rule.expression.matchAll(SEARCH)];
  const formula = formulaOf(
    searches.reduce((text, [search], index) => text.replace(search, `s${index}`), rule.expression),
  );
  const minutes = Number(rule.period) / 60;
  const first = now - rule.range.from / 60;
  const valuesFrom = (start: number): Values =>
    Object.fromEntries(
      searches.map(([, total, search = '', stat = ''], index) => {
        const values = searchedIn(search).flatMap((name) => {
          const period = (seriesOf.get(name)?.slice(start, start + minutes) ?? []).flatMap(
            (one) => one ?? [],
          );
          return period.length > 0 ? [STATS[stat]?.(period) ?? Number.NaN] : [];
        });
        return [`s${index}`, values.length > 0 ? FUNCTIONS[total as 'SUM' | 'MAX'](values) : Number.NaN];
      }),
    );
  let counted = 0;
  let before: Values = {};
  for (let start = first; start < now - rule.range.to / 60; start += minutes) {
    const values = valuesFrom(start);
    const value = formula(values, before, minutes * 60);
    if (!Number.isNaN(value)) counted += value;
    before = values;
  }
  const { type, params: [limit = Number.NaN] = [] } = rule.evaluator ?? {};
  return type === 'gt' ? counted > limit : counted < limit;
}
