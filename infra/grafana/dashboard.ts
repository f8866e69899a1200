import {
  LogsQueryBuilder,
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  PanelBuilder,
  TextBoxVariableBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as text from '@grafana/grafana-foundation-sdk/text';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Deployment } from '../deployment';
import { dashboardBody } from '../monitoring/dashboard';
import { COLOURS } from '../monitoring/widgets';
import { type NamedDeployment, uidOf, VARIABLES, withNames } from './deployment';
import { type WidgetOf, widgets } from './widgets';

type Metrics = WidgetOf<'metric'>;

const DATA_SOURCE = { type: 'cloudwatch', uid: '${cloudwatch}' } as const;

/** Draws one line; a formula refers to others by their ids, as in CloudWatch. */
function target(
  { properties }: Metrics,
  region: string,
  line: Metrics['properties']['metrics'][number],
  index: number,
) {
  const { metric, dimensions, drawing } = line;
  const id = drawing.id ?? `line${index}`;
  const query = new MetricsQueryBuilder()
    .refId(id)
    .id(id)
    .queryMode(QueryMode.Metrics)
    .metricQueryType(MetricQueryType.Search)
    .region(region)
    .namespace(metric?.namespace ?? '')
    .statistic(drawing.stat ?? properties.stat)
    // Over the whole time that is looked at, Grafana chooses the period.
    .period(properties.period ? String(properties.period) : '')
    .hide(drawing.visible === false);
  if (drawing.label) query.label(drawing.label);
  return metric
    ? query
        .metricEditorMode(MetricEditorMode.Builder)
        .metricName(metric.name)
        .dimensions(dimensions)
        .matchExact(true)
    : query.metricEditorMode(MetricEditorMode.Code).expression(drawing.expression ?? '');
}

const withColours = (panel: timeseries.PanelBuilder | stat.PanelBuilder, { properties }: Metrics) => {
  for (const { drawing } of properties.metrics)
    if (drawing.label && drawing.color)
      panel.overrideByName(drawing.label, [
        { id: 'color', value: { mode: 'fixed', fixedColor: drawing.color } },
      ]);
  return panel;
};

const targetsOf = (widget: Metrics, region: string) =>
  widget.properties.metrics.map((line, index) => target(widget, region, line, index));

const numbers = (widget: Metrics, region: string) =>
  withColours(
    new stat.PanelBuilder()
      .targets(targetsOf(widget, region))
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['sum']))
      // By itself Grafana shows every number above 80 in red.
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('text')),
    widget,
  );

function chart(widget: Metrics, region: string) {
  const { stacked, yAxis, annotations } = widget.properties;
  const panel = new timeseries.PanelBuilder()
    .targets(targetsOf(widget, region))
    .min(0)
    .fillOpacity(10)
    .legend(new VizLegendOptionsBuilder().showLegend(true));
  if (yAxis?.left.label === 'ms') panel.unit('ms');
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  const [limit] = annotations?.horizontal ?? [];
  if (limit)
    panel
      .description(`The line is ${limit.label}: ${limit.value}`)
      .thresholds(
        new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
          { value: null, color: 'transparent' },
          { value: limit.value, color: COLOURS.permanent },
        ]),
      )
      .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line));
  return withColours(panel, widget);
}

const words = (markdown: string) => new text.PanelBuilder().mode(text.TextMode.Markdown).content(markdown);

/** Draws the result of a query in Logs Insights: `SOURCE 'group' | … | filter …`. */
function logs({ properties }: WidgetOf<'log'>, region: string) {
  const parts = properties.query.split(' | ');
  const groups = parts.flatMap((part) => /^SOURCE '(.+)'$/.exec(part)?.[1] ?? []);
  // Grafana fills a variable into a log group only where it is the whole name.
  if (groups.some((group) => group.includes('${')))
    return words('Logs are in the dashboard of a stage: `npm run grafana -- --help` says how to write it.');
  return new table.PanelBuilder().withTarget(
    new LogsQueryBuilder()
      .refId('logs')
      .id('logs')
      .queryMode(QueryMode.Logs)
      .region(region)
      .logGroupNames(groups)
      .expression(parts.slice(groups.length).join(' | ')),
  );
}

/** Lists the alert rules of this stage. */
const alerts = ({ service, stage, region }: Deployment) =>
  new PanelBuilder().type('alertlist').options({
    alertInstanceLabelFilter: `{service="${service}",stage="${stage}",region="${region}"}`,
    viewMode: 'list',
  });

function panelOf(widget: ReturnType<typeof widgets.parse>[number], deployment: Deployment) {
  switch (widget.type) {
    case 'text':
      // The dashboard has a title of its own.
      return words(widget.properties.markdown.replace(/^# .*\n/, '')).transparent(true);
    case 'alarm':
      return alerts(deployment).title(widget.properties.title);
    case 'log':
      return logs(widget, deployment.region).title(widget.properties.title).datasource(DATA_SOURCE);
    case 'metric': {
      const draw = widget.properties.view === 'singleValue' ? numbers : chart;
      return draw(widget, deployment.region).title(widget.properties.title).datasource(DATA_SOURCE);
    }
  }
}

/** The variables that a dashboard of this text needs. */
const variablesOf = (panels: string) => [
  new DatasourceVariableBuilder('cloudwatch').label('CloudWatch').type('cloudwatch'),
  ...VARIABLES.filter(({ name }) => panels.includes(`\${${name}}`)).map(({ name, initial, description }) => {
    const variable = new TextBoxVariableBuilder(name)
      .defaultValue(initial)
      .current({ text: initial, value: initial });
    return description ? variable.description(description) : variable;
  }),
];

/** Makes the CloudWatch dashboard once more, for Grafana, whose grid has 24 columns too. */
export function dashboardOf(watched: NamedDeployment, title = 'Order notifications'): object {
  const { deployment } = watched;
  const body = withNames(JSON.stringify(dashboardBody(deployment)), watched);
  const dashboard = new DashboardBuilder(title)
    .uid(uidOf(watched, 'dashboard'))
    .tags(['notifications'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('5m')
    .variables(variablesOf(body));
  for (const [index, widget] of widgets.parse(JSON.parse(body).widgets).entries()) {
    const { x, y, width: w, height: h } = widget;
    dashboard.withPanel(
      panelOf(widget, deployment)
        .id(index + 1)
        .gridPos({ x, y, w, h }),
    );
  }
  return dashboard.build();
}
