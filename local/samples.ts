import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS, type ServiceFunction } from '../infra/functions';

const EVENTS = join(__dirname, '../events');

export interface Tally {
  readonly sent: number;
  readonly skipped: number;
  readonly failed: number;
}

/** A sample event of `events/`, named `<topic>-<what it shows>[.<how it must end>].json`. */
export interface Sample {
  readonly name: string;
  /** `order`, `payment`, …: the first word of the name, and of the function's. */
  readonly topic: string;
  readonly event: { readonly records?: Readonly<Record<string, readonly unknown[]>> };
  readonly records: number;
  /** From the name: `order-poison.9-failed`, `order-mixed-good-and-bad.3-sent-4-failed`; without: all are sent. */
  readonly expected: Tally;
}

function expectedOf(name: string, records: number): Tally {
  const [, ending] = name.split('.');
  const tally = { sent: ending === undefined ? records : 0, skipped: 0, failed: 0 };
  for (const [, count, how] of (ending ?? '').matchAll(/(\d+)-(sent|skipped|failed)/g)) {
    tally[how as keyof Tally] = Number(count);
  }
  return tally;
}

const firstWord = (name: string): string => name.split(/[-_]/, 1)[0] ?? '';

/** Of these files, the samples for a function that a topic feeds. The plain ones first: a newcomer looks for them. */
export function sampleNames(
  files: readonly string[],
  functions: readonly ServiceFunction[] = FUNCTIONS,
): string[] {
  const topics = new Set(functions.map(({ topic }) => firstWord(topic)));
  return files
    .filter((file) => file.endsWith('.json') && topics.has(firstWord(file)))
    .map((file) => file.slice(0, -'.json'.length))
    .sort((a, b) => Number(a.includes('.')) - Number(b.includes('.')) || (a < b ? -1 : 1));
}

export function sample(name: string): Sample {
  const event: Sample['event'] = JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8'));
  const records = Object.values(event.records ?? {}).flat().length;
  return { name, topic: firstWord(name), event, records, expected: expectedOf(name, records) };
}

export const samples = (): Sample[] => sampleNames(readdirSync(EVENTS)).map(sample);
