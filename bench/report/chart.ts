import { IN_FLIGHT } from '../measure/measure';
import { cellOf, coldStartsOf, figuresOf, type Results } from '../results';
import { SUBJECT_NAMES, type SubjectName } from '../subjects';
import { median } from './statistics';
import { escapeXml, STYLE } from './svg';

/** One figure of every subject. */
interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly values: (results: Results, name: SubjectName) => readonly number[];
}

const PANELS: readonly Panel[] = [
  {
    title: 'CPU time a mail (batch of 1,000)',
    unit: 'ms',
    values: (results, name) => figuresOf(cellOf(results, 1_000), name, 'cpu'),
  },
  {
    title: `Wall time of 1,000 mails (SES 30 ms, DynamoDB 5 ms, ${IN_FLIGHT} in flight)`,
    unit: 's',
    values: (results, name) =>
      figuresOf(cellOf(results, 1_000, { sesMs: 30, dynamodbMs: 5 }), name, 'wall').map((ms) => ms / 1_000),
  },
  {
    title: 'Peak memory (batch of 10,000)',
    unit: 'MB',
    values: (results, name) =>
      figuresOf(cellOf(results, 10_000), name, 'peakRss').map((bytes) => bytes / 1024 ** 2),
  },
  { title: 'Cold start above bare Node.js', unit: 'ms', values: coldStartsOf },
  {
    title: 'Bundle',
    unit: 'kB',
    values: ({ bundles }, name) => {
      const bytes = bundles[name]?.bytes;
      return bytes === undefined ? [] : [bytes / 1_000];
    },
  },
];

/** What only decodes is too small for a bar. */
const SHOWN = SUBJECT_NAMES.filter((name) => name !== 'floor-cpu');

const LABELS: Readonly<Record<SubjectName, string>> = {
  service: 'this service',
  naive: 'naive loop',
  powertools: 'Powertools',
  'kafka-consumer': 'kafkajs + nodemailer',
  'floor-send': 'SendEmail alone',
  'floor-cpu': 'decoding alone',
};

const WIDTH = 760;
const LEFT = 170;
const RIGHT = 150;
const ROW = 22;
const TITLE = 30;

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

interface Bar {
  readonly name: SubjectName;
  readonly value: number;
}

function drawBar({ name, value }: Bar, y: number, largest: number, own: number | undefined, unit: string) {
  const length = Math.max(2, ((WIDTH - LEFT - RIGHT) * value) / largest);
  const kind = name === 'service' ? 'own' : name.startsWith('floor-') ? 'floor' : 'peer';
  const ratio = own === undefined || name === 'service' ? '' : ` · ${(value / own).toFixed(2)}×`;
  return [
    `<text x="${LEFT - 10}" y="${y + 14}" text-anchor="end"${kind === 'own' ? ' class="own-label"' : ''}>${LABELS[name]}</text>`,
    `<rect class="${kind}" x="${LEFT}" y="${y + 2}" width="${length.toFixed(1)}" height="16" rx="2"/>`,
    `<text class="value" x="${(LEFT + length + 8).toFixed(1)}" y="${y + 14}">${short(value)} ${unit}${ratio}</text>`,
  ].join('\n');
}

function drawPanel({ title, unit, values }: Panel, results: Results, top: number) {
  const bars = SHOWN.flatMap((name): Bar[] => {
    const measured = values(results, name);
    return measured.length > 0 ? [{ name, value: median(measured) }] : [];
  });
  if (bars.length === 0) return { svg: '', height: 0 };
  const largest = Math.max(...bars.map(({ value }) => value));
  const own = bars.find(({ name }) => name === 'service')?.value;
  const drawn = bars.map((bar, index) => drawBar(bar, top + TITLE + index * ROW, largest, own, unit));
  const heading = `<text class="title" x="${LEFT}" y="${top + 20}">${escapeXml(title)}</text>`;
  return { svg: [heading, ...drawn].join('\n'), height: TITLE + bars.length * ROW + 12 };
}

/** Medians as bars, each with how many times as much as this service it is. */
export function chart(results: Results): string {
  let top = 0;
  const panels: string[] = [];
  for (const panel of PANELS) {
    const { svg, height } = drawPanel(panel, results, top);
    panels.push(svg);
    top += height;
  }
  const { cpu, cores, node, date } = results.machine;
  const foot = [
    'Less is better; × is how many times this service. Naive loop and kafkajs + nodemailer do not deduplicate and send one',
    `mail at a time, Powertools sends all at once. ${cpu}, ${cores} cores, Node.js ${node}, ${date.slice(0, 10)}.`,
  ].map((line, index) => `<text class="foot" x="12" y="${top + 18 + 16 * index}">${escapeXml(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 46}" width="${WIDTH}" role="img" aria-label="This service beside its peers">
<style>${STYLE}
</style>
${panels.filter(Boolean).join('\n')}
${foot.join('\n')}
</svg>
`;
}
