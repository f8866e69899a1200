import { QueryBuilder, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import { MetricEditorMode, MetricsQueryBuilder, QueryMode } from '@grafana/grafana-foundation-sdk/cloudwatch';
import { TypeReduceBuilder, TypeThresholdBuilder } from '@grafana/grafana-foundation-sdk/expr';
import { type Alarm, alarms } from '../monitoring/alarms';
import type { Metric } from '../monitoring/metrics';
import { VARIABLE, withVariables } from './deployment';

/** The data source of Grafana's own expressions. Source: Grafana documentation, file provisioning of alert rules. */
const EXPRESSIONS = '__expr__';

/** Longest time between two evaluations, in minutes: an alarm over a day is looked at each hour. */
const LONGEST_INTERVAL = 60;

const oneOf = (name: string, values: readonly string[]): string => {
  const quoted = [...new Set(values)].map((value) => `"${value}"`);
  return `${name}=${quoted.length > 1 ? `(${quoted.join(' OR ')})` : quoted[0]}`;
};

/** Names what metrics are searched by: their namespace and the names of their dimensions. */
const schemaOf = ({ namespace, dimensions }: Metric) =>
  [namespace, ...Object.keys(dimensions)].map((name) => `"${name}"`).join(',');

/**
 * Searches for metrics of one schema. Grafana cannot make a rule of a formula that refers to other queries, so the formula has its metrics in
 * itself. Sources: Grafana documentation, `aws-cloudwatch/query-editor`; CloudWatch user guide, `search-expression-syntax`.
 */
function search(metrics: readonly Metric[], stat: string, minutes: number): string {
  const [first] = metrics;
  if (!first) return '';
  const terms = [
    oneOf(
      'MetricName',
      metrics.map(({ name }) => name),
    ),
    ...Object.keys(first.dimensions).map((dimension) =>
      oneOf(
        `"${dimension}"`,
        metrics.map(({ dimensions }) => dimensions[dimension] ?? ''),
      ),
    ),
  ];
  return `SEARCH('{${schemaOf(first)}} ${terms.join(' ')}', '${stat}', ${minutes * 60})`;
}

/** Groups in the order in which each is met first. */
const grouped = <T, Key>(all: readonly T[], keyOf: (one: T) => Key): Array<readonly [Key, T[]]> =>
  [...new Set(all.map(keyOf))].map((key) => [key, all.filter((one) => keyOf(one) === key)]);

const isList = (metrics: Alarm['metrics']): metrics is readonly Metric[] => Array.isArray(metrics);

/**
 * Writes the formulas of an alarm. An alarm over metrics of several services has one for each of them: such a one goes off at 1, so that any
 * of them is enough.
 */
function formulas({ metrics, expression = 'SUM(METRICS())', stat, minutes = 5 }: Alarm): string[] {
  const statOf = (id: string) => (typeof stat === 'string' ? stat : stat?.[id]) ?? 'Sum';
  const named = isList(metrics)
    ? Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric]))
    : metrics;
  if (expression.includes('METRICS()')) {
    return grouped(Object.values(named), schemaOf).map(([, group]) =>
      expression.replaceAll('METRICS()', search(group, statOf(''), minutes)),
    );
  }
  const formula = expression.replaceAll(/\b[a-z]\w*\b/g, (id) => {
    const metric = named[id];
    return metric ? `SUM(${search([metric], statOf(id), minutes)})` : id;
  });
  return [formula];
}

/** Variables of the environment, which Grafana puts into files that it reads at its start: `${stage}` → `${NOTIFICATIONS_STAGE}`. */
const fromEnvironment = (text: string) =>
  withVariables(text).replaceAll(
    /\$\{(\w+)\}/g,
    (_, name: string) => `\${NOTIFICATIONS_${name.toUpperCase()}}`,
  );

/** A rule's uid takes 40 characters. Source: Grafana, `pkg/util/shortid_generator.go`. */
const uidOf = (id: string, part: number) =>
  `\${stage}-${id.replace('Notification', '')}${part > 0 ? `-${part + 1}` : ''}`;

/**
 * Makes a rule: in how many of the last complete periods did the alarm's value reach its threshold? The newest period is left out, as
 * CloudWatch leaves it out while it is not over.
 */
function rule(id: string, alarm: Alarm, formula: string, part: number) {
  const { threshold, minutes = 5, periods = 1, datapoints = periods, silence, canWait, description } = alarm;
  const seconds = minutes * 60;
  const relativeTimeRange = { from: (periods + 1) * seconds, to: seconds };
  const {
    orgID: _,
    folderUID: __,
    ruleGroup: ___,
    ...built
  } = new RuleBuilder(`${id}${part > 0 ? ` (${part + 1})` : ''}`)
    .uid(uidOf(id, part))
    .condition('alert')
    .queries([
      new QueryBuilder('reached')
        .datasourceUid('${cloudwatch_uid}')
        .relativeTimeRange(relativeTimeRange)
        .model(
          new MetricsQueryBuilder()
            .refId('reached')
            .id('reached')
            .queryMode(QueryMode.Metrics)
            .metricEditorMode(MetricEditorMode.Code)
            .region('${region}')
            .namespace('')
            .statistic('Sum')
            .period(String(seconds))
            .expression(`IF(${formula} >= ${threshold}, 1, 0)`),
        ),
      new QueryBuilder('periods')
        .datasourceUid(EXPRESSIONS)
        .model(
          new TypeReduceBuilder()
            .refId('periods')
            .datasource({ type: EXPRESSIONS, uid: EXPRESSIONS })
            .expression('reached')
            .reducer('sum')
            .settings({ mode: 'dropNN' }),
        ),
      new QueryBuilder('alert').datasourceUid(EXPRESSIONS).model(
        new TypeThresholdBuilder()
          .refId('alert')
          .datasource({ type: EXPRESSIONS, uid: EXPRESSIONS })
          .expression('periods')
          .conditions([{ evaluator: { type: 'gte', params: [datapoints] } }]),
      ),
    ])
    .forDuration('0s')
    .noDataState(silence === 'breaching' ? 'Alerting' : 'OK')
    .execErrState('Error')
    .labels({ service: '${service}', stage: '${stage}', urgency: canWait ? 'can wait' : 'now' })
    .annotations({ summary: description, runbook_url: `\${runbook}#${(alarm.entry ?? id).toLowerCase()}` })
    .build();
  return built;
}

/** Makes the file of alert rules as Grafana reads it at its start. Source: Grafana documentation, `file-provisioning`. */
export function alertRules(): object {
  const groups = grouped(Object.entries(alarms(VARIABLE)), ([, { minutes = 5 }]) =>
    Math.min(minutes, LONGEST_INTERVAL),
  );
  const file = {
    apiVersion: 1,
    groups: groups.map(([minutes, members]) => ({
      orgId: 1,
      name: `\${service}-\${stage} every ${minutes} minutes`,
      folder: 'Notifications',
      interval: `${minutes}m`,
      rules: members.flatMap(([id, alarm]) =>
        formulas(alarm).map((formula, part) => rule(id, alarm, formula, part)),
      ),
    })),
  };
  return JSON.parse(fromEnvironment(JSON.stringify(file)));
}
