import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { peerVersions } from './measure/install';

/** Where and with what the figures were measured. */
export interface Machine {
  /** ISO 8601. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Over the last minute before the start. More than a little means that others were at work too. */
  readonly load: number;
  readonly node: string;
  /** Of the npm packages that matter to the figures. */
  readonly versions: Readonly<Record<string, string>>;
}

const SAME_FOR_ALL = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-ses',
  'zod',
  'esbuild',
  'dynalite',
  'kafkajs',
];

function versionOf(name: string): string {
  const { version } = JSON.parse(
    readFileSync(join(__dirname, '../node_modules', name, 'package.json'), 'utf8'),
  );
  return version;
}

export function machine(): Machine {
  const [first] = cpus();
  return {
    date: new Date().toISOString(),
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    node: process.version,
    versions: {
      ...Object.fromEntries(SAME_FOR_ALL.map((name) => [name, versionOf(name)])),
      ...peerVersions(),
    },
  };
}

export const inWords = ({ date, cpu, cores, memoryGb, load, node, versions }: Machine): string =>
  [
    `${cpu}, ${cores} cores, ${memoryGb} GB, Node.js ${node}, load at start ${load}, ${date}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ].join('\n');
