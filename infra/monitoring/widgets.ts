import type { Metric } from './metrics';

/** The grid is 24 columns wide. Source: CloudWatch API reference, `CloudWatch-Dashboard-Body-Structure`. */
export const COLUMNS = 24;

export interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly properties: object;
}

export const COLOURS = {
  good: '#2ca02c',
  skipped: '#7f7f7f',
  invalid: '#8c564b',
  permanent: '#d62728',
  transient: '#ff7f0e',
  unknown: '#9467bd',
  defect: '#e377c2',
} as const;

type Line = Metric & { readonly stat?: string; readonly color?: string };

/** Writes a metric as widgets take it: namespace, name, then dimensions in pairs. How to draw it comes after them. */
const shorthand = ({ namespace, name, dimensions }: Metric) => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
];

const drawn = ({ label, stat, color, ...metric }: Line) => [
  ...shorthand(metric),
  { ...(label && { label }), ...(stat && { stat }), ...(color && { color }) },
];

/** A line that shows the sum of several metrics. The metrics themselves are not drawn. */
interface Total {
  readonly label: string;
  readonly color: string;
  readonly of: readonly Metric[];
}

function drawnTotal({ label, color, of }: Total, index: number) {
  const ids = of.map((_, part) => `m${index}x${part}`);
  return [
    [{ expression: `SUM([${ids.join(', ')}])`, label, color, id: `total${index}` }],
    ...of.map((metric, part) => [...shorthand(metric), { id: ids[part], visible: false }]),
  ];
}

interface Chart {
  readonly title: string;
  readonly lines?: readonly Line[];
  readonly totals?: readonly Total[];
  readonly stat?: string;
  readonly width?: number;
  readonly height?: number;
  readonly stacked?: boolean;
  readonly unit?: string;
  readonly limit?: { readonly label: string; readonly value: number };
  readonly minutes?: number;
}

/** Draws metrics over time. */
export const chart = ({
  title,
  lines = [],
  totals = [],
  stat = 'Sum',
  width = 8,
  height = 6,
  unit,
  limit,
  ...rest
}: Chart): Widget => ({
  type: 'metric',
  width,
  height,
  properties: {
    title,
    view: 'timeSeries',
    stacked: rest.stacked ?? false,
    stat,
    period: (rest.minutes ?? 5) * 60,
    metrics: [...lines.map(drawn), ...totals.filter(({ of }) => of.length > 0).flatMap(drawnTotal)],
    yAxis: { left: { min: 0, ...(unit && { label: unit, showUnits: false }) } },
    ...(limit && { annotations: { horizontal: [{ ...limit, color: COLOURS.permanent }] } }),
  },
});

export const text = (markdown: string, height: number): Widget => ({
  type: 'text',
  width: COLUMNS,
  height,
  properties: { markdown },
});

/** Shows numbers over the time range that is looked at. */
export const numbers = (title: string, lines: readonly Line[], width: number): Widget => ({
  type: 'metric',
  width,
  height: 3,
  properties: {
    title,
    view: 'singleValue',
    stat: 'Sum',
    setPeriodToTimeRange: true,
    sparkline: true,
    metrics: lines.map(drawn),
  },
});

/** A deployment without mappings has nothing to draw in the charts of mappings alone. */
const isEmpty = ({ properties }: Widget) =>
  'metrics' in properties && Array.isArray(properties.metrics) && properties.metrics.length === 0;

/** Puts widgets into the grid, left to right, one row after the other. */
export function onGrid(widgets: readonly Widget[], region: string) {
  let [x, y, tallest] = [0, 0, 0];
  return widgets
    .filter((widget) => !isEmpty(widget))
    .map((widget) => {
      if (x + widget.width > COLUMNS) {
        [x, y, tallest] = [0, y + tallest, 0];
      }
      const position = { x, y };
      x += widget.width;
      tallest = Math.max(tallest, widget.height);
      const measured = widget.type === 'metric' || widget.type === 'log';
      return { ...position, ...widget, properties: { ...widget.properties, ...(measured && { region }) } };
    });
}
