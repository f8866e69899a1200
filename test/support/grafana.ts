interface Target {
  readonly queryMode: 'Metrics' | 'Logs';
  readonly metricQueryType?: number;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

interface Query {
  readonly datasourceUid: string;
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: {
    readonly expression: string;
    readonly period: string;
    readonly conditions: ReadonlyArray<{
      readonly evaluator: { readonly type: string; readonly params: readonly number[] };
    }>;
  };
}

interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly noDataState: string;
  readonly annotations: { readonly runbook_url: string };
  readonly data: readonly [Query, Query, Query];
}

interface Group {
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/** The rules of a file such as `ops/grafana/alerts.json`. */
export function alertRulesIn(file: string) {
  const { groups } = JSON.parse(file) as { groups: readonly Group[] };
  return groups.flatMap(({ rules, ...group }) =>
    rules.map(({ data: [metrics, , threshold], ...rule }) => ({
      ...rule,
      group,
      /** The alarm that the rule is of, or is one part of. */
      alarm: rule.title.replace(/ \(\d\)$/, ''),
      dataSource: metrics.datasourceUid,
      range: metrics.relativeTimeRange,
      expression: metrics.model.expression,
      period: metrics.model.period,
      evaluator: threshold.model.conditions[0]?.evaluator,
    })),
  );
}

/** The panels of `ops/grafana/dashboard.json`. */
export const panelsIn = (file: string) =>
  (JSON.parse(file) as { panels: ReadonlyArray<{ title?: string; targets?: readonly Target[] }> }).panels;

/** Its variables, with the values that it is opened with. */
export const variablesIn = (file: string) =>
  (
    JSON.parse(file) as {
      templating: { list: ReadonlyArray<{ name: string; current?: { value: string } }> };
    }
  ).templating.list.map(({ name, current }) => ({ name, value: current?.value }));

/** A metric as text, to compare: its dimensions in the order of their names. */
export const metricText = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
  [
    namespace,
    name,
    ...Object.entries(dimensions)
      .map(([key, value]) => `${key}=${value}`)
      .sort(),
  ].join(' ');

/** The metrics that a search names: `SEARCH('{"namespace","dimension"} MetricName="…" "dimension"=("…" OR "…")', …)`. */
export function searchedIn(expression: string): string[] {
  return [...expression.matchAll(/SEARCH\('\{"([^"]+)"[^}]*\} MetricName=(.+?)', '/g)].flatMap(
    ([, namespace = '', terms = '']) => {
      const [names = '', ...dimensions] = terms.split(/ (?="\w+"=)/);
      const quoted = (text: string) => [...text.matchAll(/"([^"]+)"/g)].map(([, value = '']) => value);
      const values = dimensions.map((term) => quoted(term));
      // Several values are of one dimension, as the alarms have them.
      const combinations = values.reduce<ReadonlyArray<Record<string, string>>>(
        (all, [dimension = '', ...given]) =>
          all.flatMap((one) => given.map((value) => ({ ...one, [dimension]: value }))),
        [{}],
      );
      return quoted(names).flatMap((name) => combinations.map((one) => metricText(namespace, name, one)));
    },
  );
}
