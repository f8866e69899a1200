import { QueryBuilder, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import {
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';
import { TypeReduceBuilder, TypeThresholdBuilder } from '@grafana/grafana-foundation-sdk/expr';
import { type Deployment, nameOf } from '../deployment';
import { type Alarm, alarms } from '../monitoring/alarms';
import type { Metric } from '../monitoring/metrics';
import { ANY, type NamedDeployment, placeOf, uidOf, withNames } from './deployment';

/** The data source of Grafana's own expressions. Source: Grafana documentation, file provisioning of alert rules. */
const EXPRESSIONS = '__expr__';

/** Minutes between two evaluations. CloudWatch looks each minute; each look costs (docs/monitoring.md). */
const INTERVAL = 5;

/** Seconds after which CloudWatch has what was measured. */
const SETTLED = 120;

/**
 * Minutes that are looked at, at least: a search finds a metric up to 15 minutes after its first value, and then somebody has to look.
 * Source: CloudWatch user guide, `search-expression-syntax`.
 */
const FOUND = 15 + INTERVAL;

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
const groupsOf = <T, Key>(all: readonly T[], keyOf: (one: T) => Key): Array<readonly [Key, T[]]> =>
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
    return groupsOf(Object.values(named), schemaOf).map(([, group]) =>
      expression.replaceAll('METRICS()', search(group, statOf(''), minutes)),
    );
  }
  const formula = expression.replaceAll(/\b[a-z]\w*\b/g, (id) => {
    const metric = named[id];
    return metric ? `SUM(${search([metric], statOf(id), minutes)})` : id;
  });
  return [formula];
}

/** How Grafana is told of what it looks at. */
export interface Links {
  /** Uid of its CloudWatch data source. */
  readonly dataSource: string;
  /** The address at which the team reads docs/runbook.md. */
  readonly runbook: string;
}

/** Links of any Grafana and any team, by variables. */
export const ANY_LINKS: Links = { dataSource: '${cloudwatch}', runbook: '${runbook}' };

/**
 * Chooses what is looked at, in seconds before now. CloudWatch makes periods from the start on, which it rounds down to a minute: the last
 * period must not be one more than was meant, of which next to nothing is measured. Source: CloudWatch API reference, `GetMetricData`.
 */
const rangeOf = (periods: number, seconds: number) => ({
  from: SETTLED + periods * seconds,
  to: SETTLED + 60,
});

/**
 * Says when a rule goes off: by how many of the last periods reached the threshold of the alarm. Where silence is as bad, it is by how many
 * did not: a sum over nothing is 0 in Grafana. Only its version 12 knows "at least".
 */
const condition = ({ periods = 1, datapoints = periods, silence, threshold }: Alarm, formula: string) =>
  silence === 'breaching'
    ? {
        expression: `IF(${formula} >= ${threshold}, 0, 1)`,
        type: 'lt' as const,
        limit: periods - datapoints + 0.5,
      }
    : {
        expression: `IF(${formula} >= ${threshold}, 1, 0)`,
        type: 'gt' as const,
        limit: datapoints - 0.5,
      };

/** Describes what the rules are made of: each alarm, once for each of its formulas. */
const partsOf = (deployment: Deployment) =>
  Object.entries(alarms(deployment)).flatMap(([id, alarm]) =>
    formulas(alarm).map((formula, part) => ({
      id,
      alarm,
      formula,
      title: `${id}${part > 0 ? ` (${part + 1})` : ''}`,
    })),
  );

type Part = ReturnType<typeof partsOf>[number];

function rule(watched: NamedDeployment, links: Links, { id, alarm, formula, title }: Part) {
  const { service, stage, region } = watched.deployment;
  const { minutes = 5, periods = 1, datapoints = periods, silence, canWait, description } = alarm;
  const { expression, type, limit } = condition(alarm, formula);
  // What lasts is still there when the metric is found. What happened once must be looked back at.
  const needed = datapoints > 1 ? periods : Math.max(periods, Math.ceil(FOUND / minutes));
  // The first period has no rate: what it grew from was not asked for.
  const looked = formula.includes('RATE(') ? needed + 1 : needed;
  const {
    orgID: _,
    folderUID: __,
    ruleGroup: ___,
    ...built
  } = new RuleBuilder(title)
    .uid(uidOf(watched, title))
    .condition('alert')
    .queries([
      new QueryBuilder('counted')
        .datasourceUid(links.dataSource)
        .relativeTimeRange(rangeOf(looked, minutes * 60))
        .model(
          new MetricsQueryBuilder()
            .refId('counted')
            .id('counted')
            .queryMode(QueryMode.Metrics)
            .metricQueryType(MetricQueryType.Search)
            .metricEditorMode(MetricEditorMode.Code)
            .region(region)
            .namespace('')
            .statistic('Sum')
            .period(String(minutes * 60))
            .expression(expression),
        ),
      new QueryBuilder('periods')
        .datasourceUid(EXPRESSIONS)
        .model(
          new TypeReduceBuilder()
            .refId('periods')
            .datasource({ type: EXPRESSIONS, uid: EXPRESSIONS })
            .expression('counted')
            .reducer('sum')
            .settings({ mode: 'dropNN' }),
        ),
      new QueryBuilder('alert').datasourceUid(EXPRESSIONS).model(
        new TypeThresholdBuilder()
          .refId('alert')
          .datasource({ type: EXPRESSIONS, uid: EXPRESSIONS })
          .expression('periods')
          .conditions([{ evaluator: { type, params: [limit] } }]),
      ),
    ])
    .forDuration('0s')
    .noDataState(silence === 'breaching' ? 'Alerting' : 'OK')
    .execErrState('Error')
    .labels({ service, stage, region, urgency: canWait ? 'can wait' : 'now' })
    .annotations({
      summary: description,
      runbook_url: `${links.runbook}#${(alarm.entry ?? id).toLowerCase()}`,
    })
    .build();
  return built;
}

/**
 * Makes the file of alert rules as Grafana reads it at its start. It keeps the rules of an earlier file until a
 * file says that they go, and nobody can delete them on its pages. Source: Grafana documentation, `file-provisioning`.
 */
export function alertRules(watched: NamedDeployment, links: Links): object {
  const parts = partsOf(watched.deployment);
  const titles = new Set(parts.map(({ title }) => title));
  const file = {
    apiVersion: 1,
    groups: [
      {
        orgId: 1,
        name: nameOf(watched.deployment),
        // A title is used once in a folder, and each stage has the same.
        folder: placeOf(watched),
        interval: `${INTERVAL}m`,
        rules: parts.map((part) => rule(watched, links, part)),
      },
    ],
    deleteRules: partsOf(ANY.deployment)
      .filter(({ title }) => !titles.has(title))
      .map(({ title }) => ({ orgId: 1, uid: uidOf(watched, title) })),
  };
  return JSON.parse(withNames(JSON.stringify(file), watched));
}
